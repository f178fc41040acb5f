import ArgumentParser
import EvoBench
import EvoCore
import EvoFiles
import EvoRun
import EvoScience
import EvoTrain
import EvoWords
import EvoYAML

struct ExperimentCommand: TeamCommand {
  static let configuration = CommandConfiguration(
    commandName: "experiment",
    abstract: "Put a claim about evolution strategies to the test.",
    discussion: """
      'evo-rl experiment list' shows the claims, 'evo-rl experiment NAME' tests one, \
      'evo-rl experiment all' tests every one and writes a page of all, and 'evo-rl experiment \
      report' writes that page again from what is in the folder. 'evo-rl experiment all --out \
      docs/experiments' renews every page of the documentation, but for those that take hours. A claim that does not hold is a finding, not an error: \
      the command succeeds when the experiment has run. With --broken it fails where an experiment does \
      not notice that it is broken. Under mpirun the ranks share the trainings of an experiment out. An experiment that was interrupted starts over; a long one, such as \
      walker-recipe, goes on where it stood.
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

  @Option(help: "Repeat with so many seeds and count on which verdicts they agree.")
  var seeds: Int?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Override a setting of the experiment's file; repeatable.", valueName: "key=value"))
  var overrides: [String] = []

  @Flag(help: "Run it with each of its flaws built in, which must make a claim fail.")
  var broken = false

  @Flag(help: "With list: only the names, one a line.")
  var names = false

  @OptionGroup var workers: WorkerOptions
  @OptionGroup var report: ReportOptions
  @OptionGroup var team: TeamOptions

  private static let resultsFolder = "results"

  func validate() throws {
    if let seeds, !(1...1000).contains(seeds) {
      throw ValidationError("--seeds: found \(seeds), expected 1 to 1000")
    }
    if broken, seeds != nil { throw ValidationError("--broken runs one seed; leave --seeds out") }
  }

  func run() throws {
    let locator = ResourceLocator()
    switch name {
    case "list":
      try list(locator)
    case "all":
      let folder = out ?? Self.resultsFolder
      // Hours are for those who ask for it by name.
      let paths = try ExperimentCatalog.names.map { try locator.path(of: $0, .experiments) }
        .filter { try fast || !ExperimentFile.load(path: $0, form()).takesHours }
      for (index, path) in paths.enumerated() {
        let name = stem(of: path)
        try run(
          path, in: "\(folder)/\(name)", as: "\(name), \(index + 1) of \(paths.count)")
      }
      if !broken { try writeIndex(of: folder) }
    case "report":
      try writeIndex(of: out ?? Self.resultsFolder)
    default:
      let path = try locator.path(of: name, .experiments)
      let name = stem(of: path)
      try run(path, in: out ?? "\(Self.resultsFolder)/\(name)", as: name)
    }
  }

  private func list(_ locator: ResourceLocator) throws {
    if names { return ExperimentCatalog.names.forEach { print($0) } }
    let rows = try ExperimentCatalog.names.map { name in
      let file = try ExperimentFile.load(
        path: locator.path(of: name, .experiments), form())
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

  private func form(flaw: String? = nil) -> ExperimentFile.Form {
    ExperimentFile.Form(isFast: fast, overrides: overrides, flaw: flaw)
  }

  private var isPlain: Bool { !report.json && !report.quiet }

  /// - Parameter work: what a bar calls it.
  private func run(_ path: String, in folder: String, as work: String) throws {
    let team = Ranks.team
    let file = try team.agreed { try ExperimentFile.load(path: path, form()) }
    guard team.count > 1, !file.experiment.isDealtOut else {
      return try run(file, path, in: folder, as: work, team)
    }
    if team.rank == 0 {
      Terminal.warn("\(file.name) has no trainings to share out; rank 0 runs it alone")
    }
    try team.agreed {
      if team.rank == 0 { try run(file, path, in: folder, as: work, SoloTeam()) }
    }
  }

  private func run(
    _ file: ExperimentFile, _ path: String, in folder: String, as work: String, _ team: any Team
  ) throws {
    try team.requireSame(
      String(decoding: try YAMLFile.bytes(of: path), as: UTF8.self).split(separator: "\n")
        .map(String.init) + options, "experiment")
    Signals.install()
    if broken { return try breakUp(file, path, as: work, team) }
    // Now rather than after ten minutes: whether the results can be written.
    try team.agreed { if team.rank == 0 { try ExperimentReport.prepare(folder) } }
    // Each rank keeps its finished pieces there.
    try SharedFolder.require(folder, for: team)
    if isPlain { Terminal.line("\(file.title)\n\(file.claim)\n") }
    let first = seed ?? file.seed
    let stopwatch = Stopwatch()
    let before = try Ranks.processSeconds(of: team)
    var all: [Findings] = []
    let count = UInt64(seeds ?? 1)
    for number in 0..<count {
      // Pieces know the settings that they were made with, not the seed of the session.
      let pieces = KeptPieces(in: number == 0 ? folder : "\(folder)/seed-\(first + number)")
      all.append(
        try findings(
          of: file, seed: first + number, pieces, stopwatch, team,
          as: count == 1 ? work : "\(work), seed \(number + 1) of \(count)"))
      try team.agreed { if team.rank == 0 { try pieces.remove() } }
    }
    let page = ExperimentReport(
      file, seed: first, findings: all[0], seconds: try Ranks.processSeconds(of: team) - before,
      options: options, provenance: Provenance(processor: Machine().processor),
      others: Array(all.dropFirst()))
    try team.agreed { if team.rank == 0 { try page.write(to: folder) } }
    let agreement =
      all.count == 1
      ? "" : ", every verdict the same for \(page.leastAgreement) of \(all.count) seeds"
    report.show(
      json: all[0].json(file.name, in: folder),
      text: text(all[0])
        + "\n\n\(page.summary)\(agreement), \(Terminal.duration(stopwatch.seconds)); page, pictures and "
        + "numbers in \(folder)\n")
  }

  /// The options that change what is found, as they were typed.
  private var options: [String] {
    (fast ? ["--fast"] : []) + (seed.map { ["--seed \($0)"] } ?? [])
      + (seeds.map { ["--seeds \($0)"] } ?? []) + overrides.map { "--set '\($0)'" }
  }

  private func findings(
    of file: ExperimentFile, seed: UInt64, _ pieces: KeptPieces, _ stopwatch: Stopwatch,
    _ team: any Team, as work: String
  ) throws -> Findings {
    let speaks = isPlain && !report.isLive
    do {
      return try report.watching(
        work, seed: seed, workers: workers.threads, team: team, pieces: pieces,
        tell: { if speaks { Terminal.line("\(Terminal.duration(stopwatch.seconds)): \($0)") } },
        run: file.experiment.run)
    } catch is Interrupted {
      Terminal.warn("interrupted; the same command goes on with what is not finished")
      throw ExitCode(128 + (Signals.interrupt.signal ?? 2))
    }
  }

  /// Runs an experiment with each of its flaws and tells which claims fail.
  private func breakUp(
    _ file: ExperimentFile, _ path: String, as work: String, _ team: any Team
  ) throws {
    let stopwatch = Stopwatch()
    var rows = [["flaw of \(file.name)", "what fails"]]
    var isUnnoticed = false
    for (index, flaw) in file.flaws.enumerated() {
      let flawed = try ExperimentFile.load(path: path, form(flaw: flaw))
      let found = try findings(
        of: flawed, seed: seed ?? file.seed, KeptPieces(), stopwatch, team,
        as: "\(work), flaw \(index + 1) of \(file.flaws.count)")
      let failed = found.rows.filter { $0.verdict == .fails }
      if failed.isEmpty { isUnnoticed = true }
      rows.append([flaw, failed.first.map { "\($0.quantity): \($0.found)" } ?? "nothing"])
    }
    if isPlain { Terminal.line(Terminal.table(rows)) }
    if isUnnoticed {
      Terminal.warn("\(file.name) does not notice a flaw")
      throw ExitCode.failure
    }
  }

  private func text(_ findings: Findings) -> String {
    let table = Terminal.table(
      [["quantity", "expected", "found", "verdict"]]
        + findings.rows.map { [$0.quantity, $0.expected, $0.found, $0.verdict.rawValue] })
    return (["\n" + table] + findings.remarks.map { "(\($0))" }).joined(separator: "\n")
  }

  private func writeIndex(of folder: String) throws {
    guard Ranks.team.rank == 0 else { return }
    let count = try ExperimentIndex.write(in: folder)
    if !report.json, !report.quiet {
      Terminal.line("page of \(count) experiments in \(folder)/README.md")
    }
  }
}
