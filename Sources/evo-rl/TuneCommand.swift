import ArgumentParser
import EvoCore
import EvoEnvs
import EvoFiles
import EvoRun
import EvoTrain
import EvoTune

struct TuneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune",
    abstract: "Search for the best keys of a configuration.",
    discussion: """
      SEARCH is the name of a shipped search, such as cartpole, or a YAML file: a configuration, the \
      keys to search with their ranges, and how. docs/tune.md describes it.

      Every trial is a training for each of several seeds; a trial that cannot win gets no further \
      ones. At the end the winner and the configuration as it is are trained with fresh seeds, and \
      that is what is reported. Everything is in a folder: study.log (Optuna's journal, which its \
      dashboard opens), best.yaml, trials.csv and pictures. After Ctrl-C or a kill, --resume goes on.
      """)

  @Argument(help: "A search by name, or a YAML file.", completion: .file(extensions: ["yaml"]))
  var search: String

  @Option(help: ArgumentHelp("Trials in all; the search's by default.", valueName: "count"))
  var trials: Int?

  @Option(
    help: ArgumentHelp("Begin no trial after so much wall time.", valueName: "seconds"))
  var seconds: Double?

  @Option(
    help: ArgumentHelp(
      "Begin no trial after so many environment steps of all trials.", valueName: "count"))
  var steps: Int?

  @Option(help: "Seed of the search and of its trainings; the search's by default.")
  var seed: UInt64?

  @Option(help: "random, halton, sobol, tpe, cma-es or evolution; the search's by default.")
  var sampler: SamplerKind?

  @Option(help: "none, median or asha; the search's by default.")
  var pruner: PrunerKind?

  @OptionGroup var settings: SettingOptions

  @Option(
    help: ArgumentHelp(
      "Folder for the results; runs/tune-<search> by default.", valueName: "folder"),
    completion: .directory)
  var out: String?

  @Flag(help: "Go on with the study in the folder.")
  var resume = false

  @OptionGroup var workers: WorkerOptions
  @OptionGroup var display: DisplayOptions

  func validate() throws {
    if let trials { try requireCount(trials, "trials", upTo: 1_000_000) }
    if let steps { try requireCount(steps, "steps", upTo: 1_000_000_000_000_000) }
    if let seconds, !(0.001...1e9).contains(seconds) {
      throw ValidationError("--seconds \(seconds): expected a number from 0.001 to 1000000000")
    }
  }

  func run() throws {
    let path = try SearchLibrary().path(of: search)
    var plan = try TuneSearch.load(path: path) { config, settings in
      try ConfigurationLibrary().load(config, overrides: settings + self.settings.settings)
        .configuration
    }
    plan.settings += settings.settings
    if let trials { plan.trials = trials }
    if let steps { plan.steps = steps }
    if let seed { plan.seed = seed }
    if let sampler { plan.sampler = sampler }
    if let pruner { plan.pruner = pruner }
    let name = stem(of: path)
    let folder = out ?? "\(RunName.parent)/tune-\(name)"
    // What is wrong with every trial is said before anything is written.
    let prepared = try PreparedTraining(plan.config, plan.settings, isTold: true)
    if plan.objective == .steps, prepared.subject.solvedAt == nil {
      throw ValidationError(
        "\(path): objective: \(prepared.name) has no threshold, so it is never solved; use score")
    }
    let sampler = try plan.sampler.sampler(
      plan.space, maximizes: plan.maximizes, seed: plan.seed, batch: plan.batch)
    let (journal, contents, lock) = try open(folder, plan, name: name, path: path)
    defer { withExtendedLifetime(lock) {} }
    Signals.install()
    let report = TuneReport(
      style: display.style, search: plan, name: name, folder: folder,
      original: prepared.configuration)
    try play(plan, sampler, folder, journal, contents, report)
    if let signal = Signals.interrupt.signal { throw ExitCode(128 + signal) }
  }

  private func open(
    _ folder: String, _ plan: TuneSearch, name: String, path: String
  ) throws -> (Journal, Journal.Contents, RunLock) {
    let log = "\(folder)/study.log"
    let isBegun = Journal.isBegun(log)
    if isBegun, !resume {
      throw ValidationError(
        "\(folder) holds a study; add --resume to go on with it, or give another --out")
    }
    if !isBegun, resume, (try? FileSystem.posix.names(in: folder)) == nil {
      throw ValidationError("\(folder): there is no study to resume; leave --resume out")
    }
    try FileSystem.posix.createFolders(folder)
    let lock = try RunLock(folder: folder)
    guard isBegun else {
      let bytes = try FileSystem.posix.readFile(path, limit: 1 << 20)
      try AtomicFile.write(bytes, to: "\(folder)/search.yaml")
      let journal = try Journal.create(
        log, name: name, maximizes: plan.maximizes, space: plan.space, settings: plan.decisions)
      return (journal, Journal.Contents(), lock)
    }
    let (journal, contents) = try Journal.open(
      log, maximizes: plan.maximizes, space: plan.space, settings: plan.decisions)
    if contents.isTorn {
      Terminal.warn("\(log): its last line was not whole and is left out; the rest is intact")
    }
    return (journal, contents, lock)
  }

  private func play(
    _ plan: TuneSearch, _ sampler: any Sampler, _ folder: String, _ journal: Journal,
    _ contents: Journal.Contents, _ report: TuneReport
  ) throws {
    let study = Study(
      plan.space, maximizes: plan.maximizes, sampler: sampler, journal: journal, after: contents)
    report.begin(study)
    let all = workers.threads
    let config = plan.config
    let training = TrialTraining(plan, folder: folder, interrupt: Signals.interrupt) {
      try Self.begin(config, $0, in: $1, workers: $2, interrupt: $3)
    }
    let atOnce = min(all.count, sampler.batch)
    let each = max(all.count / atOnce, 1)
    try study.run(
      .init(trials: plan.trials, steps: plan.steps, seconds: seconds),
      workers: ThreadWorkers(count: atOnce), interrupt: Signals.interrupt,
      play: { try training.play($0, workers: ThreadWorkers(count: each)) },
      observe: { report.show($0) })
    training.clear(study.trials, best: study.best)
    var confirmation: Confirmation?
    if plan.confirm > 0, let best = study.best, Signals.interrupt.signal == nil {
      let winner = plan.space.settings(best.assignment).map { "\($0.key)=\($0.value)" }
      do {
        confirmation = try Confirmation.make(
          of: best, settings: winner, count: plan.confirm, notes: contents.notes, journal: journal,
          training: training, workers: all, interrupt: Signals.interrupt
        ) { report.showConfirmed($0, of: 2 * plan.confirm) }
      } catch is Interrupted {}
    }
    try report.finish(study, confirmation)
  }

  /// A training of a trial: a new one, or one that goes on.
  private static func begin(
    _ config: String, _ settings: [String], in folder: String?, workers: ThreadWorkers,
    interrupt: Interrupt
  ) throws -> TrainingRun {
    let prepared = try PreparedTraining(config, settings, isTold: false)
    if let folder, let names = try? FileSystem.posix.names(in: folder),
      names.contains(RunFolder.configurationName)
    {
      return try TrainingRun.resume(
        folder, kind: { try SavedEnvironment.entry($0, of: folder).kind }, workers: workers,
        interrupt: interrupt, warn: Terminal.warn)
    }
    return try TrainingRun.start(
      prepared.configuration, name: prepared.name, subject: prepared.subject,
      start: prepared.start, walker: prepared.walker, path: folder, workers: workers,
      interrupt: interrupt)
  }
}

extension SamplerKind: ExpressibleByArgument {}
extension PrunerKind: ExpressibleByArgument {}
