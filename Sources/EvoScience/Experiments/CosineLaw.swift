import EvoCore
import EvoDraw
import EvoTrain

/// How much of the true gradient there is in the estimate of n pairs: sqrt(n / (n + d + 1)).
struct CosineLaw: Experiment {
  private let data: DataConfiguration.Name
  private let hidden: [Int]
  private let pairs: [Int]
  private let ranks: [Int]
  private let sigma: Double
  private let batch: Int
  private let repeats: Int
  private let warmUp: Int

  /// The network and the population whose cosine is told as 39.04 % in some places and as 3.9 % in
  /// others (Zhang, Clune and Stanley 2017).
  private static let published = (parameters: 3_274_634, pairs: 5000)

  init(_ settings: inout SettingsReader) throws(ExperimentFileError) {
    data = try settings.name("data")
    hidden = try settings.integers("hidden", 1...4096)
    pairs = try settings.integers("pairs", 2...100_000)
    ranks = try settings.integers("ranks", 1...64)
    sigma = try settings.number("sigma", 1e-6...1)
    batch = try settings.integer("batch", 1...10_000)
    repeats = try settings.integer("repeats", 2...1000)
    warmUp = try settings.integer("warm_up_steps", 0...10_000)
  }

  func run(_ session: Session) throws -> Findings {
    var findings = Findings()
    var table = Findings.Table(
      "cosines", ["parameters", "pairs", "noise", "expected", "mean", "deviation"])
    var series: [LinePlot.Series] = []
    let dataset = try DataProblem.load(data)
    for (index, units) in hidden.enumerated() {
      let problem = DataProblem(dataset, hidden: [units])
      let policy = problem.warmedUp(steps: warmUp, seed: session.seed)
      let d = problem.network.parameterCount
      var points: [LinePlot.Sample] = []
      for n in pairs {
        for rank in [nil] + ranks.map(Optional.some) {
          let noise = rank.map { "rank \($0)" } ?? "full rank"
          try session.progress("\(grouped(d)) parameters, \(n) pairs, \(noise)")
          let sample = try measure(problem, policy, n, rank, session)
          let (mean, deviation) = meanAndDeviation(sample.cosines)
          let expected = Self.law(n, d)
          table.rows.append(["\(d)", "\(n)", noise] + [expected, mean, deviation].map { "\($0)" })
          let name = "cosine, d = \(grouped(d)), n = \(n), \(noise)"
          let found = "\(short(mean)) ± \(short(deviation, 2))"
          guard rank == nil else {
            findings.note(name, expected: short(expected), found: found)
            continue
          }
          findings.check(
            name, expected: "\(short(expected)) ± 10 %", found: found,
            holds: abs(mean / expected - 1) <= 0.1)
          points.append(
            LinePlot.Sample(
              x: Double(n), y: mean, low: mean - deviation, high: mean + deviation))
          if n == pairs.first {
            // Along the gradient the estimate has the mean of n squares of normal numbers.
            let spread = (1 - expected * expected) / Double(2 * d).squareRoot()
            findings.check(
              "its deviation between generations",
              expected: "(1 - cos²) / √(2d) = \(short(spread, 2)) ± 45 %",
              found: short(deviation, 2), holds: (0.55...1.45).contains(deviation / spread))
            findings.note(
              "the same, as it is often told",
              expected: "1 / √d = \(short(1 / Double(d).squareRoot(), 2))",
              found: short(deviation, 2))
          }
          if n == pairs.last { addLayers(problem.network, sample, n, &findings) }
        }
      }
      let color = Color.series[index]
      series.append(
        .init("", curve(d), color: color))
      series.append(.init("\(grouped(d)) parameters", points, color: color, style: .points))
    }
    let (d, n) = Self.published
    let law = Self.law(n, d)
    findings.check(
      "the law for \(grouped(n)) pairs and \(grouped(d)) parameters",
      expected: "3.9 %, not 39.04 %",
      found: percent(law, 3), holds: abs(law - 0.03904) < 1e-5)
    findings.tables.append(table)
    findings.picture(
      "cosines",
      LinePlot(
        title: "Cosine of estimate and true gradient: √(n/(n+d+1)) (lines), measured (points)",
        x: LinePlot.Axis("antithetic pairs n", scale: .logarithmic),
        y: LinePlot.Axis("cosine", scale: .logarithmic), series: series))
    return findings
  }

  private static func law(_ pairs: Int, _ parameters: Int) -> Double {
    (Double(pairs) / Double(pairs + parameters + 1)).squareRoot()
  }

  private func curve(_ d: Int) -> [LinePlot.Sample] {
    let (low, high) = (pairs.min() ?? 1, pairs.max() ?? 1)
    return stride(from: low, through: high, by: max((high - low) / 200, 1)).map {
      LinePlot.Sample(x: Double($0), y: Self.law($0, d))
    }
  }

  private struct Sample {
    var cosines: [Double] = []
    /// Per leaf, per generation.
    var leafCosines: [[Double]] = []
    /// Per leaf: the mean of its predicted cosine.
    var leafLaws: [Double]
  }

  /// Estimates of so many generations, each against the gradient on its own minibatch.
  private func measure(
    _ problem: DataProblem, _ policy: Policy, _ n: Int, _ rank: Int?, _ session: Session
  ) throws -> Sample {
    let leaves = problem.network.leaves
    var sample = Sample(leafLaws: [Double](repeating: 0, count: leaves.count))
    let probe = GradientProbe(
      problem.objective(batch: batch, sharing: .generation, seed: session.seed),
      network: problem.network, rank: rank, pairs: n, sigma: sigma, seed: session.seed)
    let truth = LossGradient(policy, loss: .crossEntropy)
    for generation in 0..<repeats {
      try session.progress(
        "\(grouped(problem.network.parameterCount)) parameters, \(n) pairs, generation "
          + "\(generation + 1) of \(repeats)")
      let estimate = try probe.estimate(policy, generation: generation, on: session.workers)
      let gradient = truth.evaluate(
        problem.dataset.train,
        problem.indices(batch: batch, seed: session.seed, generation: generation)
      ).gradient
      sample.cosines.append(cosine(estimate, gradient))
      sample.leafCosines.append(
        leaves.map { cosine(Array(estimate[$0.range]), Array(gradient[$0.range])) })
      for (i, leaf) in leaves.enumerated() {
        let share =
          dot(Array(gradient[leaf.range]), Array(gradient[leaf.range]))
          / dot(gradient, gradient)
        let noise = (share + Double(leaf.count)) / Double(n)
        sample.leafLaws[i] += (share / (share + noise)).squareRoot() / Double(repeats)
      }
    }
    return sample
  }

  /// The part of a layer with d' parameters that has the share q of the squared gradient should have
  /// the cosine sqrt(q / (q + (q + d') / n)).
  private func addLayers(
    _ network: Network, _ sample: Sample, _ n: Int, _ findings: inout Findings
  ) {
    for (i, leaf) in network.leaves.enumerated() {
      let found = meanAndDeviation(sample.leafCosines.map { $0[i] })
      let expected = sample.leafLaws[i]
      // Few parameters scatter more than a tenth.
      let error = 3 * found.deviation / Double(repeats).squareRoot()
      let tolerance = max(0.1 * expected, error)
      findings.check(
        "\(leaf.name) alone (\(grouped(leaf.count)) parameters), n = \(n)",
        expected: "\(short(expected)) ± \(short(tolerance, 2))",
        found: "\(short(found.mean)) ± \(short(found.deviation, 2))",
        holds: abs(found.mean - expected) <= tolerance)
    }
  }
}
