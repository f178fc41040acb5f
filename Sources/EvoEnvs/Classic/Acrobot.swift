import EvoCore

/// Two links like a gymnast on a bar, with a motor at the hip; Gymnasium's `Acrobot-v1`, which is
/// the system of Sutton (1996) with the dynamics of Sutton and Barto's book.
public struct Acrobot: Environment {
  public static let spec = EnvironmentSpec(
    name: "acrobot",
    summary: "Swing the foot of a two-link gymnast above the line.",
    origin: "Gymnasium Acrobot-v1",
    observation: [
      Component("cosine of the first angle", -1, 1),
      Component("sine of the first angle", -1, 1),
      Component("cosine of the second angle", -1, 1),
      Component("sine of the second angle", -1, 1),
      Component(
        "first angular velocity", -Constants.firstSpeedLimit, Constants.firstSpeedLimit,
        unit: "rad/s"),
      Component(
        "second angular velocity", -Constants.secondSpeedLimit, Constants.secondSpeedLimit,
        unit: "rad/s"),
    ],
    action: .discrete(["torque -1 N m", "no torque", "torque 1 N m"]),
    reward: "-1 for every step but the one that reaches the line",
    start: "both angles and angular velocities uniform in [-0.1, 0.1), hanging",
    end: "the foot is more than one link above the bar",
    stepLimit: 500, solvedAt: -100, largestReturn: 0, framesPerSecond: 15)

  enum Constants {
    static let timeStep: Float = 0.2
    static let gravity: Float = 9.8
    /// Links of 1 m and 1 kg with the center of mass in the middle.
    static let center: Float = 0.5
    static let inertia: Float = 1
    static let firstSpeedLimit: Float = 12.566_371
    static let secondSpeedLimit: Float = 28.274_334
    static let pi: Float = 3.141_592_7
    static let turn: Float = 6.283_185_5
    static let inverseTurn: Float = 0.159_154_94
    static let roundingBias: Float = 12_582_912
  }

  /// Angle of the first link from hanging down, of the second relative to the first, in rad, and
  /// their velocities in rad/s.
  public typealias State = SIMD4<Float>
  public private(set) var state = State.zero

  public init() {}

  public var spec: EnvironmentSpec { Self.spec }

  /// Sets the state (both angles, then both angular velocities), as a test or a picture needs it.
  public mutating func set(_ state: State) { self.state = state }

  public mutating func reset(random: inout Random, observation: LaneWriter) {
    for k in 0..<4 { state[k] = random.uniform(-0.1, 0.1) }
    _ = write(to: observation)
  }

  public mutating func step(action: LaneReader, observation: LaneWriter) -> Step {
    let torque = action[0] - 1
    // Runge-Kutta of order 4, one step.
    let h = Constants.timeStep
    let k1 = slope(state, torque)
    let k2 = slope(state + h / 2 * k1, torque)
    let k3 = slope(state + h / 2 * k2, torque)
    let k4 = slope(state + h * k3, torque)
    state += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    state[0] = wrapped(state[0])
    state[1] = wrapped(state[1])
    state[2] = min(max(state[2], -Constants.firstSpeedLimit), Constants.firstSpeedLimit)
    state[3] = min(max(state[3], -Constants.secondSpeedLimit), Constants.secondSpeedLimit)
    let (first, second) = write(to: observation)
    // cos(first + second) by the addition theorem.
    let height = -first.cos - (first.cos * second.cos - first.sin * second.sin)
    let arrived = height > 1
    return Step(reward: arrived ? 0 : -1, terminated: arrived)
  }

  private func slope(_ state: State, _ torque: Float) -> State {
    let center = Constants.center
    let inertia = Constants.inertia
    let (sinSecond, cosSecond) = SineCosine.of(state[1])
    let sinFirst = SineCosine.of(state[0]).sin
    let sinBoth = SineCosine.of(state[0] + state[1]).sin
    let (speed1, speed2) = (state[2], state[3])
    let d1 = center * center + (1 + center * center + 2 * center * cosSecond) + 2 * inertia
    let d2 = center * center + center * cosSecond + inertia
    // cos(x - pi/2) = sin x
    let phi2 = center * Constants.gravity * sinBoth
    let phi1 =
      -center * speed2 * speed2 * sinSecond - 2 * center * speed2 * speed1 * sinSecond
      + (center + 1) * Constants.gravity * sinFirst + phi2
    let acceleration2 =
      (torque + d2 / d1 * phi1 - center * speed1 * speed1 * sinSecond - phi2)
      / (center * center + inertia - d2 * d2 / d1)
    let acceleration1 = -(d2 * acceleration2 + phi1) / d1
    return State(speed1, speed2, acceleration1, acceleration2)
  }

  /// Into [-pi, pi].
  private func wrapped(_ angle: Float) -> Float {
    let turns = angle * Constants.inverseTurn + Constants.roundingBias - Constants.roundingBias
    return angle - turns * Constants.turn
  }

  private func write(
    to observation: LaneWriter
  ) -> (first: (sin: Float, cos: Float), second: (sin: Float, cos: Float)) {
    let first = SineCosine.of(state[0])
    let second = SineCosine.of(state[1])
    observation[0] = first.cos
    observation[1] = first.sin
    observation[2] = second.cos
    observation[3] = second.sin
    observation[4] = state[2]
    observation[5] = state[3]
    return (first, second)
  }
}

extension Acrobot: ResumableEnvironment {
  public static let savedCount = 4

  public func save(to numbers: LaneWriter) {
    for k in 0..<4 { numbers[k] = state[k] }
  }

  public mutating func restore(from numbers: LaneReader, observation: LaneWriter) {
    set(State(numbers[0], numbers[1], numbers[2], numbers[3]))
    _ = write(to: observation)
  }
}
