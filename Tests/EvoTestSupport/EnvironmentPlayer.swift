import EvoCore

/// An environment block with its memory, moved by hand.
final class EnvironmentPlayer {
  let memory: LaneMemory
  private let environment: any EnvironmentBlock
  private let lanes: Int

  init(stepping environment: any EnvironmentBlock, spec: EnvironmentSpec, lanes: Int) {
    self.environment = environment
    self.lanes = lanes
    memory = LaneMemory(spec, stride: lanes)
  }

  convenience init(_ kind: EnvironmentKind, lanes: Int) throws {
    self.init(stepping: try kind.makeBlock(lanes), spec: kind.spec, lanes: lanes)
  }

  func reset(_ lane: Int, seed: UInt64) {
    var random = Random(seed: seed, domain: .test, index: 1)
    environment.reset(lane: lane, random: &random, in: memory.block)
    memory.setAlive(lane, true)
  }

  func step(_ action: (_ lane: Int) -> [Float]) {
    for lane in 0..<lanes { memory.setAction(lane, to: action(lane)) }
    environment.step(lanes: lanes, in: memory.block)
  }

  /// Moves a lane as the runner does.
  func move(from source: Int, to target: Int) {
    environment.moveLane(from: source, to: target)
    memory.moveObservation(from: source, to: target)
    memory.setAlive(source, false)
    memory.setAlive(target, true)
  }

  /// What the environment saves of a lane's episode; nil when it cannot.
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

  func result(_ lane: Int) -> (reward: Float, isOver: Bool) {
    (memory.block.reward[lane], memory.block.terminated[lane] != 0)
  }

  /// Hides the first lane's observation from the environment.
  func poisonObservation() { memory.poisonObservation(0) }
}
