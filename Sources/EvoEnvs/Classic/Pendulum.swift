import EvoCore

/// A pendulum to be swung up by a torque too weak to lift it; Gymnasium's `Pendulum-v1`.
public struct Pendulum: VariableEnvironment {
  public static let spec = EnvironmentSpec(
    name: "pendulum",
    summary: "Swing a pendulum up with a weak motor and keep it there.",
    origin: "Gymnasium Pendulum-v1",
    observation: [
      Component("cosine of the angle", -1, 1),
      Component("sine of the angle", -1, 1),
      Component("angular velocity", -8, 8, unit: "rad/s"),
    ],
    action: .continuous([Component("torque", -2, 2, unit: "N m")]),
    reward: "-(angle^2 + 0.1 angular velocity^2 + 0.001 torque^2), angle in [-pi, pi)",
    start: "angle uniform in [-pi, pi), angular velocity uniform in [-1, 1)",
    end: "never; the step limit truncates",
    stepLimit: 200, solvedAt: -200, largestReturn: 0, framesPerSecond: 20,
    measures: ["reward_angle", "reward_speed", "reward_torque"])

  enum Constants {
    static let gravity: Float = 10
    static let mass: Float = 1
    static let length: Float = 1
    /// Seconds per step.
    static let timeStep: Float = 0.05
    static let speedLimit: Float = 8
    static let torqueLimit: Float = 2
    static let pi: Float = 3.141_592_7
    static let turn: Float = 6.283_185_5
    static let inverseTurn: Float = 0.159_154_94
    /// Adding and subtracting it rounds to the nearest integer.
    static let roundingBias: Float = 12_582_912
    /// 3 g / (2 l)
    static let gravityFactor: Float = 15
    /// 3 / (m l^2)
    static let torqueFactor: Float = 3
  }

  public static let constants = [
    EnvironmentConstant("gravity", Constants.gravity, unit: "m/s^2"),
    EnvironmentConstant("mass", Constants.mass, unit: "kg"),
    EnvironmentConstant("length", Constants.length, unit: "m"),
  ]
  private var gravity = Constants.gravity
  private var mass = Constants.mass
  private var length = Constants.length

  public mutating func set(constant index: Int, to value: Float) {
    switch index {
    case 0: gravity = value
    case 1: mass = value
    default: length = value
    }
  }

  /// Angle in rad, 0 upright and positive counterclockwise; not wrapped.
  public var angle: Float = 0
  /// rad/s
  public var angularVelocity: Float = 0
  /// The latest torque, in N m.
  public var torque: Float = 0
  /// What angle, angular velocity and torque cost in the latest step.
  private var costs = SIMD3<Float>()
  /// Sine of the angle, kept from the latest observation.
  private var sine: Float = 0

  public init() {}

  public var spec: EnvironmentSpec { Self.spec }

  /// Sets the state, as a test or a picture needs it.
  public mutating func set(angle: Float, angularVelocity: Float) {
    self.angle = angle
    self.angularVelocity = angularVelocity
    sine = SineCosine.of(angle).sin
  }

  public mutating func reset(random: inout Random, observation: LaneWriter) {
    set(
      angle: random.uniform(-Constants.pi, Constants.pi), angularVelocity: random.uniform(-1, 1))
    torque = 0
    write(to: observation)
  }

  public mutating func step(action: LaneReader, observation: LaneWriter) -> Step {
    let limit = Constants.torqueLimit
    let requested = action[0]
    torque = requested > limit ? limit : requested < -limit ? -limit : requested
    let turns = angle * Constants.inverseTurn + Constants.roundingBias - Constants.roundingBias
    let wrapped = angle - turns * Constants.turn
    costs = SIMD3(
      wrapped * wrapped, 0.1 * (angularVelocity * angularVelocity), 0.001 * (torque * torque))
    let cost = costs.x + costs.y + costs.z
    let acceleration = 3 * gravity / (2 * length) * sine + 3 / (mass * length * length) * torque
    let velocity = angularVelocity + acceleration * Constants.timeStep
    let speed = Constants.speedLimit
    angularVelocity = velocity > speed ? speed : velocity < -speed ? -speed : velocity
    angle += angularVelocity * Constants.timeStep
    write(to: observation)
    return Step(reward: -cost, terminated: false)
  }

  public mutating func measure(to values: LaneWriter) {
    for index in 0..<3 { values[index] = -costs[index] }
  }

  private mutating func write(to observation: LaneWriter) {
    let (sin, cos) = SineCosine.of(angle)
    sine = sin
    observation[0] = cos
    observation[1] = sin
    observation[2] = angularVelocity
  }
}

extension Pendulum: ResumableEnvironment {
  public static let savedCount = 2

  public func save(to numbers: LaneWriter) {
    numbers[0] = angle
    numbers[1] = angularVelocity
  }

  public mutating func restore(from numbers: LaneReader, observation: LaneWriter) {
    set(angle: numbers[0], angularVelocity: numbers[1])
    write(to: observation)
  }
}
