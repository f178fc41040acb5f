import EvoCore
import EvoEnvs
import Foundation
import Testing

/// The least that makes a walker, up to its terrain; line 1 is its name.
let smallWalker = """
  name: small
  summary: Stand.
  step_limit: 100
  bodies:
    trunk: {box: [1, 0.5], density: 1, at: [0, 1]}
    leg: {box: [0.2, 1], density: 1, at: [0, 0.5]}
  joints:
    hip: {between: [trunk, leg], anchors: [[0, -0.25], [0, 0.5]], limits: [-1, 1], motor: {speed: 4, torque: 50}}
  sensors:
    - {sense: angle, of: trunk}
  start: {at: [5, 0.1]}
  reward:
    - {term: progress, of: trunk, weight: 1}
  end:
    - {when: touches_ground, of: trunk}

  """

@Suite("A walker's file that is wrong is refused in one sentence")
struct WalkerSpecTests {
  @Test("the smallest walker is read")
  func small() throws {
    let spec = try WalkerSpec.parse(smallWalker, file: "small.yaml")
    #expect(spec.name == "small")
    #expect(Walker(spec).spec.observation.map(\.name) == ["trunk angle"])
  }

  @Test("the example of the README is read and moves")
  func readmeExample() throws {
    let readme = try String(contentsOfFile: walkerFolder + "/README.md", encoding: .utf8)
    let example = try #require(
      readme.split(separator: "```yaml\n").last?.split(separator: "```").first)
    var rig = WalkerRig(try WalkerSpec.parse(String(example), file: "README.md"))
    rig.reset(seed: 1)
    let rewards = (0..<50).map { rig.step([$0 / 10 % 2 == 0 ? 1 : -1]).reward }
    #expect(rewards.allSatisfy { $0.isFinite })
    #expect(rewards.contains { abs($0) > 0.01 })
  }

  struct Slip: CustomTestStringConvertible {
    var old: String
    var new: String
    var sentence: String

    init(_ old: String, _ new: String, _ sentence: String) {
      (self.old, self.new, self.sentence) = (old, new, sentence)
    }

    var testDescription: String { new }
  }

  static let slips = [
    Slip(
      "summary: Stand.\n", "",
      "small.yaml:1: expected the key 'summary', found 'name', 'step_limit', 'bodies', 'joints', 'sensors', 'start', 'reward', 'end'"
    ),
    Slip(
      "step_limit: 100", "step_limt: 100",
      "small.yaml:3: unknown key 'step_limt'; did you mean 'step_limit'?"),
    Slip(
      "step_limit: 100", "step_limit: often",
      "small.yaml:3: step_limit: expected a whole number from 1 to 1000000, found 'often'"),
    Slip(
      "step_limit: 100", "step_limit: \"100\"",
      "small.yaml:3: step_limit: expected a whole number from 1 to 1000000, found '100'"),
    Slip(
      "density: 1, at: [0, 1]}", "density: 1, at: [0, 1], color: #884422}",
      "small.yaml:6: not valid YAML: did not find expected ',' or '}'; in line 5, '#884422' begins a comment; put it in quotes"
    ),
    Slip(
      "  trunk: {box: [1, 0.5], density: 1, at: [0, 1]}",
      "  trunk:\n    box: [1, 0.5]\n    density: 1\n    at: [0, 1]\n    color: #884422",
      "small.yaml:9: bodies.trunk.color: expected a color like \"#4caf50\", found nothing, because '#884422' begins a comment; put it in quotes"
    ),
    Slip(
      "sense: angle, of: trunk", "sense: angle, of: trunk, size: 1",
      "small.yaml:10: sensors[0]: unknown key 'size'; use one of 'sense', 'of', 'scale', 'offset', 'to', 'until', 'rays', 'range', 'first_angle', 'angle_between'"
    ),
    Slip(
      "density: 1, at: [0, 1]", "density: -1, at: [0, 1]",
      "small.yaml:5: bodies.trunk.density: expected a number from 0.001 to 1000, found '-1'"),
    Slip(
      "density: 1, at: [0, 1]", "density: .nan, at: [0, 1]",
      "small.yaml:5: bodies.trunk.density: expected a number from 0.001 to 1000, found '.nan'"),
    Slip(
      "density: 1, at: [0, 1]", "density: 1e30, at: [0, 1]",
      "small.yaml:5: bodies.trunk.density: expected a number from 0.001 to 1000, found '1e30'"),
    Slip(
      "density: 1, at: [0, 1]", "density: 1, weight: 3, at: [0, 1]",
      "small.yaml:5: bodies.trunk: unknown key 'weight'; use one of 'box', 'circle', 'polygon', 'polygons', 'density', 'friction', 'restitution', 'group', 'collides_with', 'at', 'angle', 'color', 'layer', 'eye'"
    ),
    Slip(
      "box: [1, 0.5], ", "",
      "small.yaml:5: bodies.trunk: expected exactly one of 'box', 'circle', 'polygon', 'polygons', found none"
    ),
    Slip(
      "box: [1, 0.5]", "polygon: [[0, 0], [2, 0], [1, 0.5], [1, 2]]",
      "small.yaml:5: bodies.trunk.polygon: expected a convex polygon, found a corner that turns inward at [1, 0.5]"
    ),
    Slip(
      "box: [1, 0.5]", "polygon: [[0, 0], [1, 0], [2, 0]]",
      "small.yaml:5: bodies.trunk.polygon: expected a convex polygon, found three corners on one line at [0, 0]"
    ),
    Slip(
      "box: [1, 0.5]", "polygon: [[0, 0], [1, 0], [1, 0], [0, 1]]",
      "small.yaml:5: bodies.trunk.polygon: expected a convex polygon, found two corners that touch at [1, 0]"
    ),
    Slip(
      "box: [1, 0.5]", "polygon: [[0, 1], [-0.6, -0.8], [1, 0.3], [-1, 0.3], [0.6, -0.8]]",
      "small.yaml:5: bodies.trunk.polygon: expected a convex polygon, found sides that cross at [0, 1]"
    ),
    Slip(
      "box: [1, 0.5]", "polygon: [[0, 0], [1, 0]]",
      "small.yaml:5: bodies.trunk.polygon: expected a list of 3 to 8 corners, found a list of 2"),
    Slip(
      "density: 1, at: [0, 1]", "density: 1, collides_with: [ground, wings], at: [0, 1]",
      "small.yaml:5: bodies.trunk.collides_with[1]: expected the name of a collision group, found 'wings'; use one of 'ground', 'body'"
    ),
    Slip(
      "density: 1, at: [0, 1]", "density: 1, color: red, at: [0, 1]",
      "small.yaml:5: bodies.trunk.color: expected a color like \"#4caf50\", found 'red'"),
    Slip(
      "between: [trunk, leg]", "between: [trunk, log]",
      "small.yaml:8: joints.hip.between[1]: expected the name of a body, found 'log'; did you mean 'leg'?"
    ),
    Slip(
      "between: [trunk, leg]", "between: [trunk, trunk]",
      "small.yaml:8: joints.hip.between[1]: expected a joint between two different bodies, found 'trunk' twice"
    ),
    Slip(
      "limits: [-1, 1]", "limits: [1, -1]",
      "small.yaml:8: joints.hip.limits: expected the low number first, found 1 before -1"),
    Slip(
      ", motor: {speed: 4, torque: 50}", "",
      "small.yaml:7: joints: expected at least one joint with a motor, found none"),
    Slip(
      "anchors: [[0, -0.25], [0, 0.5]]", "anchors: [[0, -0.25], [0, 5]]",
      "small.yaml:11: start: expected anchors that meet at the start (at most 1 m apart), found the anchors of 'hip' 4.75 apart"
    ),
    Slip(
      "start: {at: [5, 0.1]}", "start: {at: [5, -0.4]}",
      "small.yaml:11: start: expected a walker that starts above the ground, found 'leg' 0.4 inside it"
    ),
    Slip(
      "start: {at: [5, 0.1]}", "start: {at: [0.3, 0.1]}",
      "small.yaml:11: start: expected a walker that starts on the ground, which reaches from x = 0 to 99.5, found 'trunk' at x = -0.2"
    ),
    Slip(
      "start: {at: [5, 0.1]}", "start: {at: [99.2, 0.1]}",
      "small.yaml:11: start: expected a walker that starts on the ground, which reaches from x = 0 to 99.5, found 'trunk' at x = 99.7"
    ),
    Slip(
      "name: small", "name: Three Legs!",
      "small.yaml:1: name: expected a name of letters, digits, '-' and '_', such as 'three-legs', found 'Three Legs!'"
    ),
    Slip(
      "name: small", "name: cartpole",
      "small.yaml:1: name: expected a name of its own, such as 'my-cartpole', found 'cartpole', which is built in"
    ),
    Slip(
      "sense: angle", "sense: angel",
      "small.yaml:10: sensors[0].sense: expected a kind of sensor, found 'angel'; did you mean 'angle'?"
    ),
    Slip(
      "sense: angle, of: trunk", "sense: joint_angle, of: trunk",
      "small.yaml:10: sensors[0].of: expected the name of a joint, found 'trunk'; use one of 'hip'"),
    Slip(
      "sense: angle, of: trunk", "sense: angle, of: trunk, rays: 3",
      "small.yaml:10: sensors[0]: unknown key 'rays'; use one of 'sense', 'of', 'scale', 'offset'"),
    Slip(
      "sense: angle, of: trunk", "sense: contact, of: leg, until: midnight",
      "small.yaml:10: sensors[0].until: expected the end of a contact that counts, found 'midnight'; use one of 'first', 'last'"
    ),
    Slip(
      "term: progress", "term: progres",
      "small.yaml:13: reward[0].term: expected a kind of reward term, found 'progres'; did you mean 'progress'?"
    ),
    Slip(
      "when: touches_ground", "when: bored",
      "small.yaml:15: end[0].when: expected a kind of rule, found 'bored'; use one of 'touches_ground', 'behind', 'beyond', 'below', 'tilted', 'reaches_target'"
    ),
    Slip(
      "when: touches_ground", "when: beyond",
      "small.yaml:15: end[0]: expected the key 'x', found 'when', 'of'"),
    Slip(
      "reward:", "terrain: {profile: [[0, 0], [5, 1], [3, 2]]}\nreward:",
      "small.yaml:12: terrain.profile[2]: expected a line from left to right that does not cross itself, found x = 3 after 5"
    ),
    Slip(
      "reward:", "terrain: {stretch: [9, 5]}\nreward:",
      "small.yaml:12: terrain.stretch: expected the low number first, found 9 before 5"),
    Slip(
      "density: 1, at: [0, 1]", "density: 1, mass: 3, at: [0, 1]",
      "small.yaml:5: bodies.trunk: 'mass' is not supported; use 'density', in kilograms per square meter"
    ),
    Slip(
      "box: [1, 0.5]", "circle: [1, 0.5]",
      "small.yaml:5: bodies.trunk.circle: expected a number from 0.01 to 50, found a list of 2"),
    Slip(
      "box: [1, 0.5]", "circel: 0.5",
      "small.yaml:5: bodies.trunk: unknown key 'circel'; did you mean 'circle'?"),
    Slip(
      "between: [trunk, leg]", "type: prismatik, between: [trunk, leg]",
      "small.yaml:8: joints.hip.type: expected a type of joint, found 'prismatik'; did you mean 'prismatic'?"
    ),
    Slip(
      "between: [trunk, leg]", "type: slide, between: [trunk, leg]",
      "small.yaml:8: joints.hip.type: 'slide' is not supported; use 'prismatic'"),
    Slip(
      "between: [trunk, leg]", "type: weld, between: [trunk, leg]",
      "small.yaml:8: joints.hip.type: 'weld' is not supported; use one body with 'polygons', or 'revolute' with 'limits: [0, 0]'"
    ),
    Slip(
      "between: [trunk, leg]", "enableLimit: true, between: [trunk, leg]",
      "small.yaml:8: joints.hip: 'enableLimit' is not supported; use 'limits: [low, high]'"),
    Slip(
      "between: [trunk, leg]", "between: [trunk, ground]",
      "small.yaml:8: joints.hip.between[1]: 'ground' is not supported; a joint holds two bodies; one that is wide and heavy stands by itself"
    ),
    Slip(
      "between: [trunk, leg]", "type: prismatic, between: [trunk, leg]",
      "small.yaml:8: joints.hip.motor: 'torque' is not supported; use 'force', since this joint slides"
    ),
    Slip(
      "motor: {speed: 4, torque: 50}", "motor: {speed: 4, force: 50}",
      "small.yaml:8: joints.hip.motor: 'force' is not supported; use 'torque', since this joint turns"
    ),
    Slip(
      "limits: [-1, 1]", "spring: {stiffness: 10}",
      "small.yaml:8: joints.hip: 'spring' is not supported; use the type 'wheel', or one more joint of type 'distance' with a 'spring'"
    ),
    Slip(
      "limits: [-1, 1]", "type: wheel, axis: [0, 0], spring: {stiffness: 10}",
      "small.yaml:8: joints.hip.axis: expected a direction such as [1, 0], found [0, 0]"),
    Slip(
      "limits: [-1, 1]", "type: wheel, spring: {frequencyHz: 4}",
      "small.yaml:8: joints.hip.spring: 'frequencyHz' is not supported; use 'stiffness' = m (2 pi f)^2 and 'damping' = 2 m ratio (2 pi f) for the mass m it carries"
    ),
    Slip(
      "limits: [-1, 1]", "type: wheel",
      "small.yaml:8: joints.hip: expected the key 'spring', found 'between', 'anchors', 'type', 'motor'"
    ),
    Slip(
      "limits: [-1, 1]", "limits: [-1000, 1000]",
      "small.yaml:8: joints.hip.limits[0]: expected a number from -100 to 100 (without 'limits' the joint turns freely), found '-1000'"
    ),
    Slip(
      "sense: angle, of: trunk", "sense: gyro, of: trunk",
      "small.yaml:10: sensors[0].sense: 'gyro' is not supported; use 'angular_velocity'"),
    Slip(
      "sense: angle, of: trunk", "sense: joint_translation, of: hip",
      "small.yaml:10: sensors[0].of: expected a joint that has a 'joint_translation', found 'hip', which is of type 'revolute'; use 'joint_angle'"
    ),
    Slip(
      "sense: angle, of: trunk", "sense: distance, of: trunk",
      "small.yaml:10: sensors[0]: expected a target such as 'target: {x: [20, 30], height: 1}', found no 'target' in the file"
    ),
    Slip(
      "sense: angle, of: trunk", "sense: distance, of: trunk, to: lag",
      "small.yaml:10: sensors[0].to: expected the name of a body or 'target', found 'lag'; did you mean 'leg'?"
    ),
    Slip(
      "term: progress, of: trunk", "term: force",
      "small.yaml:13: reward[0].term: expected a motor that slides, found only motors that turn; use 'torque'"
    ),
    Slip(
      "term: progress, of: trunk", "term: ctrl_cost",
      "small.yaml:13: reward[0].term: 'ctrl_cost' is not supported; use 'torque' or 'force' with a negative weight"
    ),
    Slip(
      "when: touches_ground", "when: reaches_target",
      "small.yaml:15: end[0]: expected a target such as 'target: {x: [20, 30], height: 1}', found no 'target' in the file"
    ),
    Slip(
      "reward:", "terrain: {wind: {}}\nreward:",
      "small.yaml:12: terrain.wind: expected at least one of 'power', 'turbulence', 'steady', found none"
    ),
    Slip(
      "reward:", "terrain: {wind: {power: 1, of: log}}\nreward:",
      "small.yaml:12: terrain.wind.of: expected the name of a body, found 'log'; did you mean 'leg'?"
    ),
    Slip(
      "reward:", "terrain: {moving_ground: 1}\nreward:",
      "small.yaml:12: terrain: 'moving_ground' is not supported; use 'conveyor: speed' or 'sway: {amplitude, period}'"
    ),
    Slip(
      "reward:", "terrain: {sway: {amplitude: [0.1, 0], period: 0}}\nreward:",
      "small.yaml:12: terrain.sway.period: expected a number from 0.1 to 1000, found '0'"),
    Slip(
      "reward:", "target: {x: [90, 120]}\nreward:",
      "small.yaml:12: target.x[1]: expected a number from 0 to 99.5, found '120'"),
    Slip(
      "reward:", "wind: {power: 1}\nreward:",
      "small.yaml:12: 'wind' is not supported; use 'terrain: {wind: {power, turbulence}}'"),
    Slip(
      "reward:", "physics: {gravity: [0, -10]}\nreward:",
      "small.yaml:12: physics.gravity: expected a number from 0 to 1000, found a list of 2"),
  ]

  @Test("each slip is named with line, key, found and expected", arguments: slips)
  func sentence(_ slip: Slip) throws {
    #expect(smallWalker.contains(slip.old))
    let text = smallWalker.replacing(slip.old, with: slip.new, maxReplacements: 1)
    let error = #expect(throws: WalkerSpecError.self) {
      try WalkerSpec.parse(text, file: "small.yaml")
    }
    #expect(error.map { "\($0)" } == slip.sentence)
  }

  @Test("a file that is missing, empty or not YAML is refused with its name")
  func notAFile() {
    let missing = #expect(throws: WalkerSpecError.self) {
      try WalkerSpec.load(path: "nowhere/none.yaml")
    }
    #expect(
      missing.map { "\($0)" } == "nowhere/none.yaml: cannot be read: No such file or directory")
    let empty = #expect(throws: WalkerSpecError.self) { try WalkerSpec.parse("", file: "e.yaml") }
    #expect(empty.map { "\($0)" } == "e.yaml: expected a walker, found an empty file")
    let list = #expect(throws: WalkerSpecError.self) { try WalkerSpec.parse("[1]", file: "l.yaml") }
    #expect(list.map { "\($0)" } == "l.yaml:1: expected a mapping of keys, found a list of 1")
    let broken = #expect(throws: WalkerSpecError.self) {
      try WalkerSpec.parse("name: [", file: "b.yaml")
    }
    #expect(
      broken.map { "\($0)" }
        == "b.yaml:2: not valid YAML: did not find expected node content")
    let twice = #expect(throws: WalkerSpecError.self) {
      try WalkerSpec.parse("name: a\nname: b\n", file: "t.yaml")
    }
    #expect(
      twice.map { "\($0)" }
        == "t.yaml:1: 'name' is set more than once in the same section; keep one")
    let anchor = #expect(throws: WalkerSpecError.self) {
      try WalkerSpec.parse("name: &a b\nsummary: *a\n", file: "a.yaml")
    }
    #expect(
      anchor.map { "\($0)" }
        == "a.yaml:1: YAML anchors (&name) and aliases (*name) are not accepted; write the value out"
    )
    let huge = #expect(throws: WalkerSpecError.self) {
      try WalkerSpec.parse(String(repeating: "#", count: 1 << 21), file: "h.yaml")
    }
    #expect(huge.map { "\($0)" } == "h.yaml: larger than 1048576 bytes, so no walker")
  }
}
