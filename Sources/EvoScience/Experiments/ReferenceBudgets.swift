import EvoCore
import EvoDraw
import EvoOptimize
import EvoTrain
import Glibc

/// How many evaluations the strategies need on well-known functions, against reference programs.
struct ReferenceBudgets: Experiment {
  private let dimensions: [Int]
  private let seeds: Int
  private let limit: Int
  /// How many times the default population: once.
  private let populations: Double

  /// Medians to a value of 1e-9 from the customary start: pycma 4.5.0 for CMA-ES and for its diagonal
  /// option, plain numpy programs for the others.
  private struct Reference {
    let strategy: StrategyMethod
    let function: String
    let evaluations: [Int: Int]

    init(_ strategy: StrategyMethod, _ function: String, _ evaluations: [Int: Int]) {
      self.strategy = strategy
      self.function = function
      self.evaluations = evaluations
    }
  }

  private static let references = [
    Reference(.cmaES, "sphere", [10: 1640, 20: 3084, 40: 5820]),
    Reference(.cmaES, "ellipsoid", [10: 4210, 20: 13_284, 40: 48_960]),
    Reference(.cmaES, "rotated-ellipsoid", [10: 4240, 20: 13_080, 40: 49_515]),
    Reference(.cmaES, "cigar", [10: 4140, 20: 8472, 40: 16_650]),
    Reference(.cmaES, "discus", [10: 3150, 20: 7716, 40: 21_165]),
    Reference(.cmaES, "different-powers", [10: 1980, 20: 5232]),
    Reference(.cmaES, "rosenbrock", [10: 4990, 20: 16_116]),
    Reference(.sepCMAES, "ellipsoid", [10: 2340, 20: 4716]),
    Reference(.snes, "sphere", [10: 2140, 20: 4632, 40: 10_335]),
    Reference(.snes, "ellipsoid", [10: 3050, 20: 6240, 40: 13_635]),
    Reference(.xnes, "sphere", [10: 6830, 20: 29_544]),
    Reference(.xnes, "ellipsoid", [10: 9800, 20: 40_068]),
    Reference(.xnes, "rosenbrock", [10: 10_600, 20: 46_500]),
    Reference(.onePlusOne, "sphere", [10: 758, 20: 1462, 40: 3010]),
  ]

  init(_ settings: inout SettingsReader) throws(ExperimentFileError) {
    dimensions = try settings.integers("dimensions", 2...100)
    seeds = try settings.integer("seeds", 1...100)
    populations = try settings.number("times_the_default_population", 0.1...100)
    limit = try settings.integer("evaluations_at_most", 1000...100_000_000)
  }

  func run(_ session: Session) throws -> Findings {
    var findings = Findings()
    var table = Findings.Table(
      "evaluations", ["strategy", "function", "dimension", "seed", "evaluations"])
    var points: [StrategyMethod: [LinePlot.Sample]] = [:]
    var medians: [String: Double] = [:]
    /// About how long a search takes: its evaluations of so many numbers each.
    func size(_ reference: Reference, _ dimension: Int) -> Double {
      Double((reference.evaluations[dimension] ?? 0) * dimension)
    }
    let parts = session.over(Self.references) { reference in
      dimensions.reduce(0) { $0 + size(reference, $1) }
    }
    for (reference, session) in parts {
      for (dimension, session) in session.over(dimensions, weight: { size(reference, $0) }) {
        guard let expected = reference.evaluations[dimension] else { continue }
        let name = "\(reference.strategy.name), \(reference.function), n = \(dimension)"
        var counts: [Double] = []
        for (seed, session) in session.over(session.seed..<session.seed + UInt64(seeds)) {
          try session.progress("\(name), seed \(seed)")
          let count = try evaluations(
            reference.strategy, reference.function, dimension: dimension, seed: seed, session)
          counts.append(count.map(Double.init) ?? .infinity)
          table.rows.append(
            [
              reference.strategy.name, reference.function, "\(dimension)", "\(seed)",
              count.map { "\($0)" } ?? "not in \(limit)",
            ])
        }
        let found = median(counts)
        medians["\(reference.strategy.name) \(reference.function) \(dimension)"] = found
        points[reference.strategy, default: []].append(
          LinePlot.Sample(
            x: Double(expected), y: found, low: counts.min() ?? .nan,
            high: counts.max() ?? .nan))
        findings.check(
          name, expected: "\(grouped(expected)) ± 25 %", found: short(found),
          holds: (0.75...1.25).contains(found / Double(expected)))
      }
    }
    for dimension in dimensions {
      guard let straight = medians["cma-es ellipsoid \(dimension)"],
        let rotated = medians["cma-es rotated-ellipsoid \(dimension)"]
      else { continue }
      findings.check(
        "cma-es, rotated against straight ellipsoid, n = \(dimension)", expected: "1 ± 15 %",
        found: short(rotated / straight), holds: abs(rotated / straight - 1) <= 0.15)
    }
    findings.tables.append(table)
    findings.picture("evaluations", plot(points))
    return findings
  }

  private func plot(_ points: [StrategyMethod: [LinePlot.Sample]]) -> LinePlot {
    let expected = points.values.joined().map(\.x)
    let ends = [expected.min() ?? 1, expected.max() ?? 10]
    var series = [
      LinePlot.Series(
        "equal, ± 25 %", ends.map { .init(x: $0, y: $0, low: 0.75 * $0, high: 1.25 * $0) },
        color: .slate)
    ]
    for (index, method) in [StrategyMethod.cmaES, .sepCMAES, .snes, .xnes, .onePlusOne].enumerated()
    {
      guard let samples = points[method] else { continue }
      series.append(
        .init(method.name, samples, color: Color.series[index], style: .points))
    }
    return LinePlot(
      title: "Evaluations to 1e-9: median and range over the seeds, against reference programs",
      x: LinePlot.Axis("reference", unit: "evaluations", scale: .logarithmic),
      y: LinePlot.Axis("here", unit: "evaluations", scale: .logarithmic), series: series)
  }

  /// Whole generations until the best value is at most 1e-9; nil beyond the limit.
  private func evaluations(
    _ method: StrategyMethod, _ function: String, dimension: Int, seed: UInt64,
    _ session: Session
  ) throws -> Int? {
    let function = try TestFunction.find(function)
    let configuration = try TrainingConfiguration.decode(
      yaml: "env: none", file: "reference-budgets",
      overrides: [
        "strategy.name=\(method.name)", "strategy.sigma=\(function.sigma)", "seed=\(seed)",
      ]
        + (populations == 1 || method.population.isFixed
          ? [] : ["strategy.population=\(Int(populations * (4 + 3 * log(Double(dimension)))))"]))
    var search = VectorOptimization(
      try configuration.makeVectorStrategy(
        mean: [Double](repeating: function.start, count: dimension),
        reevaluates: false), goal: .init(target: 1e-9, budget: limit))
    let value = function.make(dimension)
    while !search.isOver {
      try session.check()
      try search.runGeneration { vectors in (0..<vectors.count).map { value(vectors[$0]) } }
    }
    return search.progress.reached ? search.progress.evaluations : nil
  }
}
