import EvoCore
import EvoEnvs
import Testing

/// A walker over flat ground whose parts a test fills in.
func creature(
  bodies: String, joints: String, sensors: [String], more: String = "",
  start: String = "{at: [20, 0]}", reward: String = "{term: alive, weight: 1}"
) throws -> WalkerSpec {
  try WalkerSpec.parse(
    """
    name: parts
    summary: Move.
    step_limit: 10000
    bodies:
    \(bodies)
    joints:
    \(joints)
    sensors:
    \(sensors.map { "  - {\($0)}" }.joined(separator: "\n"))
    start: \(start)
    reward:
      - \(reward)
    \(more)
    """, file: "parts.yaml")
}

@Suite("Wheels, slides and springs of a walker")
struct WalkerPartsTests {
  private let wheeled = """
      trunk: {box: [2, 0.2], density: 1, at: [0, 0.6]}
      wheel: {circle: 0.4, density: 1, friction: 2, at: [0, 0.4]}
      second: {circle: 0.4, density: 1, friction: 2, at: [-0.9, 0.4]}
    """
  private let axles = """
      axle: {between: [trunk, wheel], anchors: [[0, -0.2], [0, 0]], motor: {speed: 8, torque: 5}}
      other: {between: [trunk, second], anchors: [[-0.9, -0.2], [0, 0]]}
    """

  @Test("a hinge without limits turns on and on, and its wheel rolls as far as it turns")
  func rolls() throws {
    let spec = try creature(
      bodies: wheeled, joints: axles,
      sensors: [
        "sense: angle, of: wheel", "sense: position_x, of: wheel", "sense: joint_speed, of: axle",
        "sense: height, of: wheel", "sense: joint_angle, of: axle",
      ], more: "terrain: {points: 2, spacing: 100}", start: "{at: [2, 0]}")
    var rig = WalkerRig(spec)
    rig.reset(seed: 1)
    // It slips until it is as fast as its motor.
    for _ in 0..<100 { _ = rig.step([-1]) }
    let before = rig.observation
    for _ in 0..<750 { _ = rig.step([-1]) }
    let after = rig.observation
    #expect(after[4] < -120)
    #expect(abs(after[2] + 8) < 0.1)
    let turned = Double(before[0] - after[0])
    let rolled = Double(after[1] - before[1])
    #expect(abs(rolled / (0.4 * turned) - 1) < 0.01, "\(rolled) m after \(turned) rad")
    #expect(abs(after[3] - 0.4) < 0.01)
  }

  @Test("a car needs no action to keep rolling, and one side of the action brakes")
  func coasts() throws {
    let spec = try creature(
      bodies: wheeled, joints: axles, sensors: ["sense: velocity_x, of: trunk"],
      more: "terrain: {points: 2, spacing: 100}", start: "{at: [2, 0]}")
    var rig = WalkerRig(spec)
    rig.reset(seed: 1)
    for _ in 0..<200 { _ = rig.step([-1]) }
    let fast = rig.observation[0]
    for _ in 0..<100 { _ = rig.step([0]) }
    #expect(rig.observation[0] > 0.95 * fast)
    for _ in 0..<300 { _ = rig.step([1]) }
    #expect(rig.observation[0] < 0)
  }

  private let stacked = """
      base: {box: [1, 0.4], density: 5, friction: 2, at: [0, 0.2]}
      load: {box: [0.5, 0.4], density: 2, at: [0, 1]}
    """

  @Test("a slide goes at the speed of its motor, up to its limits, and does not turn")
  func slides() throws {
    let spec = try creature(
      bodies: stacked,
      joints: """
          lift:
            type: prismatic
            between: [base, load]
            anchors: [[0, 0.8], [0, 0]]
            axis: [0, 2]
            limits: [-0.3, 0.5]
            motor: {speed: 0.5, force: 100}
        """,
      sensors: [
        "sense: joint_translation, of: lift", "sense: joint_speed, of: lift",
        "sense: angle, of: load", "sense: position_y, of: load",
      ])
    var rig = WalkerRig(spec)
    rig.reset(seed: 1)
    let start = rig.observation
    for _ in 0..<25 { _ = rig.step([1]) }
    #expect(abs(rig.observation[1] - 0.5) < 0.01)
    #expect(abs(rig.observation[3] - start[3] - 0.25) < 0.02)
    for _ in 0..<100 { _ = rig.step([1]) }
    #expect(abs(rig.observation[0] - 0.5) < 0.01)
    #expect(abs(rig.observation[1]) < 0.01)
    for _ in 0..<200 { _ = rig.step([-1]) }
    #expect(abs(rig.observation[0] + 0.3) < 0.01)
    #expect(abs(rig.observation[2]) < 0.01)
  }

  @Test("a slide's motor holds what its force can carry and no more")
  func force() throws {
    // The load weighs 0.5 x 0.4 x 2 = 0.4 kg, so 4 N.
    for (force, holds) in [(4.5, true), (3.5, false)] {
      let spec = try creature(
        bodies: stacked,
        joints: "  lift: {type: prismatic, between: [base, load], anchors: [[0, 0.8], [0, 0]], "
          + "axis: [0, 1], limits: [-0.3, 0.5], motor: {speed: 0.2, force: \(force)}}",
        sensors: ["sense: joint_translation, of: lift"])
      var rig = WalkerRig(spec)
      rig.reset(seed: 1)
      for _ in 0..<300 { _ = rig.step([1]) }
      #expect((rig.observation[0] > 0.45) == holds, "\(force) N: \(rig.observation[0])")
    }
  }

