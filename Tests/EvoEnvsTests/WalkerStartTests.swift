import EvoCore
import EvoEnvs
import Testing

@Suite("How a walker stands at the start")
struct WalkerStartTests {
  /// The small walker with anchors that meet.
  private let standing = smallWalker.replacing(
    "anchors: [[0, -0.25], [0, 0.5]]", with: "anchors: [[0, 0], [0, 0.5]]")

  private func remarks(_ old: String, _ new: String) throws -> [String] {
    #expect(standing.contains(old))
    return try WalkerSpec.parse(
      standing.replacing(old, with: new, maxReplacements: 1), file: "small.yaml"
    ).remarks
  }

  @Test("limits of more than a turn are taken for degrees, with the radians that they would be")
  func degrees() throws {
    #expect(
      try remarks("limits: [-1, 1]", "limits: [-45, 90]") == [
        "small.yaml:8: joints.hip.limits: [-45, 90] is in radians, and more than one turn; "
          + "if degrees are meant, write [-0.785, 1.571]"
      ])
  }

  @Test("limits that do not hold the angle of the start are remarked on")
  func limitsBesideStart() throws {
    #expect(
      try remarks("limits: [-1, 1]", "limits: [0.5, 1]") == [
        "small.yaml:8: joints.hip.limits: [0.5, 1] does not hold 0, the angle at the start, so the "
          + "first step throws the joint into its limits; widen them, or turn the body by 'angle' "
          + "and count from there"
      ])
  }

  @Test("a hinge without limits has no remark unless its angle is observed")
  func free() throws {
    let bare = "motor: {speed: 4, torque: 50}"
    #expect(try remarks("limits: [-1, 1], \(bare)", bare) == [])
    let sensed = standing.replacing("limits: [-1, 1], ", with: "").replacing(
      "sense: angle, of: trunk", with: "sense: joint_angle, of: hip")
    #expect(
      try WalkerSpec.parse(sensed, file: "small.yaml").remarks == [
        "small.yaml:8: joints.hip: it turns without 'limits', so a sensor of its 'joint_angle' "
          + "grows turn by turn; 'joint_speed' says how it turns"
      ])
  }

  @Test("limits of a slide and of a distance that do not hold the start are remarked on")
  func otherLimits() throws {
    #expect(
      try remarks(
        "limits: [-1, 1], motor: {speed: 4, torque: 50}",
        "type: prismatic, limits: [0.1, 0.5], motor: {speed: 4, force: 50}") == [
          "small.yaml:8: joints.hip.limits: [0.1, 0.5] does not hold 0, the place at the start, so "
            + "the first step throws the joint into its limits; widen them, or move an anchor along "
            + "the axis"
        ])
    #expect(
      try remarks(
        "joints:\n",
        "joints:\n  rope: {type: distance, between: [trunk, leg], anchors: [[0.5, 0], [0.1, 0]], "
          + "limits: [0.1, 0.3]}\n") == [
          "small.yaml:8: joints.rope.limits: [0.1, 0.3] does not hold 0.64, the length at the start, "
            + "so the first step throws the joint into its limits; widen them, or move an anchor"
        ])
  }

  @Test("anchors that are apart are remarked on, with the place where they would meet")
  func anchors() throws {
    #expect(
      try remarks("anchors: [[0, 0], [0, 0.5]]", "anchors: [[0, 0], [0, -0.5]]") == [
        "small.yaml:8: joints.hip.anchors: the two are 1 apart at the start, and the first step "
          + "pulls them together; they meet with 'leg' at [0, 1.5]"
      ])
  }

  @Test("a body that no joint leads to is remarked on")
  func loose() throws {
    #expect(
      try remarks(
        "joints:\n", "  ball: {box: [0.2, 0.2], density: 1, at: [2, 0.5]}\njoints:\n") == [
          "small.yaml:7: bodies.ball: no joint connects it to 'trunk', so it lies there loose; "
            + "a part of the walker stands in the 'between' of a joint"
        ])
  }

  @Test("a file without oddities, and one that names the model that it follows, has no remarks")
  func none() throws {
    #expect(try WalkerSpec.parse(standing, file: "small.yaml").remarks.isEmpty)
    for name in ["bipedal-walker", "bipedal-walker-hardcore", "hopper", "cheetah", "raptor"] {
      #expect(try walkerSpec(name).remarks == [], "\(name)")
    }
    #expect(
      try remarks("step_limit: 100", "step_limit: 100\norigin: A model\n").isEmpty)
  }

  @Test("the height of the start is above the ground at its place, whatever the profile there")
  func heightOverProfile() throws {
    let flat = try WalkerSpec.parse(smallWalker, file: "flat.yaml")
    let high = try WalkerSpec.parse(
      smallWalker + "terrain: {profile: [[0, 0], [2, 3], [20, 3]]}\n", file: "high.yaml")
    #expect(high.start.position.y == flat.start.position.y + 3)
    var low = WalkerRig(flat)
    var lifted = WalkerRig(high)
    low.reset(seed: 1)
    lifted.reset(seed: 1)
    // It stands there as it stands on level ground, and does not fall.
    for _ in 0..<20 {
      let ends = [low.step([0]).terminated, lifted.step([0]).terminated]
      #expect(ends == [false, false])
    }
  }

  @Test("a walker that starts inside a hillside is refused, however its start is written")
  func hillside() {
    let error = #expect(throws: WalkerSpecError.self) {
      try WalkerSpec.parse(
        smallWalker + "terrain: {profile: [[0, 0], [5, 0], [5.5, 4], [20, 4]]}\n",
        file: "wall.yaml")
    }
    #expect(
      error.map { "\($0)" }
        == "wall.yaml:11: start: expected a walker that starts above the ground, found 'trunk' "
        + "3.15 inside it")
  }

  @Test("a limit on the card is the number of the file")
  func card() throws {
    let spec = try WalkerSpec.parse(
      smallWalker.replacing(
        "when: touches_ground, of: trunk", with: "when: tilted, of: trunk, angle: 1.2"),
      file: "small.yaml")
    #expect(Walker(spec).spec.end == "trunk tilts by more than 1.2 rad")
  }
}
