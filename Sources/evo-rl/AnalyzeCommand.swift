import ArgumentParser
import EvoCore
import EvoEnvs
import EvoFiles
import EvoOptimize
import EvoRun
import EvoScience
import EvoTrain

struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Measure gradients, smoothed functions and sensitivities.",
    subcommands: [Gradient.self, Smoothing.self, Sensitivity.self])

  struct Gradient: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "gradient",
      abstract: "The estimated gradient of a configuration against the true one, per layer.",
      discussion: """
        The configuration learns from data; its rank, sigma, population and minibatches are used. \
        The network is first trained a little by backpropagation.
        """)

    @Argument(
      help: "A configuration by name or path.",
      completion: .shellCommand("evo-rl list configs --names"))
    var configuration: String

    @Option(help: ArgumentHelp("Generations to look at.", valueName: "count"))
    var generations = 10

    @Option(help: ArgumentHelp("Steps of backpropagation before.", valueName: "count"))
    var warmUp = 200

    @OptionGroup var settings: SettingOptions

    @OptionGroup var analysis: AnalysisOptions

    func validate() throws {
      if !(2...10_000).contains(generations) {
        throw ValidationError("--generations \(generations): expected a number from 2 to 10000")
      }
      if !(0...100_000).contains(warmUp) {
        throw ValidationError("--warm-up \(warmUp): expected a number from 0 to 100000")
      }
    }

    func run() throws {
      let (configuration, path) = try ConfigurationLibrary().load(
        configuration, overrides: settings.settings)
      try analysis.show("gradient-\(stem(of: self.configuration))", seed: configuration.seed) {
        try GradientAnalysis(configuration, repeats: generations, warmUp: warmUp)
          .run(file: path, $0)
      }
    }
  }

  struct Smoothing: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "smoothing",
      abstract: "A test function along a line, as noise of several widths sees it.")

    @Argument(
      help: "A test function; 'evo-rl list functions' shows them.",
      completion: .shellCommand("evo-rl list functions --names"))
    var function: String

    // A number may be negative, and so look like an option.
    @Option(
      parsing: .unconditional, help: ArgumentHelp("Where the line begins.", valueName: "x"))
    var from: Double?

    @Option(
      parsing: .unconditional, help: ArgumentHelp("Where the line ends.", valueName: "x"))
    var to: Double?

    @Option(
      parsing: .singleValue,
      help: ArgumentHelp("A width of the noise; can be given several times.", valueName: "size"))
    var sigma: [Double] = []

    @OptionGroup var analysis: AnalysisOptions

    func validate() throws {
      if (from == nil) != (to == nil) {
        throw ValidationError("--from and --to go together; give both or none")
      }
      if let from, let to, !(from < to && (to - from).isFinite) {
        throw ValidationError("--from \(from) --to \(to): expected two numbers, the smaller first")
      }
      if let wrong = sigma.first(where: { !($0 > 0 && $0.isFinite) }) {
        throw ValidationError("--sigma \(wrong): expected a number above 0")
      }
      if sigma.count > 5 {
        throw ValidationError("--sigma: expected at most 5 widths, found \(sigma.count)")
      }
    }

    func run() throws {
      let found = try TestFunction.find(function)
      var range: ClosedRange<Double>?
      if let from, let to { range = from...to }
      let smoothing = SmoothingAnalysis(found, range: range, sigmas: sigma.isEmpty ? nil : sigma)
      try analysis.show("smoothing-\(found.name)", seed: 1) { try smoothing.run($0) }
    }
  }

  struct Sensitivity: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "sensitivity",
      abstract: "How much the outputs of a trained network move with its parameters.")

    @Argument(
      help: "A run folder, a policy by name or path, or a checkpoint file.",
      completion: .policies)
    var policy: String

    @Option(help: ArgumentHelp("Observations to measure over.", valueName: "count"))
    var samples = 256

    @OptionGroup var choice: BestOption
    @OptionGroup var data: DataOption
    @OptionGroup var analysis: AnalysisOptions

    func validate() throws {
      if !(1...100_000).contains(samples) {
        throw ValidationError("--samples \(samples): expected a number from 1 to 100000")
      }
    }

    func run() throws {
      let (file, path) = try savedFile(policy, best: choice.best, data: data.path)
      try analysis.show("sensitivity-\(file.environment)", seed: 1) {
        try SensitivityAnalysis(file, path: path, samples: samples)
          .run(kind: { try SavedEnvironment.entry($0, of: path).kind }, $0)
      }
    }
  }
}

/// Where an analysis is written, and how it is shown.
struct AnalysisOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Folder for the pictures and the numbers; one under results/ by default.",
      valueName: "folder"), completion: .directory)
  var out: String?

  @Option(help: "Seed of everything random.")
  var seed: UInt64?

  @OptionGroup var workers: WorkerOptions
  @OptionGroup var report: ReportOptions

  func show(
    _ name: String, seed fallback: UInt64, _ analyze: (Session) throws -> Findings
  ) throws {
    let folder = out ?? "results/\(name)"
    // Now rather than after the work: whether the results can be written.
    try FileSystem.posix.createFolders(folder)
    Signals.install()
    let findings: Findings
    do {
      findings = try report.watching(
        name, seed: seed ?? fallback, workers: workers.threads, run: analyze)
    } catch is Interrupted { throw ExitCode(128 + (Signals.interrupt.signal ?? 2)) }
    try findings.write(to: folder)
    report.show(json: findings.json(name, in: folder), text: text(findings, in: folder))
  }

  private func text(_ findings: Findings, in folder: String) -> String {
    let hasExpectation = findings.rows.contains { $0.expected != "-" }
    let table = Terminal.table(
      findings.rows.map {
        hasExpectation ? [$0.quantity, $0.expected, $0.found] : [$0.quantity, $0.found]
      })
    var lines: [String] = []
    for (line, row) in zip(table.split(separator: "\n"), findings.rows) {
      lines.append(String(line))
      if !row.judgment.isEmpty { lines.append("  \(row.judgment)") }
    }
    let remarks = findings.remarks.map { "(\($0))" }
    let pictures = findings.pictures.map { "\(folder)/\($0.name).png" }.joined(separator: ", ")
    return (lines + remarks + [pictures]).joined(separator: "\n")
  }
}
