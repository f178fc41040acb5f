import ArgumentParser
import EvoCore
import EvoDraw
import EvoEnvs
import EvoFiles
import EvoPlay
import EvoTrain
import EvoWords

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

  @Option(help: "Seed of the episodes that it is tried with.")
  var seed: UInt64 = 1

  @OptionGroup var report: ReportOptions

  func validate() throws { try requirePNG(picture, "picture") }

  func run() throws {
    let environment = try EnvironmentLibrary().entry(name)
    let check = EnvironmentCheck(environment, seed: seed)
    let findings = try check.findings()
    let speed = try check.stepsPerSecond()
    if let picture { try AtomicFile.write(PNG.encode(check.picture()), to: picture) }
    let remarks = environment.remarks
    report.show(json: json(findings, speed, remarks), text: text(findings, speed, remarks))
    if findings.contains(where: { !$0.isKept }) { throw ExitCode.failure }
  }

  private func text(
    _ findings: [EnvironmentCheck.Finding], _ speed: Double, _ remarks: [String]
  ) -> String {
    var rows = findings.map { [$0.isKept ? "ok" : "FAILED", $0.promise, $0.detail] }
    rows.append(["", "speed", "\(Terminal.short(speed)) steps/s on one thread"])
    let lines = remarks.map { "warning: \($0)" } + (picture.map { ["picture in \($0)"] } ?? [])
    return ([Terminal.table(rows)] + lines).joined(separator: "\n")
  }

  private func json(
    _ findings: [EnvironmentCheck.Finding], _ speed: Double, _ remarks: [String]
  ) -> String {
    var json = JSONObject()
    json.add("env", name)
    json.add("seed", seed)
    json.add("kept", findings.allSatisfy(\.isKept))
    json.add("steps_per_second", speed)
    json.add(
      "promises",
      findings.map { finding in
        var entry = JSONObject()
        entry.add("promise", finding.promise)
        entry.add("kept", finding.isKept)
        entry.add("detail", finding.detail)
        return entry
      })
    json.add("warnings", remarks)
    return json.text
  }
}
