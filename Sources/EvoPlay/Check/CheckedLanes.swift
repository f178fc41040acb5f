import EvoCore

/// A block of 16 lanes of an environment with its memory, moved by hand.
final class CheckedLanes {
  static let count = 16

  private let environment: any EnvironmentBlock
  private let spec: EnvironmentSpec
  private let observation: AlignedBuffer<Float>
  private let action: AlignedBuffer<Float>
  private let reward: AlignedBuffer<Float>
  private let terminated: AlignedBuffer<Int32>
  private let alive: AlignedBuffer<UInt16>
  private let block: LaneBlock

  init(_ environment: any EnvironmentBlock, spec: EnvironmentSpec) {
    self.environment = environment
    self.spec = spec
    observation = AlignedBuffer(count: spec.observation.count * Self.count, filledWith: .nan)
    action = AlignedBuffer(
      count: max(spec.action.width, spec.action.outputCount) * Self.count, filledWith: 0)
    reward = AlignedBuffer(count: Self.count, filledWith: .nan)
    terminated = AlignedBuffer(count: Self.count, filledWith: 0)
    alive = AlignedBuffer(count: 1, filledWith: .max)
    block = LaneBlock(
      stride: Self.count, observation: observation.base, action: action.base, reward: reward.base,
      terminated: terminated.base, alive: alive.base)
  }

  convenience init(_ kind: EnvironmentKind) throws {
    self.init(try kind.makeBlock(Self.count), spec: kind.spec)
  }

  func reset(_ lane: Int, seed: UInt64) {
    var random = Random(seed: seed, domain: .test)
    environment.reset(lane: lane, random: &random, in: block)
  }

  /// Steps all lanes. A reward that the step does not write is NaN afterwards.
  func step(_ action: (_ lane: Int) -> [Float]) {
    for lane in 0..<Self.count {
      for (k, value) in action(lane).enumerated() {
        self.action.base[k * Self.count + lane] = value
      }
    }
    reward.base.update(repeating: .nan, count: Self.count)
    environment.step(lanes: Self.count, in: block)
  }

  /// Forgets the observations. Block forms may keep their state there; scalar forms may not.
  func poison() { observation.base.update(repeating: .nan, count: observation.count) }

  /// Moves a lane's episode, as the runner does when lanes fall empty.
  func move(from source: Int, to target: Int) {
    environment.moveLane(from: source, to: target)
    for k in spec.observation.indices {
      observation.base[k * Self.count + target] = observation.base[k * Self.count + source]
    }
  }

  func observation(_ lane: Int) -> [Float] {
    spec.observation.indices.map { observation.base[$0 * Self.count + lane] }
  }

  func reward(_ lane: Int) -> Float { reward.base[lane] }

  func isOver(_ lane: Int) -> Bool { terminated.base[lane] != 0 }
}

/// What a random policy does.
struct RandomActions {
  private let space: ActionSpace
  private var random: Random

  init(_ space: ActionSpace, seed: UInt64) {
    self.space = space
    random = Random(seed: seed, domain: .randomAction)
  }

  mutating func next() -> [Float] {
    switch space {
    case .discrete(let choices): [Float(random.index(below: choices.count))]
    case .continuous(let components): components.map { random.uniform($0.low, $0.high) }
    }
  }
}
