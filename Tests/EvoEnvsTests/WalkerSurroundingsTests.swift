import EvoCore
import EvoEnvs
import Testing

@Suite("Wind, moving ground and targets of a walker")
struct WalkerSurroundingsTests {
  private let boxes = """
      trunk: {box: [0.5, 0.5], density: 4, friction: 2, at: [0, 0.25]}
      lid: {box: [0.5, 0.1], density: 1, at: [0, 0.55]}
    """
  private let hinge =
    "  hinge: {between: [trunk, lid], anchors: [[-0.25, 0.3], [-0.25, 0]], limits: [0, 0.5], motor: {speed: 1, torque: 1}}"

  private func standing(
    _ sensors: [String], terrain: String = "{}", more: String = "", start: String = "{at: [20, 0]}",
    reward: String = "{term: alive, weight: 1}"
  ) throws -> WalkerSpec {
    try creature(
      bodies: boxes, joints: hinge, sensors: sensors, more: "terrain: \(terrain)\n\(more)",
      start: start, reward: reward)
  }

  @Test("a steady wind accelerates what is in the air by force over mass")
  func steadyWind() throws {
    let spec = try standing(
      ["sense: velocity_x, of: trunk"], terrain: "{wind: {steady: 2.1}}",
      start: "{at: [20, 50]}")
    var rig = WalkerRig(spec)
    rig.reset(seed: 1)
    for _ in 0..<50 { _ = rig.step([0]) }
    // 1.05 kg, of which the lid has 0.05 and hangs on the trunk: it turns, so not all is one speed.
    #expect(abs(rig.observation[0] - 2) < 0.05)
  }

  @Test("gusts blow both ways up to their power, and otherwise in every episode")
  func gusts() throws {
    let spec = try standing(
      ["sense: velocity_x, of: trunk"],
      terrain: "{wind: {power: 3, turbulence: 0.2, of: lid}}", start: "{at: [20, 0]}")
    var rig = WalkerRig(spec)
    var forces: [[Double]] = []
    for seed in 1...2 {
      rig.reset(seed: UInt64(seed))
      forces.append(
        (0..<2000).map { _ in
          _ = rig.step([0])
          return rig.walker.windForce
        })
    }
    for force in forces {
      #expect(force.allSatisfy { abs($0) <= 3 })
      #expect((force.max() ?? 0) > 2)
      #expect((force.min() ?? 0) < -2)
    }
    #expect(forces[0] != forces[1])
  }

  @Test("a conveyor carries what lies on it at its speed", arguments: [1.5, -0.8])
  func conveyor(speed: Double) throws {
    let spec = try standing(
      ["sense: velocity_x, of: trunk"], terrain: "{conveyor: \(speed)}")
    var rig = WalkerRig(spec)
    rig.reset(seed: 1)
    for _ in 0..<150 { _ = rig.step([0]) }
    #expect(abs(Double(rig.observation[0]) - speed) < 0.02)
  }

  @Test("a swaying ground takes along what stands on it, and height and lidar go with the ground")
  func sway() throws {
    let spec = try standing(
      [
        "sense: position_x, of: trunk", "sense: position_y, of: trunk",
        "sense: height, of: trunk",
        "sense: lidar, of: trunk, rays: 1, range: 1, angle_between: 0",
      ], terrain: "{sway: {amplitude: [0.4, 0.2], period: 4}}")
    var rig = WalkerRig(spec)
    rig.reset(seed: 3)
    var xs: [Float] = []
    var ys: [Float] = []
    for _ in 0..<600 {
      _ = rig.step([0])
      xs.append(rig.observation[0])
      ys.append(rig.observation[1])
      #expect(abs(rig.observation[2] - 0.25) < 0.03)
      #expect(abs(rig.observation[3] - 0.25) < 0.03)
    }
    #expect(abs((xs.max() ?? 0) - (xs.min() ?? 0) - 0.8) < 0.08)
    #expect(abs((ys.max() ?? 0) - (ys.min() ?? 0) - 0.4) < 0.03)
  }

