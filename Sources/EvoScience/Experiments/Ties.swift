import EvoCore
import EvoDraw
import EvoEnvs
import EvoTrain

/// When all members do equally well, nothing may move.
struct Ties: Experiment {
  private let generations: Int
  private let population: Int
  /// How much the fitness of the first member is above that of the others: nothing.
  private let lead: Double

  private static let network = Network(
    widths: [4, 8, 2], activation: .tanh)
  /// The cap of an episode, a floor, nothing, and a number that rounding could trip over.
  private static let constants: [Float] = [500, -200, 0, 0.1]

  init(_ settings: inout SettingsReader) throws(ExperimentFileError) {
    generations = try settings.integer("generations", 1...10_000)
    population = try settings.integer("population", 8...10_000)
    lead = try settings.number("lead_of_one_member", 0...1)
  }

  func run(_ session: Session) throws -> Findings {
    var findings = Findings()
    for (method, session) in session.part(from: 0, to: 0.9).over(StrategyMethod.allCases) {
      var cases: [(name: String, settings: [String])] = [("", [])]
      if method.traits.contains(.gradient) {
        cases = FitnessShaping.allCases.flatMap { shaping in
          OptimizerMethod.allCases.map { optimizer in
            (
              ", \(shaping.rawValue), \(optimizer.name)",
              ["strategy.fitness=\(shaping.rawValue)", "optimizer.name=\(optimizer.name)"]
            )
          }
        }
      }
      try session.progress(method.name)
      let moved = try cases.map { try distance(method, $0.settings, session) }.max() ?? 0
      let ways = cases.count > 1 ? ", \(cases.count) ways to shape and to step" : ""
      findings.check(
        "\(method.name)\(ways): way of the center in \(generations) equal generations",
        expected: "0", found: short(moved), holds: moved == 0)
    }
    try comparison(session.part(from: 0.9, to: 1), &findings)
    return findings
  }

  /// The largest way that the center takes when all members have the same fitness.
  private func distance(
    _ method: StrategyMethod, _ settings: [String], _ session: Session
  ) throws -> Double {
    var overrides = ["strategy.name=\(method.name)", "seed=\(session.seed)"] + settings
    if !method.population.isFixed { overrides.append("strategy.population=\(population)") }
    let configuration = try TrainingConfiguration.decode(
      yaml: "env: none", file: "ties", overrides: overrides)
    let start = Self.network.initialParameters(seed: session.seed)
    // Strategies that play episodes in pieces ask how long they are.
    let kind = try EnvironmentLibrary().entry("cartpole").kind
    return try Self.constants.map { constant in
      var strategy = try configuration.makeStrategy(
        network: Self.network, center: start, in: kind)
      let before = strategy.center
      for _ in 0..<generations {
        let generation = strategy.ask()
        var fitness = [Float](repeating: constant, count: generation.memberCount)
        fitness[0] += Float(lead)
        _ = strategy.tell(fitness, for: generation, on: session.workers)
      }
      return way(before, strategy.center)
    }.max() ?? 0
  }

  private func way(_ a: [Float], _ b: [Float]) -> Double {
    length(a.indices.map { Double(b[$0]) - Double(a[$0]) })
  }

  /// What ranks by position in the list would do instead: the mistake that this guards against.
  private func comparison(_ session: Session, _ findings: inout Findings) throws {
    try session.progress("ranks that break ties by position")
    var series: [LinePlot.Series] = []
    var table = Findings.Table("drift", ["generation", "optimizer", "way"])
    for (name, optimizer) in Self.optimizers {
      for isAntithetic in [true, false] {
        var center = [Float](repeating: 0, count: Self.network.parameterCount)
        let start = center
        var stepper = optimizer
        let estimator = GradientEstimator(
          network: Self.network, perturbation: GaussianPerturbation(rank: 1))
        var points = [LinePlot.Sample(x: 0, y: 0)]
        for index in 0..<generations {
          let generation = Generation(
            seed: session.seed, index: index, memberCount: population, sigma: 0.1,
            antithetic: isAntithetic)
          let ranks = (0..<population).map { Float($0) / Float(population - 1) - 0.5 }
          let weights =
            isAntithetic
            ? (0..<population / 2).map { ranks[2 * $0] - ranks[2 * $0 + 1] } : ranks
          let gradient = estimator.sum(weights, of: generation, on: session.workers)
            .map { $0 / (Float(population) * generation.sigma) }
          stepper.step(&center, along: gradient, learningRate: 0.01)
          points.append(LinePlot.Sample(x: Double(index + 1), y: way(start, center)))
        }
        let label = "\(name), \(isAntithetic ? "antithetic pairs" : "no pairs")"
        table.rows += points.map { ["\(Int($0.x))", label, "\($0.y)"] }
        findings.note(
          "ranks by position, \(label): way in \(generations) equal generations",
          found: short(points[points.count - 1].y))
        series.append(.init(label, points))
      }
    }
    series.append(
      .init("shared ranks", (0...generations).map { .init(x: Double($0), y: 0) }, color: .ink))
    findings.tables.append(table)
    findings.picture(
      "drift",
      LinePlot(
        title: "Where equal fitness drives the center when ties are broken by position",
        x: LinePlot.Axis("generation"), y: LinePlot.Axis("distance from the start"),
        series: series))
  }

  private static var optimizers: [(String, any Optimizer)] {
    let count = network.parameterCount
    return [
      (
        "Adam",
        Adam(
          parameterCount: count, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0,
          isDecoupled: false)
      ), ("SGD", SGD(parameterCount: count, momentum: 0, weightDecay: 0)),
    ]
  }
}
