import ArgumentParser
import EvoCore
import EvoFiles
import EvoReport
import EvoTrain
import EvoWords

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Show runs as one page that opens from disk.",
    discussion: """
      Of a study of 'evo-rl tune' or 'evo-rl optimize --space' it shows what was found, what mattered and every \
      trial: give its folder or its log, alone.

      RUNS are run folders or patterns of them, with a name before them where you choose the groups: \
      A='runs/a-*' B='runs/b-*'. The page holds result, curves, film, comparison, configuration and how to \
      get the same again, in one file of at most 1 MB. 'evo-rl train CONFIG --report' writes it while it \
      trains.
      """)

  @Argument(help: "Run folders, or NAME=PATTERN; or a study.", completion: .directory)
  var runs: [String]

  @Option(
    help: ArgumentHelp("The page, an .html.", valueName: "file"),
    completion: .file(extensions: ["html"]))
  var out = "report.html"

  @OptionGroup var workers: WorkerOptions
  @OptionGroup var report: ReportOptions

  func validate() throws { try requireEnding("html", of: out, "out", "a report is a page") }

  func run() throws {
    let bytes = try report.watching { try page($0) }
    try AtomicFile.write(bytes, to: out)
    var json = JSONObject()
    json.add("out", out)
    json.add("bytes", bytes.count)
    report.show(json: json.text, text: "report in \(out), \(Terminal.short(Double(bytes.count)))B")
  }

  private func page(_ tally: Tally) throws -> [UInt8] {
    let logs = runs.compactMap { StudyReport.log(of: $0) }
    guard let log = logs.first else {
      return try RunReport(runs, workers: workers.threads, tally: tally, warn: Terminal.warn).bytes
    }
    guard runs.count == 1 else {
      throw ValidationError("\(log) is of a study, which has a page of its own; name it alone")
    }
    return try StudyReport(log: log).bytes
  }
}
