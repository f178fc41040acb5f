import ArgumentParser
import EvoCore
import EvoFiles
import EvoOptimize
import EvoTrain
import EvoWords

struct OptimizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "optimize",
    abstract: "Minimize a test function, or what a program prints.",
    discussion: """
      evo-rl optimize rosenbrock --dim 20                            a test function
      evo-rl optimize --command './simulate {x0} {x1}' --dim 2       any program

      A command is run by the shell, with a number in the place of each {x0}, {x1} and so on, or \
      all of them in the place of {x}. Its value is the last number of the last line that it \
      prints. One that fails, takes too long or prints no number is a failed member and ranks last; \
      when a whole generation fails, the search ends.

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
      "Numbers to find (default: 10, or what --command names).", valueName: "count"))
  var dim: Int?

  @Option(
    help: "An evolution strategy.", completion: .shellCommand("evo-rl list strategies --names"))
  var strategy = "cma-es"

  @Option(help: ArgumentHelp("Evaluations at most.", valueName: "count"))
  var budget = 100_000

  @Option(help: ArgumentHelp("Stop at a value as good as this.", valueName: "value"))
  var target: Double?

  @Option(help: "Seed of everything random.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("First step size; the function's own by default.", valueName: "size"))
  var sigma: Double?

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
  var parallel: Int?

  @Option(
    help: ArgumentHelp(
      "Draw a function of --dim 2 as a map, with the way of the search on it.",
      valueName: "file.png"),
    completion: .file(extensions: ["png"]))
  var plot: String?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("Set a key of the strategy or the optimizer.", valueName: "key=value"),
    completion: .keys)
  var overrides: [String] = []

  @OptionGroup var display: DisplayOptions

  func validate() throws {
    if function == nil, command == nil {
      throw ValidationError("nothing to optimize: name a function, or give a --command")
    }
    if let function, command != nil {
      throw ValidationError("'\(function)' and --command contradict each other; choose one")
    }
    let strategies = StrategyMethod.allCases.map(\.name)
    if !strategies.contains(strategy) {
      let hint = nearestName(to: strategy, in: strategies).map { "did you mean '\($0)'?" }
      throw ValidationError(
        "--strategy \(abridged(strategy)): no such strategy; "
          + (hint ?? "'evo-rl list strategies' shows them"))
    }
    try validateNumbers()
    try validatePlot()
    if command == nil {
      for (name, isGiven) in [
        ("timeout", timeout != nil), ("retries", retries != nil), ("parallel", parallel != nil),
      ] where isGiven {
        throw ValidationError("--\(name) belongs to --command, and there is none")
      }
    } else if instance != nil {
      throw ValidationError("--instance belongs to a test function, and there is none")
    }
    let restartable = Self.restartable
    if restarts != .none, !restartable.contains(strategy) {
      throw ValidationError(
        "--restarts \(restarts.rawValue): \(strategy) does not know when it has converged; "
          + "restarts are for \(restartable.joined(separator: " and "))")
    }
  }

  private func validatePlot() throws {
    guard let plot else { return }
    try requirePNG(plot, "plot")
    if command != nil {
      throw ValidationError(
        "--plot belongs to a test function; a map of a command would run it thousands of times")
    }
    if dim != 2 {
      throw ValidationError("--plot \(plot): a map has two dimensions; add --dim 2")
    }
  }

  private func validateNumbers() throws {
    let least = command == nil ? 2 : 1
    if let dim, !(least...10_000_000).contains(dim) {
      throw ValidationError("--dim \(dim): expected a number from \(least) to 10000000")
    }
    if budget < 1 { throw ValidationError("--budget \(budget): expected a number from 1 on") }
    if let instance, !(0...100_000).contains(instance) {
      throw ValidationError("--instance \(instance): expected a number from 0 to 100000")
    }
    if let timeout, !(0.001...1e9).contains(timeout) {
      throw ValidationError("--timeout \(timeout): expected a number from 0.001 to 1000000000")
    }
    if let retries, !(0...1000).contains(retries) {
      throw ValidationError("--retries \(retries): expected a number from 0 to 1000")
    }
    if let parallel, !(1...1024).contains(parallel) {
      throw ValidationError("--parallel \(parallel): expected a number from 1 to 1024")
    }
  }

  func run() throws {
    let problem = try command.map(problem(command:)) ?? problem(function: function ?? "")
    let settings = [
      "strategy.name=\(strategy)", "seed=\(seed)", "strategy.sigma=\(sigma ?? problem.sigma)",
    ]
    let configuration = try TrainingConfiguration.decode(
      yaml: "env: none", file: "optimize", overrides: settings + overrides)
    let mean = try start?.numbers(problem.dimension, option: "--start") ?? problem.start
    var search = VectorOptimization(
      try strategy(configuration, for: problem, mean: mean),
      goal: .init(maximizes: maximize, target: target, budget: budget), restarts: restarts)
    var report = OptimizationDisplay(style: display.style)
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
        try search.runGeneration(problem.values)
        report.show(search.progress)
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
          title: "\(strategy) on \(problem.name)", mean: search.strategy.mean,
          value: value), to: plot)
    }
    report.finish(search, problem, strategy: strategy)
    if let failure { throw failure }
    if let signal = Signals.interrupt.signal { throw ExitCode(128 + signal) }
    if target != nil, !search.progress.reached { throw ExitCode(1) }
  }

  private func problem(function name: String) throws -> OptimizationProblem {
    let function = try TestFunction.find(name)
    if instance != nil, !function.hasInstances { throw ObjectiveError.noInstances(function.name) }
    let parameters = function.unrolled?.parameterCount
    if let dim, let parameters, dim != parameters {
      throw ValidationError("--dim \(dim): \(name) has \(parameters) to find; leave --dim out")
    }
    return OptimizationProblem(
      function, dimension: dim ?? parameters ?? 10, instance: instance ?? 1)
  }

  /// One that moves in the middle of an unroll, where there is something to unroll.
  private func strategy(
    _ configuration: TrainingConfiguration, for problem: OptimizationProblem, mean: [Double]
  ) throws -> any VectorStrategy {
    if let unrolled = problem.unrolled,
      let strategy = try configuration.makeUnrolledStrategy(unrolled, start: mean)
    {
      if maximize { throw ValidationError("--maximize: \(self.strategy) lowers a loss") }
      return strategy
    }
    return try configuration.makeVectorStrategy(mean: mean, reevaluates: false)
  }

  private func problem(command: String) throws -> OptimizationProblem {
    let template = try CommandTemplate(command, dimension: dim)
    let objective = CommandObjective(
      template,
      .init(timeout: timeout ?? 60, retries: retries ?? 0, parallel: parallel ?? 1))
    return OptimizationProblem(
      objective, name: command, dimension: template.dimension, interrupt: Signals.interrupt
    ) { Terminal.warn("\($0)") }
  }
}

extension RestartPlan.Kind: ExpressibleByArgument {}

/// Numbers with commas between.
struct NumberList: ExpressibleByArgument {
  private let values: [Double]

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    values = parts.compactMap { Double($0) }.filter(\.isFinite)
    if values.count != parts.count { return nil }
  }

  /// As many numbers as asked for, the only one again and again.
  func numbers(_ count: Int, option: String) throws -> [Double] {
    if values.count == count { return values }
    guard values.count == 1, let value = values.first else {
      throw ValidationError(
        "\(option): found \(values.count) numbers, expected 1 or the \(count) of --dim")
    }
    return [Double](repeating: value, count: count)
  }
}
