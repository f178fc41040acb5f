import EvoCore

/// A car in a valley whose motor is too weak for the hill; Gymnasium's `MountainCar-v0` (three
/// choices, -1 a step) and `MountainCarContinuous-v0` (a force, +100 at the flag).
public struct MountainCar: Environment {
  /// Which of the two tasks it is.
  public enum Motor: Sendable {
    case discrete, continuous
  }

  enum Constants {
    static let positionRange: (low: Float, high: Float) = (-1.2, 0.6)
    static let speedLimit: Float = 0.07
    static let gravity: Float = 0.0025
    /// Change of velocity by one push.
    static let push: Float = 0.001
    /// Change of velocity by a force of 1.
    static let power: Float = 0.0015
    static let flag: (discrete: Float, continuous: Float) = (0.5, 0.45)
  }

  private static let observation = [
    Component("position", -1.2, 0.6, unit: "m"),
    Component("velocity", -0.07, 0.07, unit: "m/step"),
  ]

  public static let spec = EnvironmentSpec(
    name: "mountain-car",
    summary: "Rock a weak car out of a valley with three pedals.",
    origin: "Gymnasium MountainCar-v0",
    observation: observation,
    action: .discrete(["push left", "coast", "push right"]),
    reward: "-1 for every step",
    start: "position uniform in [-0.6, -0.4), at rest",
    end: "the flag at 0.5 m is reached",
    stepLimit: 200, solvedAt: -110, largestReturn: 0, framesPerSecond: 30)

  public static let continuousSpec = EnvironmentSpec(
    name: "mountain-car-continuous",
    summary: "Rock a weak car out of a valley, sparing the motor.",
    origin: "Gymnasium MountainCarContinuous-v0",
    observation: observation,
    action: .continuous([Component("force", -1, 1)]),
    reward: "-0.1 force^2 for every step, and 100 at the flag",
    start: "position uniform in [-0.6, -0.4), at rest",
    end: "the flag at 0.45 m is reached",
    stepLimit: 999, solvedAt: 90, largestReturn: 100, framesPerSecond: 30,
    measures: ["reward_force", "reward_flag"])

  public let motor: Motor
  /// m; the valley is `sin(3 x)`.
  public private(set) var position: Float = 0
  /// m per step
  public private(set) var velocity: Float = 0
  /// What force and flag were worth in the latest step, where there is a motor for them.
  private var worth = SIMD2<Float>()

  public init(_ motor: Motor) {
    self.motor = motor
  }

  public var spec: EnvironmentSpec {
    switch motor {
    case .discrete: Self.spec
    case .continuous: Self.continuousSpec
    }
  }

  /// Where the flag stands, in m.
  public var flag: Float {
    switch motor {
    case .discrete: Constants.flag.discrete
    case .continuous: Constants.flag.continuous
    }
  }

  /// Sets the state, as a test or a picture needs it.
  public mutating func set(position: Float, velocity: Float) {
    self.position = position
    self.velocity = velocity
  }

  public mutating func reset(random: inout Random, observation: LaneWriter) {
    set(position: random.uniform(-0.6, -0.4), velocity: 0)
    write(to: observation)
  }

  public mutating func step(action: LaneReader, observation: LaneWriter) -> Step {
    let force: Float
    switch motor {
    case .discrete: force = (action[0] - 1) * Constants.push
    case .continuous: force = min(max(action[0], -1), 1) * Constants.power
    }
    velocity += force - SineCosine.of(3 * position).cos * Constants.gravity
    velocity = min(max(velocity, -Constants.speedLimit), Constants.speedLimit)
    position += velocity
    let (low, high) = Constants.positionRange
    position = min(max(position, low), high)
    if position == low, velocity < 0 { velocity = 0 }
    write(to: observation)
    let arrived = position >= flag && velocity >= 0
    switch motor {
    case .discrete:
      return Step(reward: -1, terminated: arrived)
    case .continuous:
      worth = SIMD2(-0.1 * (action[0] * action[0]), arrived ? 100 : 0)
      return Step(reward: worth.y + worth.x, terminated: arrived)
    }
  }

  public mutating func measure(to values: LaneWriter) {
    for index in spec.measures.indices { values[index] = worth[index] }
  }

  private func write(to observation: LaneWriter) {
    observation[0] = position
    observation[1] = velocity
  }
}

extension MountainCar: ResumableEnvironment {
  public static let savedCount = 2

  /// The observation is the state.
  public func save(to numbers: LaneWriter) { write(to: numbers) }

  public mutating func restore(from numbers: LaneReader, observation: LaneWriter) {
    set(position: numbers[0], velocity: numbers[1])
    write(to: observation)
  }
}
