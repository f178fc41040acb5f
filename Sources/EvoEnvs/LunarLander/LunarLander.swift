import CBox2D
import EvoCore
import Glibc

/// A craft with a main engine and two side engines over the moon; Gymnasium's `LunarLander-v3`, with
/// four choices or with two throttles, and without wind.
///
/// Constants and order of operations are Gymnasium's: every step draws how unevenly the engines
/// burn, kicks the craft, advances the world, and rewards the change of a potential less the fuel. A
/// reset lets one step pass without engines.
///
/// A world whose state is no longer finite ends the episode with a reward of NaN, which ranks below
/// every number, and an observation of zeros.
public struct LunarLander: Environment, PhysicsEnvironment, ~Copyable {
  /// How the engines are worked.
  public enum Engines: Sendable {
    case discrete, continuous
  }

  public let engines: Engines
  public let spec: EnvironmentSpec
  /// The ground at 11 places, 2 m apart.
  package private(set) var ground = Ground()
  /// Heights of the ground before they are smoothed; the last one is beyond the right end.
  private var rawHeights = [Double](repeating: 0, count: Constants.chunks + 1)
  let world: PhysicsWorld
  /// What burned in the last step.
  private(set) var burn = Burn()

  /// Random numbers of the episode: how unevenly the engines burn.
  private var random = Random(seed: 0, domain: .probe)
  private var potential: Double?
  /// What the potential consisted of after the latest step that was measured.
  private var shares = SIMD8<Double>()

  /// The power of the engines in one step, each in 0...1.
  struct Burn: Sendable {
    var main = 0.0
    var side = 0.0
    /// -1 pushes to the right with the left engine, 1 to the left with the right one.
    var direction = 0.0
  }

  /// - Parameter version: that of Box2D whose mathematics its world follows.
  package init(_ engines: Engines, box2d version: WalkerSpec.Version) {
    self.engines = engines
    spec = Self.card(engines, box2d: version)
    world = PhysicsWorld(.lander(version))
  }

  public init(_ engines: Engines) { self.init(engines, box2d: .box2d23) }

  package static func kind(
    _ engines: Engines, box2d version: WalkerSpec.Version
  ) -> EnvironmentKind {
    EnvironmentKind(spec: card(engines, box2d: version), plan: .lander(version)) {
      LunarLander(engines, box2d: version)
    }
  }

  public mutating func reset(random: inout Random, observation: LaneWriter) {
    start(random: &random)
    concludeStart(isFinite: world.step(), observation: observation)
  }

  /// Starts an episode on given ground: `heights` before smoothing, one more than there are places.
  package mutating func reset(
    heights: [Double], force: SIMD2<Float>, unevenness: SIMD2<Double>, observation: LaneWriter
  ) {
    rawHeights = heights
    build(force: force, unevenness: unevenness)
    concludeStart(isFinite: world.step(), observation: observation)
  }

  mutating func start(random: inout Random) {
    for index in rawHeights.indices {
      rawHeights[index] = Double(random.uniform()) * Constants.height / 2
    }
    let limit = Float(Constants.initialForce)
    let force = SIMD2(random.uniform(-limit, limit), random.uniform(-limit, limit))
    self.random = random
    let unevenness = drawUnevenness()
    build(force: force, unevenness: unevenness)
  }

  private mutating func build(force: SIMD2<Float>, unevenness: SIMD2<Double>) {
    smoothGround()
    world.reset(ground: ground, friction: 0.1, pushed: 0, force: force)
    for leg in 0..<2 { world.drives[leg] = 1 }
    potential = nil
    kick(Burn(), unevenness)
  }

  mutating func concludeStart(isFinite: Bool, observation: LaneWriter) {
    _ = conclude(isFinite: isFinite, observation: observation)
    shares = Self.shares(state())
  }

  /// Levels the middle for the pad, and every place with its neighbors.
  private mutating func smoothGround() {
    let middle = Constants.chunks / 2
    for index in middle - 2...middle + 2 { rawHeights[index] = Constants.padHeight }
    ground.points.removeAll(keepingCapacity: true)
    for index in 0..<Constants.chunks {
      // Gymnasium's list wraps around at the left end.
      let before = rawHeights[index == 0 ? Constants.chunks : index - 1]
      let height = 0.33 * (before + rawHeights[index] + rawHeights[index + 1])
      ground.points.append(cb2_vector(SIMD2(Double(index) * Constants.spacing, height)))
    }
  }

  public mutating func step(action: LaneReader, observation: LaneWriter) -> Step {
    prepare(action: action)
    return conclude(isFinite: world.step(), observation: observation)
  }

  /// Steps with given unevenness of the engines.
  package mutating func step(
    action: LaneReader, unevenness: SIMD2<Double>, observation: LaneWriter
  ) -> Step {
    kick(burn(action), unevenness)
    return conclude(isFinite: world.step(), observation: observation)
  }

  var worldHandle: OpaquePointer { world.handle }

  mutating func prepare(action: LaneReader) {
    let unevenness = drawUnevenness()
    kick(burn(action), unevenness)
  }

  private mutating func drawUnevenness() -> SIMD2<Double> {
    SIMD2(Double(random.uniform(-1, 1)), Double(random.uniform(-1, 1))) / Constants.scale
  }

