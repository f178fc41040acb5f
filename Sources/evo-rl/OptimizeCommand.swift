import ArgumentParser
import EvoCore
import EvoTrain

struct OptimizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "optimize",
    abstract: "Find the minimum of a test function.",
    discussion: """
      The strategies are those of 'evo-rl list strategies'; their keys are set as in a training: \
      --set strategy.population=20 --set optimizer.learning_rate=0.1. Exits with 0 when the target \
      was reached, or when none was given.
      """)

  @Argument(
    help: "A test function; 'evo-rl list functions' shows them.",
    completion: .shellCommand("evo-rl list functions --names"))
  var function: String

  @Option(help: ArgumentHelp("Numbers to find.", valueName: "count"))
  var dim = 10

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
    help: ArgumentHelp("Start of every number; the function's by default.", valueName: "value"))
  var start: Double?

  @Flag(help: "Find the maximum instead.")
  var maximize = false

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("Set a key of the strategy or the optimizer.", valueName: "key=value"))
  var overrides: [String] = []

  @OptionGroup var display: DisplayOptions

  func validate() throws {
    if !(2...10_000_000).contains(dim) {
      throw ValidationError("--dim \(dim): expected a number from 2 to 10000000")
    }
    if budget < 1 { throw ValidationError("--budget \(budget): expected a number from 1 on") }
  }

  func run() throws {
    let function = try TestFunction.find(function)
    let settings = [
      "strategy.name=\(strategy)", "seed=\(seed)", "strategy.sigma=\(sigma ?? function.sigma)",
    ]
    let configuration = try TrainingConfiguration.decode(
      yaml: "env: none", file: "optimize", overrides: settings + overrides)
    let mean = [Double](repeating: start ?? function.start, count: dim)
    var search = VectorOptimization(
      try StrategyCatalog.makeVector(configuration, mean: mean, reevaluates: false),
      goal: .init(maximizes: maximize, target: target, budget: budget))
    let value = function.make(dim)
    var report = OptimizationDisplay(style: display.style)
    Signals.install()
    while !search.isOver, Signals.interrupt.signal == nil {
      search.runGeneration { vectors in (0..<vectors.count).map { value(vectors[$0]) } }
      report.show(search.progress)
    }
    report.finish(search, name: function.name, strategy: strategy)
    if let signal = Signals.interrupt.signal { throw ExitCode(128 + signal) }
    if target != nil, !search.progress.reached { throw ExitCode(1) }
  }
}
