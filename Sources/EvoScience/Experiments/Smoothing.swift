import EvoCore
import EvoDraw
import EvoTrain

/// Descent on the landscape that a wide perturbation sees, where the landscape itself is a trap.
struct Smoothing: Experiment {
  private let steps: Int
  private let pairs: Int
  private let learningRate: Double
  private let seeds: Int
  private let wide: Double
  private let annealed: [Double]
  private let narrow: Double
  private let unrolls: [Int]
  private let gridPoints: Int
  private let metaSigma: Double

  /// Rastrigin's function with its optimum at (10, 10), from (1, 1): nine valleys away.
  private static let optimum = 10.0
  private static let start = [1.0, 1.0]

  init(_ settings: inout SettingsReader) throws(ExperimentFileError) {
    steps = try settings.integer("steps", 10...100_000)
    pairs = try settings.integer("pairs", 2...10_000)
    learningRate = try settings.number("learning_rate", 1e-6...1)
    seeds = try settings.integer("seeds", 1...100)
    narrow = try settings.number("narrow_sigma", 1e-3...10)
    wide = try settings.number("wide_sigma", 1e-3...10)
    annealed = try settings.numbers("annealed_sigma", 1e-3...10)
    unrolls = try settings.integers("unrolls", 1...10_000)
    gridPoints = try settings.integer("grid_points", 100...1_000_000)
    metaSigma = try settings.number("meta_sigma", 1e-3...10)
  }

  func run(_ session: Session) throws -> Findings {
    var findings = Findings()
    try rastrigin(session.part(from: 0, to: 0.5), &findings)
    try unrolled(session.part(from: 0.5, to: 1), &findings)
    return findings
  }

  private func value(_ x: [Double]) -> Double {
    TestFunction.rastrigin.make(x.count)(x.map { $0 - Self.optimum })
  }

  private func rastrigin(_ session: Session, _ findings: inout Findings) throws {
    var x = Self.start
    var descent = [LinePlot.Sample(x: 0, y: value(x))]
    for step in 1...steps {
      x = x.map { $0 - learningRate * Rastrigin.slope($0 - Self.optimum) }
      descent.append(LinePlot.Sample(x: Double(step), y: value(x)))
    }
    let trap = value(x)
    findings.check(
      "Rastrigin, gradient descent from (1, 1) to (10, 10)",
      expected: "stays in a local minimum, above 100", found: short(trap, 5), holds: trap > 100)
    var series: [LinePlot.Series] = [.init("gradient descent", descent)]
    let ends = annealed.map { "\($0)" }
    let ways: [(name: String, schedule: [String], escapes: Bool)] = [
      ("σ = \(short(narrow))", ["strategy.sigma=\(narrow)"], false),
      ("σ = \(short(wide))", ["strategy.sigma=\(wide)"], true),
      (
        "σ = \(short(annealed[0])) → \(short(annealed[annealed.count - 1]))",
        [
          "strategy.sigma.schedule=linear", "strategy.sigma.start=\(ends[0])",
          "strategy.sigma.end=\(ends[ends.count - 1])", "strategy.sigma.generations=\(steps)",
        ], true
      ),
    ]
    var table = Findings.Table("rastrigin", ["way", "seed", "final_value"])
    for (way, session) in session.over(ways) {
      var finals: [Double] = []
      for (seed, session) in session.over(0..<UInt64(seeds)) {
        try session.progress("Rastrigin, \(way.name), seed \(session.seed + seed)")
        let path = try search(way.schedule, seed: session.seed + seed)
        finals.append(path[path.count - 1].y)
        table.rows.append([way.name, "\(session.seed + seed)", "\(path[path.count - 1].y)"])
        if seed == 0 { series.append(.init("ES, \(way.name)", path)) }
      }
      let worst = finals.max() ?? .nan
      let best = finals.min() ?? .nan
      if way.escapes {
        findings.check(
          "Rastrigin, ES, \(way.name), worst of \(seeds) seeds", expected: "< 0.01",
          found: short(worst, 2), holds: worst < 0.01)
      } else {
        findings.check(
          "Rastrigin, ES, \(way.name), best of \(seeds) seeds",
          expected: "stays in a local minimum, above 100", found: short(best, 5), holds: best > 100)
      }
    }
    findings.tables.append(table)
    findings.picture(
      "rastrigin",
      LinePlot(
        title: "Rastrigin's function in two dimensions, nine valleys from the optimum",
        x: LinePlot.Axis("step"),
        y: LinePlot.Axis("value at the center", scale: .logarithmic, range: 1e-6...1000),
        series: series))
    findings.picture("landscape", Rastrigin.landscape(sigmas: [0, 0.1, 0.2, 0.3, 0.5]))
  }