  /// What an action sets on fire; what is not a number burns nothing.
  private func burn(_ action: LaneReader) -> Burn {
    var burn = Burn()
    switch engines {
    case .discrete:
      if action[0] == 2 { burn.main = 1 }
      if action[0] == 1 || action[0] == 3 {
        burn.side = 1
        burn.direction = Double(action[0]) - 2
      }
    case .continuous:
      let (main, side) = (Double(action[0]), Double(action[1]))
      // Below half its power the main engine goes out.
      if main > 0 { burn.main = (min(main, 1) + 1) / 2 }
      if abs(side) > 0.5 {
        burn.side = min(abs(side), 1)
        burn.direction = side < 0 ? -1 : 1
      }
    }
    return burn
  }

  mutating func conclude(isFinite: Bool, observation: LaneWriter) -> Step {
    guard isFinite else {
      for index in 0..<8 { observation[index] = 0 }
      return Step(reward: .nan, terminated: true)
    }
    let state = state()
    for index in 0..<8 { observation[index] = Float(state[index]) }
    let potential = Self.potential(state)
    var reward = self.potential.map { potential - $0 } ?? 0
    self.potential = potential
    reward -= burn.main * 0.3
    reward -= burn.side * 0.03
    if let verdict = verdict(state) { return Step(reward: verdict, terminated: true) }
    return Step(reward: Float(reward), terminated: false)
  }

  /// What the end is worth that a state is, in place of all else; nil where it is none.
  private func verdict(_ state: SIMD8<Double>) -> Float? {
    if world.readings[LanderReadings.touched] > 0.5 || abs(state[0]) >= 1 { return -100 }
    return world.isAwake(0) ? nil : 100
  }

  /// In the order of `Self.measures`.
  public mutating func measure(to values: LaneWriter) {
    let state = state()
    let verdict = verdict(state)
    let shares = Self.shares(state)
    let gained = shares - self.shares
    self.shares = shares
    let parts = SIMD8(
      gained[0], gained[1], gained[2], gained[3] + gained[4], -0.3 * burn.main, -0.03 * burn.side,
      0, 0)
    for index in 0..<6 { values[index] = verdict == nil ? Float(parts[index]) : 0 }
    values[6] = verdict ?? 0
  }

  static let measures = [
    "reward_distance", "reward_speed", "reward_tilt", "reward_legs", "reward_main_engine",
    "reward_side_engines", "reward_end",
  ]

  private mutating func kick(_ burn: Burn, _ unevenness: SIMD2<Double>) {
    self.burn = burn
    let scale = Constants.scale
    let readings = world.readings
    let position = SIMD2(
      Double(readings[LanderReadings.x]), Double(readings[LanderReadings.y]))
    let angle = Double(readings[LanderReadings.angle])
    let tip = SIMD2(sin(angle), cos(angle))
    let side = SIMD2(-tip.y, tip.x)
    if burn.main > 0 {
      let down = Constants.mainEngineDepth / scale + 2 * unevenness.x
      let offset = SIMD2(
        tip.x * down + side.x * unevenness.y, -tip.y * down - side.y * unevenness.y)
      world.kick(0, impulse: -offset * Constants.mainPower * burn.main, at: position + offset)
    }
    if burn.side > 0 {
      let out = 3 * unevenness.y + burn.direction * Constants.sideEngineReach / scale
      let offset = SIMD2(
        tip.x * unevenness.x + side.x * out, -tip.y * unevenness.x - side.y * out)
      // Gymnasium takes 17 along x and 14 along y for the height of the side engines, so that their
      // torque depends on the angle.
      let point = position + offset + SIMD2(-tip.x * 17, tip.y * 14) / scale
      world.kick(0, impulse: -offset * Constants.sidePower * burn.side, at: point)
    }
  }

  /// The observation before it is rounded.
  private func state() -> SIMD8<Double> {
    let readings = world.readings
    func reading(_ place: Int) -> Double { Double(readings[place]) }
    let half = SIMD2(Constants.width, Constants.height) / 2
    return SIMD8(
      (reading(LanderReadings.x) - half.x) / half.x,
      (reading(LanderReadings.y) - (Constants.padHeight + Constants.legDepth / Constants.scale))
        / half.y,
      reading(LanderReadings.velocityX) * half.x / Constants.stepsPerSecond,
      reading(LanderReadings.velocityY) * half.y / Constants.stepsPerSecond,
      reading(LanderReadings.angle),
      20 * reading(LanderReadings.angularVelocity) / Constants.stepsPerSecond,
      reading(LanderReadings.contact(leg: 0)), reading(LanderReadings.contact(leg: 1)),
    )
  }

  private static func potential(_ state: SIMD8<Double>) -> Double {
    let shares = shares(state)
    return shares[0] + shares[1] + shares[2] + shares[3] + shares[4]
  }

  /// The parts of the potential: distance, speed, tilt, and each leg.
  private static func shares(_ state: SIMD8<Double>) -> SIMD8<Double> {
    let distance = (state[0] * state[0] + state[1] * state[1]).squareRoot()
    let speed = (state[2] * state[2] + state[3] * state[3]).squareRoot()
    return SIMD8(
      -100 * distance, -100 * speed, -100 * abs(state[4]), 10 * state[6], 10 * state[7], 0, 0, 0)
  }
}
