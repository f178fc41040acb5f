import CBox2D
import EvoCore

extension LunarLander {
  /// Gymnasium's constants. Sizes of the craft are in units of 1/30 m, the rest in SI units.
  enum Constants {
    static let scale = 30.0
    static let width = 20.0
    static let height = 400 / scale
    static let stepsPerSecond = 50.0
    /// Places at which the ground has a height, and how far they are apart.
    static let chunks = 11
    static let spacing = width / 10
    static let padHeight = height / 4
    /// N; the largest component of the random force of the first step.
    static let initialForce = 1000.0

    static let hull: [SIMD2<Double>] = [
      SIMD2(-14, 17), SIMD2(-17, 0), SIMD2(-17, -10), SIMD2(17, -10), SIMD2(17, 0), SIMD2(14, 17),
    ]
    static let legReach = 20.0
    static let legDepth = 18.0
    static let legHalfSize = SIMD2(2.0, 8.0)
    static let legTorque = 40.0

    static let mainPower = 13.0
    static let mainEngineDepth = 4.0
    static let sidePower = 0.6
    static let sideEngineReach = 12.0
  }

  /// Lengths are shares of half the scene. Gymnasium states bounds of 2.5 lengths, 10 for the
  /// velocities and a full turn, all but the first of which a craft that climbs or tumbles exceeds.
  private static let observation = [
    Component("x position", -2.5, 2.5), unbounded("y position"),
    unbounded("x velocity"), unbounded("y velocity"),
    unbounded("angle", unit: "rad"), unbounded("angular velocity"),
    Component("left leg contact", 0, 1), Component("right leg contact", 0, 1),
  ]

  private static func unbounded(_ name: String, unit: String = "") -> Component {
    Component(name, -.infinity, .infinity, unit: unit)
  }

  public static let spec = card(.discrete, box2d: .box2d23)
  public static let continuousSpec = card(.continuous, box2d: .box2d23)

  package static func card(
    _ engines: Engines, box2d version: WalkerSpec.Version
  ) -> EnvironmentSpec {
    var card = engines == .discrete ? discreteCard : continuousCard
    card.version = version.ofEnvironment
    return card
  }

  private static let discreteCard = card(
    name: "lunar-lander", summary: "Land softly between two flags on the moon.",
    origin: "Gymnasium LunarLander-v3",
    action: .discrete(["coast", "left engine", "main engine", "right engine"]))

  private static let continuousCard = card(
    name: "lunar-lander-continuous",
    summary: "Land softly between two flags on the moon, with throttles.",
    origin: "Gymnasium LunarLander-v3, continuous",
    action: .continuous([Component("main engine", -1, 1), Component("side engines", -1, 1)]))

  private static func card(
    name: String, summary: String, origin: String, action: ActionSpace
  ) -> EnvironmentSpec {
    EnvironmentSpec(
      name: name, summary: summary, origin: origin, observation: observation, action: action,
      reward: "gain of nearness, slowness, uprightness and leg contact, less fuel; "
        + "100 at rest, -100 for a crash",
      start: "above the pad, thrown by a random force, over random ground",
      end: "the craft rests, its hull touches the ground, or it leaves to a side",
      stepLimit: 1000, solvedAt: 200, framesPerSecond: 50, measures: measures)
  }
}

/// Where the readings of the craft and its legs lie.
enum LanderReadings {
  private static let places = Readings(bodyCount: 3, jointCount: 2)

  static let x = places.body(0, .x)
  static let y = places.body(0, .y)
  static let angle = places.body(0, .angle)
  static let velocityX = places.body(0, .velocityX)
  static let velocityY = places.body(0, .velocityY)
  static let angularVelocity = places.body(0, .angularVelocity)
  static let touched = places.body(0, .touched)

  static func contact(leg: Int) -> Int { places.body(leg + 1, .lastContactEvent) }
  static func body(_ body: Int, _ channel: BodyChannel) -> Int { places.body(body, channel) }
}

extension PhysicsPlan {
  /// The craft and its two legs on springs.
  static func lander(_ version: WalkerSpec.Version) -> PhysicsPlan {
    typealias Constants = LunarLander.Constants
    let scale = Constants.scale
    let start = SIMD2(Constants.width / 2, Constants.height)
    var bodies = [cb2_body(position: cb2_vector(start), angle: 0)]
    var shapes = [
      cb2_shape(
        .polygon(Constants.hull.map { $0 / scale }), of: 0, density: 5, friction: 0.1)
    ]
    var joints: [cb2_joint] = []
    for (index, side) in [-1.0, 1.0].enumerated() {
      let angle = 0.05 * side
      bodies.append(
        cb2_body(
          position: cb2_vector(start - SIMD2(side * Constants.legReach / scale, 0)),
          angle: Float(angle)))
      shapes.append(
        cb2_shape(
          .box(halfSize: Constants.legHalfSize / scale), of: index + 1, density: 1, friction: 0.2))
      let hip = SIMD2(side * Constants.legReach, Constants.legDepth) / scale
      var joint = cb2_joint(between: (0, index + 1), anchors: (.zero, hip))
      joint.limit(to: side < 0 ? 0.4...0.9 : -0.9 ... -0.4)
      joint.motor_speed = Float(0.3 * side)
      joint.motor_force = Float(Constants.legTorque)
      joints.append(joint)
    }
    return PhysicsPlan(
      bodies: bodies, shapes: shapes, joints: joints, probes: [],
      physics: WalkerSpec.Physics(
        stepsPerSecond: 50, gravity: 10, velocityIterations: 180, positionIterations: 60,
        version: version),
      canSleep: true)
  }
}
