import ArgumentParser
import EvoCore
import EvoFiles
import EvoOptimize
import EvoTrain
import EvoTune
import EvoWords

struct OptimizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "optimize",
    abstract: "Minimize a test function, or what a program prints.",
    discussion: """
      evo-rl optimize rosenbrock --dim 20                            a test function
      evo-rl optimize --command './simulate {x0} {x1}' --dim 2       any program
      evo-rl optimize --worker './simulator' --names rate,decay      one that stays running
      evo-rl optimize --worker './simulator' --space space.yaml      words, whole numbers, conditions

      A command is run by the shell, with a number for each {x0}, {x1} and so on, or all of them for \
      {x}. Its value is the last word of the last line that it prints. One that fails, takes too \
      long or prints no number there is a failed member and ranks last; when a whole generation \
      fails, the search ends.

      A worker is started once. It reads a line of JSON, such as {"rate":0.1,"decay":2} or, without \
      --names, {"x":[0.1,2]}, prints the value alone in a line, and waits for the next one.

      A space is a YAML file such as 'rate: {log: [0.001, 1]}' with floats, whole numbers, choices, lists and \
      conditions; docs/optimize.md describes it.

      The strategies are those of 'evo-rl list strategies'; their keys are set as in a training: \
      --set strategy.population=20 --set optimizer.learning_rate=0.1. Exits with 0 when the target \
      was reached, or when none was given.
      """)

  /// The strategies that know when they have converged.
  private static let restartable = StrategyMethod.allCases
    .filter { $0.traits.contains(.restarts) }.map(\.name)

  @Argument(
    help: "A test function; 'evo-rl list functions' shows them.",
    completion: .shellCommand("evo-rl list functions --names"))
  var function: String?

  @Option(help: ArgumentHelp("A program to optimize instead.", valueName: "line"))
  var command: String?

  @Option(
    help: ArgumentHelp(
      "A program that stays running instead: a line of JSON in, a line with the value out.",
      valueName: "line"))
  var worker: String?

  @Option(
    help: ArgumentHelp(
      "Numbers to find (default: 10, or what --command names).", valueName: "count"))
  var dim: Int?

  @Option(
    help: "An evolution strategy (default: cma-es).",
    completion: .shellCommand("evo-rl list strategies --names"))
  var strategy: String?

  @Option(
    help: ArgumentHelp(
      "What is searched, by names: a file as docs/optimize.md describes it.",
      valueName: "file.yaml"), completion: .file(extensions: ["yaml"]))
  var space: String?

  @Option(
    help: "With --space: random, halton, sobol, tpe, cma-es or evolution (default: tpe).")
  var sampler: SamplerKind?

  @Option(
    help: ArgumentHelp(
      "With --space: points that are chosen together (default: 4).", valueName: "count"))
  var batch: Int?

  @Option(
    help: ArgumentHelp(
      "Evaluations at most (default: 100000; 100 with --space).", valueName: "count"))
  var budget: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Stop at a value as good as this.", valueName: "value"))
  var target: Double?

  @Option(help: "Seed of everything random.")
  var seed: UInt64 = 1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "First step size of every number, or of each with commas between; the function's by default.",
      valueName: "size"))
  var sigma: NumberList?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Ends of every number, or of each with commas between: 0:1,-5:5. An end may be left out.",
      valueName: "low:high"))
  var bounds: Bounds?

  @Option(
    help: ArgumentHelp(
      "Names of the numbers, for {NAME} in the command and for the result.", valueName: "names"))
  var names: WordList?

  @Option(
    help: ArgumentHelp(
      "Try every point so often and take the mean (default: 1); the result is tried anew.",
      valueName: "count"))
  var repeats = 1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Start of every number, or of each with commas between; the function's by default.",
      valueName: "value"))
  var start: NumberList?

  @Flag(help: "Find the maximum instead.")
  var maximize = false

  @Option(
    help: ArgumentHelp(
      "What follows when \(Self.restartable.joined(separator: " or ")) has converged: none, ipop or bipop.",
      valueName: "kind"))
  var restarts = RestartPlan.Kind.none

  @Option(help: ArgumentHelp("Instance of a BBOB function.", valueName: "number"))
  var instance: Int?

  @Option(help: ArgumentHelp("Kill a command after so long (default: 60).", valueName: "seconds"))
  var timeout: Double?

  @Option(
    help: ArgumentHelp("Run a command that failed so often again (default: 0).", valueName: "count")
  )
  var retries: Int?

  @Option(
    help: ArgumentHelp("Commands that run at the same time (default: 1).", valueName: "count"))
  var workers: Int?

  @Option(
    help: ArgumentHelp(
      "Draw a function of --dim 2 as a map, with the way of the search on it.",
      valueName: "file.png"),
    completion: .file(extensions: ["png"]))
  var plot: String?

  @Option(
    help: ArgumentHelp(
      "Keep the best point and all values in a file; with --space Optuna's journal, a study.log.",
      valueName: "file"),
    completion: .file(extensions: ["json", "log"]))
  var out: String?

  @Flag(help: "Go on with the search whose values are in the file of --out.")
  var resume = false

  @OptionGroup var set: SettingOptions

  @OptionGroup var display: DisplayOptions

  /// The strategy by name, and evaluations at most.
  var strategyName: String { strategy ?? "cma-es" }
  private var evaluations: Int { budget ?? 100_000 }

  func validate() throws {
    try validateSubject()
    try validateSpace()
    let strategies = StrategyMethod.allCases.map(\.name)
    if let strategy, !strategies.contains(strategy) {
      let hint = nearestName(to: strategy, in: strategies).map { "did you mean '\($0)'?" }
      throw ValidationError(
        "--strategy \(abridged(strategy)): no such strategy; "
          + (hint ?? "'evo-rl list strategies' shows them"))
    }
    try validateNumbers()
    try validateNames()
    try validatePlot()
    if resume, out == nil {
      throw ValidationError("--resume goes on with the file of --out, and there is none; add --out")
    }
    if !isProgram {
      for (name, isGiven) in [
        ("timeout", timeout != nil), ("retries", retries != nil), ("workers", workers != nil),
      ] where isGiven {
        throw ValidationError("--\(name) belongs to --command and --worker, and there is none")
      }
    } else if instance != nil {
      throw ValidationError("--instance belongs to a test function, and there is none")
    }
    let restartable = Self.restartable
    if restarts != .none, !restartable.contains(strategyName) {
      throw ValidationError(
        "--restarts \(restarts.rawValue): \(strategyName) does not know when it has converged; "
          + "restarts are for \(restartable.joined(separator: " and "))")
    }
  }

  func run() throws {
    if let space { return try runStudy(space) }
    let found =
      try command.map(problem(command:)) ?? worker.map(problem(worker:))
      ?? problem(function: function ?? "")
    let box = try box(for: found)
    if box != nil, found.unrolled != nil {
      throw ValidationError("\(found.name) has no bounds and one --sigma; leave them out")
    }
    let problem = box.map(found.inside) ?? found
    let firstSigma = try box == nil ? sigma?.numbers(1, option: "--sigma")[0] ?? problem.sigma : 1
    guard (1e-9...1000).contains(firstSigma) else {
      throw ValidationError("--sigma \(firstSigma): expected a number from 1e-09 to 1000")
    }
    let settings = [
      "strategy.name=\(strategyName)", "seed=\(seed)", "strategy.sigma=\(firstSigma)",
    ]
    let configuration = try TrainingConfiguration.decode(
      yaml: "env: none", file: "optimize", overrides: settings + set.settings)
    let start = try start?.numbers(problem.dimension, option: "--start") ?? problem.start
    let mean = box == nil ? start : [Double](repeating: 0, count: problem.dimension)
    var search = VectorOptimization(
      try strategy(configuration, for: problem, mean: mean),
      goal: .init(maximizes: maximize, target: target, budget: evaluations), restarts: restarts,
      point: { box?.point($0) ?? $0 }, admit: { try requireMemory(problem.dimension, members: $0) })
    if search.isOver {
      throw ObjectiveError.budgetTooSmall(
        budget: evaluations, strategy: configuration.strategy.method.name,
        members: search.generationCost)
    }
    var record = OptimizationRecord(
      settings: decisions(problem, settings + set.settings, start: start, box: box))
    if resume, let out { try record.read(out) }
    let tries = RepeatedValues(repeats, of: problem.values)
    var values = ReplayedValues(record.values, then: tries.means)
    let keepsValues = isProgram
    var report = OptimizationDisplay(style: display.style, names: names?.values ?? [])
    var lastWritten = Stopwatch()
    var picture = OptimizationPlot()
    var failure: (any Error)?
    Signals.install()
    do {
      while !search.isOver, Signals.interrupt.signal == nil {
        if plot != nil {
          picture.add(
            search.strategy.candidates, mean: search.strategy.mean,
            restarts: search.progress.restarts)
        }
        let isKnown = values.isKnown(search.strategy.candidates.count)
        try search.runGeneration { vectors in
          let found = try values(vectors)
          if keepsValues, !isKnown { record.add(found) }
          return found
        }
        // What is only remembered is no news, and a function may have 10,000 generations a second.
        if isKnown { continue }
        report.show(search.progress)
        if let out, keepsValues || lastWritten.seconds > 1 {
          lastWritten = Stopwatch()
          try record.write(search.progress, ending: nil, to: out)
        }
      }
    } catch is Interrupted {
      // What was found so far is shown.
    } catch {
      failure = error
      if search.progress.generation == 0 { throw error }
    }
    if let plot, let value = problem.value {
      try AtomicFile.write(
        try picture.png(
          title: "\(strategyName) on \(problem.name)", mean: search.strategy.mean,
          value: value), to: plot)
    }
    let isEmpty = search.progress.bestPoint.isEmpty
    if repeats > 1, !isEmpty, failure == nil, Signals.interrupt.signal == nil {
      let means = RepeatedValues(repeats, of: found.values)
      do {
        report.confirmation = try means.confirm(
          [search.progress.bestPoint, search.meanPoint], maximizes: maximize)
      } catch { failure = error }
    }
    if let out {
      do {
        try record.write(
          search.progress, ending: OptimizationDisplay.ending(search),
          confirmation: report.confirmation, to: out)
      } catch { failure = failure ?? error }
    }
    report.finish(search, problem, strategy: strategyName)
    if let failure { throw failure }
    if let signal = Signals.interrupt.signal { throw ExitCode(128 + signal) }
    if isEmpty { throw ObjectiveError.nothingFound(evaluations: search.progress.evaluations) }
    if target != nil, !search.progress.reached { throw ExitCode(1) }
  }

  /// What decides which points are tried.
  private func decisions(
    _ problem: OptimizationProblem, _ keys: [String], start: [Double], box: SearchBox?
  ) -> [OptimizationRecord.Setting] {
    [
      .init(isProgram ? command == nil ? "worker" : "command" : "function", problem.name),
      .init("dimension", "\(problem.dimension)"), .init("instance", "\(instance ?? 1)"),
      .init("maximize", "\(maximize)"), .init("restarts", restarts.rawValue),
      .init("start", start.map { "\($0)" }.joined(separator: " ")),
      .init("box", box.map { "\($0)" } ?? "none"), .init("repeats", "\(repeats)"),
      .init("set", keys.joined(separator: " ")),
    ]
  }

  private func problem(function name: String) throws -> OptimizationProblem {
    let function = try TestFunction.find(name)
    if instance != nil, !function.hasInstances { throw ObjectiveError.noInstances(function.name) }
    let count = function.dimension
    if let dim, let count, dim != count {
      throw ValidationError("--dim \(dim): \(name) has \(count) to find; leave --dim out")
    }
    let dimension = dim ?? count ?? 10
    try requireMemory(dimension, matrices: function.matrices)
    return OptimizationProblem(function, dimension: dimension, instance: instance ?? 1)
  }

  /// One that moves in the middle of an unroll, where there is something to unroll.
  private func strategy(
    _ configuration: TrainingConfiguration, for problem: OptimizationProblem, mean: [Double]
  ) throws -> any VectorStrategy {
    if let unrolled = problem.unrolled,
      let strategy = try configuration.makeUnrolledStrategy(unrolled, start: mean)
    {
      if maximize { throw ValidationError("--maximize: \(strategyName) lowers a loss") }
      return strategy
    }
    return try configuration.makeVectorStrategy(mean: mean, reevaluates: false)
  }

  private func problem(command: String) throws -> OptimizationProblem {
    let template = try CommandTemplate(command, dimension: dim, names: names?.values ?? [])
    try requireMemory(template.dimension)
    return problem(CommandObjective(template, runs), name: command, template.dimension)
  }

  private func problem(worker: String) throws -> OptimizationProblem {
    let names = names?.values ?? []
    let dimension = names.isEmpty ? dim ?? 1 : names.count
    try requireMemory(dimension)
    return problem(WorkerObjective(worker, names: names, runs), name: worker, dimension)
  }

  var runs: CommandObjective.Settings {
    .init(timeout: timeout ?? 60, retries: retries ?? 0, workers: workers ?? 1)
  }

  private func problem(
    _ objective: any ProgramObjective, name: String, _ dimension: Int
  ) -> OptimizationProblem {
    OptimizationProblem(
      objective, name: name, dimension: dimension, interrupt: Signals.interrupt
    ) { Terminal.warn("\($0)") }
  }
}

extension RestartPlan.Kind: ExpressibleByArgument {}