  /// The values of the center while an evolution strategy descends.
  private func search(_ sigma: [String], seed: UInt64) throws -> [LinePlot.Sample] {
    let configuration = try TrainingConfiguration.decode(
      yaml: "env: none", file: "smoothing",
      overrides: [
        "seed=\(seed)", "strategy.name=openai-es", "strategy.population=\(2 * pairs)",
        "strategy.fitness=raw", "optimizer.name=sgd", "optimizer.momentum=0",
        "optimizer.learning_rate=\(learningRate)",
      ] + sigma)
    var strategy = try configuration.makeVectorStrategy(mean: Self.start, reevaluates: false)
    var path = [LinePlot.Sample(x: 0, y: value(strategy.mean))]
    for step in 1...steps {
      let candidates = strategy.candidates
      strategy.tell((0..<candidates.count).map { -value(candidates[$0]) })
      path.append(LinePlot.Sample(x: Double(step), y: value(strategy.mean)))
    }
    return path
  }

  /// The loss after an inner training, as a function of its learning rate.
  private func unrolled(_ session: Session, _ findings: inout Findings) throws {
    var series: [LinePlot.Series] = []
    var table = Findings.Table(
      "unrolls", ["steps", "log_learning_rate", "loss", "slope", "smoothed_loss"])
    var roughness: [(raw: Int, smooth: Int)] = []
    let grid = (0..<gridPoints).map {
      InnerTraining.range.lowerBound
        + (InnerTraining.range.upperBound - InnerTraining.range.lowerBound) * Double($0)
        / Double(gridPoints - 1)
    }
    let trainings = session.over(unrolls.enumerated()) { Double($0.element) }
    for ((index, steps), session) in trainings {
      try session.progress("inner training of \(steps) steps")
      let raw = grid.map { InnerTraining.run(logLearningRate: $0, steps: steps) }
      let smooth = smoothed(raw.map(\.loss), spacing: grid[1] - grid[0])
      roughness.append((minima(raw.map(\.loss)), minima(smooth)))
      findings.note(
        "unroll of \(steps): local minima; steepest slope",
        found: "\(minima(raw.map(\.loss))) in the loss, \(minima(smooth)) in its smoothed form; "
          + short(raw.map { abs($0.slope) }.max() ?? 0, 2))
      for i in grid.indices where i.isMultiple(of: max(gridPoints / 2000, 1)) {
        table.rows.append(
          ["\(steps)"] + [grid[i], raw[i].loss, raw[i].slope, smooth[i]].map { "\($0)" })
      }
      guard index == unrolls.count - 1 || index == 0 else { continue }
      let name = "\(steps) step\(steps == 1 ? "" : "s")"
      series.append(
        .init(
          name, zip(grid, raw).map { .init(x: $0, y: $1.loss) },
          color: index == 0 ? .green : .skyBlue))
      if index > 0 {
        series.append(
          .init(
            "\(name), smoothed by σ = \(short(metaSigma))",
            zip(grid, smooth).map { .init(x: $0, y: $1) }, color: .vermilion))
      }
    }
    guard let first = roughness.first, let last = roughness.last, unrolls.count > 1 else { return }
    findings.check(
      "bilevel problem: local minima, longest unroll against shortest",
      expected: "≥ 10 times as many", found: "\(last.raw) against \(first.raw)",
      holds: last.raw >= 10 * max(first.raw, 1))
    findings.check(
      "bilevel problem, longest unroll: local minima after smoothing",
      expected: "at most a tenth", found: "\(last.smooth) of \(last.raw)",
      holds: 10 * last.smooth <= last.raw)
    findings.tables.append(table)
    findings.picture(
      "unrolls",
      LinePlot(
        title: "Loss after an inner training, as its learning rate sees it",
        x: LinePlot.Axis("ln of the inner learning rate"), y: LinePlot.Axis("final inner loss"),
        series: series))
  }

  /// The mean of a function on a grid over Gaussian noise.
  private func smoothed(_ values: [Double], spacing: Double) -> [Double] {
    let reach = Int(4 * metaSigma / spacing)
    let weights = (0...reach).map { gaussian(Double($0) * spacing / metaSigma) }
    return values.indices.map { i in
      var (sum, total) = (0.0, 0.0)
      for j in max(i - reach, 0)...min(i + reach, values.count - 1) {
        sum += weights[abs(i - j)] * values[j]
        total += weights[abs(i - j)]
      }
      return sum / total
    }
  }

  private func minima(_ values: [Double]) -> Int {
    (1..<values.count - 1).count {
      values[$0] < values[$0 - 1] - 1e-9 && values[$0] < values[$0 + 1] - 1e-9
    }
  }
}
