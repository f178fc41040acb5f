import ArgumentParser
import EvoCore
import EvoEnvs
import EvoRun
import EvoWords

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check every file of a run.",
    discussion: """
      Reads and compares configuration, metrics, checkpoints and policy, and changes nothing. With \
      --replay, the last generations are computed again from an earlier checkpoint, and their bytes \
      compared. Exits with 1 when something is damaged.
      """)

  @Argument(help: "The run folder.", completion: .directory)
  var folder: String

  @Option(help: ArgumentHelp("Compute so many generations again.", valueName: "count"))
  var replay: Int?

  @OptionGroup var data: DataOption
  @OptionGroup var report: ReportOptions
  @OptionGroup var workers: WorkerOptions

  func validate() throws {
    if let replay { try requireCount(replay, "replay", upTo: 1_000_000_000) }
  }

  func run() throws {
    var verification = try RunVerification(
      folder, data: data.path, kind: { try SavedEnvironment.entry($0, of: folder).kind })
    if let replay { try verification.replay(replay, workers: workers.threads) }
    report.show(json: jsonText(verification), text: table(verification))
    if !verification.isWhole { throw ExitCode(1) }
  }

  private func table(_ verification: RunVerification) -> String {
    Terminal.table(
      verification.findings.map { finding in
        switch finding.verdict {
        case .whole(let text): [finding.file, "ok", text]
        case .remark(let text): [finding.file, "note", text]
        case .damaged(let text): [finding.file, "DAMAGED", text]
        }
      })
  }

  private func jsonText(_ verification: RunVerification) -> String {
    var json = JSONObject()
    json.add("run", folder)
    json.add("whole", verification.isWhole)
    json.add(
      "files",
      verification.findings.map { finding in
        var entry = JSONObject()
        entry.add("file", finding.file)
        let (verdict, text) =
          switch finding.verdict {
          case .whole(let text): ("whole", text)
          case .remark(let text): ("remark", text)
          case .damaged(let text): ("damaged", text)
          }
        entry.add("verdict", verdict)
        entry.add("text", text)
        return entry
      })
    return json.text
  }
}