  /// A load of 0.4 kg on a slide without a motor, over a base, with something beside the slide.
  private func sprung(_ joint: String) throws -> WalkerSpec {
    try creature(
      bodies: stacked + "\n  tail: {box: [0.4, 0.2], density: 1, at: [-0.7, 0.1]}",
      joints: """
          guide: {type: prismatic, between: [base, load], anchors: [[0, 0.8], [0, 0]], axis: [0, 1]}
          hip: {between: [base, tail], anchors: [[-0.5, -0.1], [0.2, 0]], motor: {speed: 1, torque: 1}}
          extra: \(joint)
        """,
      sensors: ["sense: joint_length, of: extra", "sense: joint_translation, of: guide"])
  }

  @Test("a spring gives way by weight over stiffness", arguments: [20.0, 80])
  func spring(stiffness: Double) throws {
    let spec = try sprung(
      "{type: distance, between: [base, load], anchors: [[0, 0], [0, 0]], "
        + "spring: {stiffness: \(stiffness), damping: 4}}")
    var rig = WalkerRig(spec)
    rig.reset(seed: 1)
    for _ in 0..<600 { _ = rig.step([0]) }
    #expect(abs(Double(rig.observation[0]) - (0.8 - 4 / stiffness)) < 0.002)
    #expect(abs(Double(rig.observation[1]) + 4 / stiffness) < 0.002)
  }

  @Test("a spring with little damping swings with the period of its mass")
  func period() throws {
    let spec = try sprung(
      "{type: distance, between: [base, load], anchors: [[0, 0], [0, 0]], "
        + "spring: {stiffness: 20, damping: 0.05, length: 0.9}}")
    var rig = WalkerRig(spec)
    rig.reset(seed: 1)
    var last = rig.observation[1]
    var rising = false
    var turns: [Int] = []
    for step in 0..<400 {
      _ = rig.step([0])
      let goesUp = rig.observation[1] > last
      if goesUp && !rising { turns.append(step) }
      rising = goesUp
      last = rig.observation[1]
    }
    let period = Double(turns[2] - turns[0]) / 2 * 0.02
    // The base is heavy and stands on the ground.
    #expect(abs(period / (2 * .pi * (0.4 / 20).squareRoot()) - 1) < 0.05)
  }

  @Test("a distance without a spring is a rod, and with limits a rope")
  func rods() throws {
    let rod = try sprung("{type: distance, between: [base, load], anchors: [[0, 0], [0, 0]]}")
    let rope = try sprung(
      "{type: distance, between: [base, load], anchors: [[0, 0], [0, 0]], limits: [0.6, 1]}")
    for (spec, length) in [(rod, Float(0.8)), (rope, 0.6)] {
      var rig = WalkerRig(spec)
      rig.reset(seed: 1)
      for _ in 0..<200 { _ = rig.step([0]) }
      #expect(abs(rig.observation[0] - length) < 0.01)
    }
  }

  @Test("a wheel on a spring carries its share of the weight, and turns")
  func suspension() throws {
    let axle = "type: wheel, spring: {stiffness: 100, damping: 10}"
    let spec = try creature(
      bodies: """
          trunk: {box: [2, 0.5], density: 2, at: [0, 0.8]}
          front: {circle: 0.4, density: 1, friction: 2, at: [0.7, 0.4]}
          back: {circle: 0.4, density: 1, friction: 2, at: [-0.7, 0.4]}
        """,
      joints: """
          fore: {\(axle), between: [trunk, front], anchors: [[0.7, -0.4], [0, 0]]}
          rear: {\(axle), between: [trunk, back], anchors: [[-0.7, -0.4], [0, 0]], motor: {speed: 5, torque: 5}}
        """,
      sensors: [
        "sense: joint_translation, of: fore", "sense: joint_translation, of: rear",
        "sense: joint_speed, of: rear", "sense: velocity_x, of: trunk",
      ], more: "terrain: {points: 2, spacing: 100}")
    var rig = WalkerRig(spec)
    rig.reset(seed: 1)
    for _ in 0..<300 { _ = rig.step([0]) }
    // 2 kg on two springs: the wheel stands 10 N / 100 N/m above its place.
    #expect(abs(rig.observation[0] - 0.1) < 0.005)
    #expect(abs(rig.observation[1] - 0.1) < 0.005)
    for _ in 0..<300 { _ = rig.step([-1]) }
    #expect(abs(rig.observation[2] + 5) < 0.2)
    #expect(abs(rig.observation[3] - 2) < 0.1)
  }

  @Test("the card and the order of the action are those of the motors")
  func card() throws {
    let spec = try sprung("{type: distance, between: [base, load], anchors: [[0, 0], [0, 0]]}")
    let card = EvoEnvs.Walker(spec).spec
    #expect(card.observation.map(\.name) == ["extra length", "guide translation"])
    #expect(card.observation.map(\.unit) == ["m", "m"])
    #expect(card.action.width == 1)
  }
}
