import ArgumentParser
import EvoCore
import EvoDraw
import EvoEnvs
import EvoFiles
import EvoPlay

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Test whether an environment keeps what every one promises.",
    discussion: """
      It exits with 1 when a promise is broken, and warns of what a walker's file probably does \
      not mean. Made for walkers of your own: \
      evo-rl check envs/my-creature.yaml --picture my-creature.png
      """)

  @Argument(
    help: "An environment by name, or a walker's YAML file.",
    completion: .shellCommand("evo-rl list envs --names"))
  var name: String

  @Option(
    help: ArgumentHelp("Also a picture of an episode with random actions.", valueName: "file"),
    completion: .file(extensions: ["png"]))
  var picture: String?

  func validate() throws { try requirePNG(picture, "picture") }

  func run() throws {
    let environment = try environment(name)
    let check = EnvironmentCheck(environment)
    let findings = try check.findings()
    var rows = findings.map { [$0.isKept ? "ok" : "FAILED", $0.promise, $0.detail] }
    rows.append([
      "", "speed", "\(Terminal.short(try check.stepsPerSecond())) steps/s on one thread",
    ])
    print(Terminal.table(rows))
    for remark in environment.remarks { print("warning: \(remark)") }
    if let picture {
      try AtomicFile.write(PNG.encode(check.picture()), to: picture)
      print("picture in \(picture)")
    }
    if findings.contains(where: { !$0.isKept }) { throw ExitCode.failure }
  }
}
