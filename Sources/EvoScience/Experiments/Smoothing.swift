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
  /// Shares of the seeds.
  private let most: Double
  private let few: Double

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
    most = try settings.number("most", 0...1)
    few = try settings.number("few", 0...1)
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
    var descent = [x]
    for _ in 1...steps {
      x = x.map { $0 - learningRate * Rastrigin.slope($0 - Self.optimum) }
      descent.append(x)
    }
    let trap = value(x)
    findings.check(
      "Rastrigin, gradient descent from (1, 1) to (10, 10)",
      expected: "stays in a local minimum, above 100", found: short(trap, 5), holds: trap > 100)
    var series: [LinePlot.Series] = [.init("gradient descent", course(descent))]
    // One way that stays and one that does not.
    var trails = [ValueMap.Trail("gradient descent", descent.map(Self.point), isJoined: false)]
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
        let final = value(path[path.count - 1])
        finals.append(final)
        table.rows.append([way.name, "\(session.seed + seed)", "\(final)"])
        guard seed == 0 else { continue }
        series.append(.init("ES, \(way.name)", course(path)))
        if way.escapes, trails.count < 2 {
          trails.append(.init("ES, \(way.name)", path.map(Self.point), isJoined: true))
        }
      }
      findings.check(
        "Rastrigin, ES, \(way.name): share of the seeds that reach less than 0.01",
        Estimate(share: finals.count { $0 < 0.01 }, of: seeds),
        is: way.escapes ? .atLeast(most) : .atMost(few))
      findings.note(
        "Rastrigin, ES, \(way.name): value at the end, median and worst",
        found: "\(short(median(finals), 2)), \(short(finals.max() ?? .nan, 3))")
    }
    findings.tables.append(table)
    findings.picture("surface", map(trails))
    findings.picture(
      "rastrigin",
      LinePlot(
        title: "Rastrigin's function in two dimensions, nine valleys from the optimum",
        x: LinePlot.Axis("step"),
        y: LinePlot.Axis("value at the center", scale: .logarithmic, range: 1e-6...1000),
        series: series))
    findings.picture("landscape", Rastrigin.landscape(sigmas: [0, 0.1, 0.2, 0.3, 0.5]))
  }

  /// The surface, and the ways over it.
  private func map(_ trails: [ValueMap.Trail]) -> ValueMap {
    ValueMap(
      title: "Rastrigin's function and the ways over it of one seed",
      area: Rectangle(low: Point(0, 0), high: Point(12, 12)), trails: trails,
      value: { point in
        TestFunction.rastrigin.make(2)([point.x - Self.optimum, point.y - Self.optimum])
      })
  }

  private static func point(_ x: [Double]) -> Point { Point(x[0], x[1]) }

  private func course(_ path: [[Double]]) -> [LinePlot.Sample] {
    path.enumerated().map { LinePlot.Sample(x: Double($0.offset), y: value($0.element)) }
  }

  /// The centers while an evolution strategy descends.
  private func search(_ sigma: [String], seed: UInt64) throws -> [[Double]] {
    let configuration = try TrainingConfiguration.decode(
      yaml: "env: none", file: "smoothing",
      overrides: [
        "seed=\(seed)", "strategy.name=openai-es", "strategy.population=\(2 * pairs)",
        "strategy.fitness=raw", "optimizer.name=sgd", "optimizer.momentum=0",
        "optimizer.learning_rate=\(learningRate)",
      ] + sigma)
    var strategy = try configuration.makeVectorStrategy(mean: Self.start, reevaluates: false)
    var path = [strategy.mean]
    for _ in 1...steps {
      let candidates = strategy.candidates
      strategy.tell((0..<candidates.count).map { -value(candidates[$0]) })
      path.append(strategy.mean)
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
      let name = "\(steps) step\(steps == 1 ? "" : "s")"
      if index == unrolls.count - 1, index > 0 {
        series.append(.init("\(name): median and range", ranges(grid, raw.map(\.loss))))
        series.append(
          .init(
            "\(name), smoothed by σ = \(short(metaSigma))",
            zip(grid, smooth).map { .init(x: $0, y: $1) }))
      } else if index < 2 {
        series.append(.init(name, zip(grid, raw).map { .init(x: $0, y: $1.loss) }))
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

  /// The median of a function in narrow strips of a grid, with the range from its lowest to its highest
  /// value there: all of them, where it is rough, would paint one block.
  private func ranges(_ grid: [Double], _ values: [Double]) -> [LinePlot.Sample] {
    let width = max(values.count / 150, 1)
    return stride(from: 0, to: values.count, by: width).map { start in
      let strip = values[start..<min(start + width, values.count)].sorted()
      return LinePlot.Sample(
        x: grid[start + strip.count / 2], y: strip[strip.count / 2], low: strip[0],
        high: strip[strip.count - 1])
    }
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
