import Foundation
import Testing

@Suite("Runs of a walker of one's own")
struct OwnWalkerTests {
  private static let creature = """
    name: three-legs
    summary: Stand.
    step_limit: 60
    bodies:
      trunk: {box: [1, 0.5], density: 1, at: [0, 1]}
      leg: {box: [0.2, 1], density: 1, at: [0, 0.5]}
    joints:
      hip: {between: [trunk, leg], anchors: [[0, 0], [0, 0.5]], limits: [-1, 1], motor: {speed: 4, torque: 50}}
    sensors:
      - {sense: angle, of: trunk}
    start: {at: [5, 0.1]}
    reward:
      - {term: progress, of: trunk, weight: 1}
    end:
      - {when: touches_ground, of: trunk}

    """

  /// A folder with a run of a few generations; the creature lies in `envs/`, known by name there.
  private func trained() throws -> Shell {
    let shell = try Shell()
    try FileManager.default.createDirectory(
      atPath: shell("envs"), withIntermediateDirectories: true)
    try shell.write(Self.creature, to: "envs/three-legs.yaml")
    let result = try shell.run(
      "train", "three-legs", "--generations", "2", "--quiet", "--out", "run", "--set",
      "evaluation.episodes=4", "--set", "strategy.population=8", "--set", "strategy.elite_pairs=2")
    #expect(result.status == 0, "\(result.stderr)")
    return shell
  }

  @Test("go on, are verified, evaluated and drawn from any folder, without the file")
  func anywhere() throws {
    let shell = try trained()
    #expect(try shell.text("run/walker.yaml") == Self.creature)
    try FileManager.default.removeItem(atPath: shell("envs"))
    try FileManager.default.createDirectory(
      atPath: shell("elsewhere"), withIntermediateDirectories: true)
    for command in [
      "evo-rl eval ../run", "evo-rl verify ../run --replay 1",
      "evo-rl resume ../run --generations 4",
      "evo-rl eval ../run/checkpoints/generation-0000000004.safetensors",
      "evo-rl render ../run --sheet sheet.png", "evo-rl render ../run --member 1 --sheet sheet.png",
      "evo-rl analyze sensitivity ../run",
    ] {
      let result = try shell.bash("cd elsewhere && \(command)")
      #expect(result.status == 0, "\(command): \(result.stderr)")
    }
  }

  @Test("do not notice that the file was edited meanwhile")
  func edited() throws {
    let shell = try trained()
    let before = try shell.run("eval", "run", "--json")
    try shell.write(
      Self.creature.replacing("density: 1, at: [0, 1]", with: "density: 9, at: [0, 1]"),
      to: "envs/three-legs.yaml")
    #expect(try shell.run("eval", "run", "--json").stdout == before.stdout)
    #expect(try shell.run("verify", "run", "--replay", "1").status == 0)
  }

  @Test("begin with a warning of what the file probably does not mean, and check shows it too")
  func warned() throws {
    let shell = try Shell()
    try shell.write(
      Self.creature.replacing("limits: [-1, 1]", with: "limits: [-45, 45]"), to: "odd.yaml")
    let sentence =
      "odd.yaml:8: joints.hip.limits: [-45, 45] is in radians, and more than one turn; if degrees "
      + "are meant, write [-0.785, 0.785]"
    let training = try shell.run("train", "odd.yaml", "--generations", "1", "--quiet", "--out", "r")
    #expect(training.status == 0)
    #expect(training.stderr.hasSuffix("\(sentence)\n"))
    #expect(try shell.run("check", "odd.yaml").stdout.contains("warning: \(sentence)"))
  }
}