  @Test("distances lead to the target or to another body, along x, along y and straight")
  func distances() throws {
    let spec = try standing(
      [
        "sense: position_x, of: trunk", "sense: position_y, of: trunk",
        "sense: distance_x, of: trunk", "sense: distance_y, of: trunk",
        "sense: distance, of: trunk", "sense: distance_y, of: trunk, to: lid, scale: 2, offset: 1",
      ], terrain: "{height: 2}", more: "target: {x: [22, 30], height: [1, 2]}")
    var places: Set<Float> = []
    var rig = WalkerRig(spec)
    for seed in 1...20 {
      rig.reset(seed: UInt64(seed))
      let seen = rig.observation
      let (x, y) = (seen[0] + seen[2], seen[1] + seen[3])
      places.insert(x)
      #expect(x >= 21.999 && x <= 30.001)
      #expect(y >= 2.999 && y <= 4.001)
      let distance = (seen[2] * seen[2] + seen[3] * seen[3]).squareRoot()
      #expect(abs(distance - seen[4]) < 1e-5)
      #expect(abs(seen[5] - 1.6) < 0.05)
    }
    #expect(places.count == 20)
    #expect(
      Walker(spec).spec.observation.map(\.name).suffix(2) == [
        "trunk distance to target", "trunk distance y to lid",
      ])
  }

  @Test(
    "a change of distance is rewarded as the meters that are gained, until the target is reached")
  func reaching() throws {
    let text = """
      name: runner
      summary: Roll to the target.
      step_limit: 1000
      bodies:
        trunk: {box: [2, 0.2], density: 1, at: [0, 0.6]}
        front: {circle: 0.4, density: 1, friction: 2, at: [0.9, 0.4]}
        back: {circle: 0.4, density: 1, friction: 2, at: [-0.9, 0.4]}
      joints:
        fore: {between: [trunk, front], anchors: [[0.9, -0.2], [0, 0]], motor: {speed: 8, torque: 5}}
        rear: {between: [trunk, back], anchors: [[-0.9, -0.2], [0, 0]], motor: {speed: 8, torque: 5}}
      sensors:
        - {sense: distance, of: trunk}
      target: {x: 30, height: 0.6}
      start: {at: [20, 0]}
      reward:
        - {term: distance_change, of: trunk, weight: -2}
      end:
        - {when: reaches_target, of: trunk, distance: 0.5}
      """
    var rig = WalkerRig(try WalkerSpec.parse(text, file: "runner.yaml"))
    rig.reset(seed: 1)
    let start = rig.observation[0]
    var sum: Float = 0
    var steps = 0
    var step = Step(reward: 0, terminated: false)
    while !step.terminated, steps < 1000 {
      step = rig.step([-1, -1])
      sum += step.reward
      steps += 1
    }
    #expect(step.terminated)
    #expect(rig.observation[0] < 0.5)
    #expect(abs(sum - 2 * (start - rig.observation[0])) < 1e-3)
    #expect(rig.walker.spec.end == "trunk is within 0.5 m of the target")
    #expect(rig.walker.spec.reward == "(-2) distance_change of trunk to target")
  }

  @Test("height and force are rewarded by the step")
  func heightAndForce() throws {
    let spec = try standing(
      ["sense: height, of: lid"], reward: "{term: height, of: lid, weight: 3}")
    var rig = WalkerRig(spec)
    rig.reset(seed: 1)
    let step = rig.step([0.5])
    #expect(abs(step.reward - 3 * rig.observation[0]) < 1e-6)

    let slide = try creature(
      bodies: boxes,
      joints: "  slide: {type: prismatic, between: [trunk, lid], anchors: [[0, 0.3], [0, 0]], "
        + "limits: [-0.2, 0.2], motor: {speed: 1, force: 20}}",
      sensors: ["sense: joint_translation, of: slide"],
      reward: "{term: force, weight: -0.1}")
    var sliding = WalkerRig(slide)
    sliding.reset(seed: 1)
    let pushed = sliding.step([-0.5])
    #expect(abs(pushed.reward + 1) < 1e-6)
  }
}
