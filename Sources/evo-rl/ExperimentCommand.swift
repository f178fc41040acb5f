import ArgumentParser
import EvoCore
import EvoFiles
import EvoScience
import EvoTrain
import EvoWords

struct ExperimentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "experiment",
    abstract: "Put a claim about evolution strategies to the test.",
    discussion: """
      'evo-rl experiment list' shows the claims, 'evo-rl experiment NAME' tests one, \
      'evo-rl experiment all' tests every one and writes a page of all, and 'evo-rl experiment \
      report' writes that page again from what is in the folder. A claim that does not hold is a \
      finding, not an error: the command succeeds when the experiment has run. An experiment that \
      was interrupted starts over; a long one, such as walker-recipe, goes on where it stood.
      """)

  @Argument(
    help: "An experiment by name or YAML file, or list, all or report.",
    completion: .shellCommand("evo-rl experiment list --names"))
  var name: String

  @Option(
    help: ArgumentHelp(
      "Folder for the page, the pictures and the numbers; results/NAME by default.",
      valueName: "folder"), completion: .directory)
  var out: String?

  @Flag(help: "Small sizes, in seconds: shows that it works.")
  var fast = false

  @Option(help: "Seed in place of the file's.")
  var seed: UInt64?

  @Flag(help: "With list: only the names, one a line.")
  var names = false

  @OptionGroup var workers: WorkerOptions
  @OptionGroup var report: ReportOptions

  private static let resultsFolder = "results"

  func run() throws {
    let locator = ResourceLocator()
    switch name {
    case "list":
      try list(locator)
    case "all":
      let folder = out ?? Self.resultsFolder
      for name in ExperimentCatalog.names {
        try run(locator.path(of: name, .experiments), in: "\(folder)/\(name)")
      }
      try writeIndex(of: folder)
    case "report":
      try writeIndex(of: out ?? Self.resultsFolder)
    default:
      let path = try locator.path(of: name, .experiments)
      try run(path, in: out ?? "\(Self.resultsFolder)/\(stem(of: path))")
    }
  }

  private func list(_ locator: ResourceLocator) throws {
    if names { return ExperimentCatalog.names.forEach { print($0) } }
    let rows = try ExperimentCatalog.names.map { name in
      let file = try ExperimentFile.load(
        path: locator.path(of: name, .experiments), isFast: fast)
      return (name: name, title: file.title)
    }
    if report.json {
      for row in rows {
        var json = JSONObject()
        json.add("name", row.name)
        json.add("title", row.title)
        print(json.text)
      }
    } else {
      print(
        Terminal.table([["experiment", "what it is about"]] + rows.map { [$0.name, $0.title] }))
    }
  }

  private func run(_ path: String, in folder: String) throws {
    let file = try ExperimentFile.load(path: path, isFast: fast)
    // Now rather than after ten minutes: whether the results can be written.
    try ExperimentReport.prepare(folder)
    Signals.install()
    let isPlain = !report.json && !report.quiet
    if isPlain { Terminal.line("\(file.title)\n\(file.claim)\n") }
    let seed = seed ?? file.seed
    let stopwatch = Stopwatch()
    let processor = Stopwatch.processSeconds
    let pieces = KeptPieces(in: folder)
    let session = Session(
      seed: seed, workers: workers.threads, interrupt: Signals.interrupt, pieces: pieces
    ) {
      let line = "\(Terminal.duration(stopwatch.seconds)): \($0)"
      if report.isLive { Terminal.overwrite(line) } else if isPlain { Terminal.line(line) }
    }
    let findings: Findings
    do { findings = try file.experiment.run(session) } catch is Interrupted {
      if report.isLive { Terminal.overwrite("") }
      Terminal.warn("interrupted; the same command goes on with what is not finished")
      throw ExitCode(128 + (Signals.interrupt.signal ?? 2))
    }
    if report.isLive { Terminal.overwrite("") }
    let page = ExperimentReport(
      file, seed: seed, findings: findings, seconds: Stopwatch.processSeconds - processor,
      isFast: fast)
    try page.write(to: folder)
    try pieces.remove()
    report.show(
      json: findings.json(file.name, in: folder),
      text: text(findings)
        + "\n\n\(page.summary), \(Terminal.duration(stopwatch.seconds)); page, pictures and numbers "
        + "in \(folder)\n")
  }

  private func text(_ findings: Findings) -> String {
    let table = Terminal.table(
      [["quantity", "expected", "found", "verdict"]]
        + findings.rows.map { [$0.quantity, $0.expected, $0.found, $0.verdict.rawValue] })
    return (["\n" + table] + findings.remarks.map { "(\($0))" }).joined(separator: "\n")
  }

  private func writeIndex(of folder: String) throws {
    let count = try ExperimentIndex.write(in: folder)
    if !report.json, !report.quiet {
      Terminal.line("page of \(count) experiments in \(folder)/README.md")
    }
  }
}
