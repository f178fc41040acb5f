import EvoCore

/// A pole hinged on a cart that is pushed left or right; Gymnasium's `CartPole-v1`, which is the
/// system of Barto, Sutton and Anderson (1983) under Euler integration with steps of 20 ms.
public struct CartPole: VariableEnvironment {
  public static let spec = EnvironmentSpec(
    name: "cartpole",
    summary: "Keep a pole upright by pushing its cart left or right.",
    origin: "Gymnasium CartPole-v1",
    observation: [
      Component("cart position", -4.8, 4.8, unit: "m"),
      Component("cart velocity", -.infinity, .infinity, unit: "m/s"),
      Component("pole angle", -0.418_879_03, 0.418_879_03, unit: "rad"),
      Component("pole angular velocity", -.infinity, .infinity, unit: "rad/s"),
    ],
    action: .discrete(["push left", "push right"]),
    reward: "1 for every step, the last one included",
    start: "all four numbers uniform in [-0.05, 0.05)",
    end: "the pole leans more than 12 degrees or the cart leaves [-2.4 m, 2.4 m]",
    stepLimit: 500, solvedAt: 475, largestReturn: 500, framesPerSecond: 50)

  enum Constants {
    static let gravity: Float = 9.8
    static let poleMass: Float = 0.1
    static let cartMass: Float = 1
    static let totalMass: Float = 1.1
    /// Half the pole's length, in m.
    static let halfLength: Float = 0.5
    static let poleMassLength: Float = 0.05
    /// Push in N.
    static let force: Float = 10
    /// Seconds per step.
    static let timeStep: Float = 0.02
    static let angleLimit: Float = 0.209_439_51
    static let positionLimit: Float = 2.4
    static let startRange: Float = 0.05
  }

  public static let constants = [
    EnvironmentConstant("gravity", Constants.gravity, unit: "m/s^2"),
    EnvironmentConstant("cart_mass", Constants.cartMass, unit: "kg"),
    EnvironmentConstant("pole_mass", Constants.poleMass, unit: "kg"),
    EnvironmentConstant("pole_half_length", Constants.halfLength, unit: "m"),
    EnvironmentConstant("force", Constants.force, unit: "N"),
  ]
  private var gravity = Constants.gravity
  private var cartMass = Constants.cartMass
  private var poleMass = Constants.poleMass
  private var halfLength = Constants.halfLength
  private var push = Constants.force

  public mutating func set(constant index: Int, to value: Float) {
    switch index {
    case 0: gravity = value
    case 1: cartMass = value
    case 2: poleMass = value
    case 3: halfLength = value
    default: push = value
    }
  }

  /// m, m/s, rad (0 upright, positive clockwise) and rad/s.
  public var position: Float = 0
  public var velocity: Float = 0
  public var angle: Float = 0
  public var angularVelocity: Float = 0
  /// The latest push: 0 left, 1 right, nil before the first step.
  public var lastAction: Int?

  public init() {}

  public var spec: EnvironmentSpec { Self.spec }

  public mutating func reset(random: inout Random, observation: LaneWriter) {
    let range = Constants.startRange
    position = random.uniform(-range, range)
    velocity = random.uniform(-range, range)
    angle = random.uniform(-range, range)
    angularVelocity = random.uniform(-range, range)
    lastAction = nil
    write(to: observation)
  }

  public mutating func step(action: LaneReader, observation: LaneWriter) -> Step {
    let pushesRight = action[0] > 0.5
    lastAction = pushesRight ? 1 : 0
    let force = pushesRight ? push : -push
    let (totalMass, poleMassLength) = (cartMass + poleMass, poleMass * halfLength)
    let (sine, cosine) = SineCosine.of(angle)
    let common =
      (force + poleMassLength * (angularVelocity * angularVelocity) * sine)
      / totalMass
    let angularAcceleration =
      (gravity * sine - cosine * common)
      / (halfLength
        * (4.0 / 3.0 - poleMass * (cosine * cosine) / totalMass))
    let acceleration =
      common - poleMassLength * angularAcceleration * cosine / totalMass
    position += Constants.timeStep * velocity
    velocity += Constants.timeStep * acceleration
    angle += Constants.timeStep * angularVelocity
    angularVelocity += Constants.timeStep * angularAcceleration
    write(to: observation)
    return Step(
      reward: 1,
      terminated: abs(position) > Constants.positionLimit || abs(angle) > Constants.angleLimit)
  }

  private func write(to observation: LaneWriter) {
    observation[0] = position
    observation[1] = velocity
    observation[2] = angle
    observation[3] = angularVelocity
  }
}

extension CartPole: ResumableEnvironment {
  public static let savedCount = 4

  /// The observation is the state.
  public func save(to numbers: LaneWriter) { write(to: numbers) }

  public mutating func restore(from numbers: LaneReader, observation: LaneWriter) {
    (position, velocity) = (numbers[0], numbers[1])
    (angle, angularVelocity) = (numbers[2], numbers[3])
    write(to: observation)
  }
}
