import EvoCore

/// An environment block with its memory, moved by hand.
final class CheckedLanes {
  let count: Int
  private let environment: any EnvironmentBlock
  private let memory: LaneMemory

  init(_ environment: any EnvironmentBlock, spec: EnvironmentSpec, count: Int = 16) {
    self.environment = environment
    self.count = count
    memory = LaneMemory(spec, isMeasured: true, stride: count, filledWith: .nan)
  }

  convenience init(_ kind: EnvironmentKind, count: Int = 16) throws {
    self.init(try kind.makeBlock(count), spec: kind.spec, count: count)
  }

  func reset(_ lane: Int, seed: UInt64) {
    var random = Random(seed: seed, domain: .probe)
    environment.reset(lane: lane, random: &random, in: memory.block)
    environment.settle(lanes: count, in: memory.block)
    memory.setAlive(lane, true)
  }

  /// Steps all lanes. A reward or an end that the step does not write is NaN or -1 afterwards.
  func step(_ action: (_ lane: Int) -> [Float]) {
    for lane in 0..<count {
      memory.setAction(lane, to: action(lane))
      memory.block.reward[lane] = .nan
      memory.block.terminated[lane] = -1
    }
    environment.step(lanes: count, in: memory.block)
  }

  /// Forgets the observations. Block forms may keep their state there; scalar forms may not.
  func poison() {
    memory.block.observation.update(repeating: .nan, count: memory.observationCount * count)
  }

  /// Moves a lane's episode, as the runner does when lanes fall empty.
  func move(from source: Int, to target: Int) {
    environment.moveLane(from: source, to: target)
    memory.moveLane(from: source, to: target)
  }

  /// What the environment saves of a lane's episode, NaN where it writes nothing; nil when it cannot
  /// save any.
  func save(_ lane: Int) -> [Float]? {
    guard let environment = environment as? any ResumableBlock else { return nil }
    var numbers = [Float](repeating: .nan, count: environment.savedCount)
    numbers.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      environment.save(lane: lane, to: LaneWriter(base, stride: 1), in: memory.block)
    }
    return numbers
  }

  /// Takes up an episode with this seed where it was saved.
  func restore(_ lane: Int, seed: UInt64, from numbers: [Float]) {
    reset(lane, seed: seed)
    numbers.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      (environment as? any ResumableBlock)?.restore(
        lane: lane, from: LaneReader(base, stride: 1), in: memory.block)
    }
  }

  func observation(_ lane: Int) -> [Float] { memory.observation(lane) }

  /// What the latest step measured.
  func measures(_ lane: Int) -> [Float] { memory.measures(lane) }

  func reward(_ lane: Int) -> Float { memory.block.reward[lane] }

  func isOver(_ lane: Int) -> Bool { memory.block.terminated[lane] != 0 }

  /// All that a lane shows, as bits.
  func bits(_ lane: Int) -> [UInt32] { observation(lane).map(\.bitPattern) }

  /// The same with what the latest step gave.
  func result(_ lane: Int) -> [UInt32] {
    bits(lane) + measures(lane).map(\.bitPattern)
      + [reward(lane).bitPattern, isOver(lane) ? 1 : 0]
  }
}
