import EvoCore
import EvoDraw
import EvoTrain

/// How much of the true gradient there is in the estimate of n pairs: sqrt(n / (n + d + 1)), and a little
/// less where the noise has low rank.
struct CosineLaw: Experiment {
  private let data: DataConfiguration.Name
  private let hidden: [Int]
  private let pairs: [Int]
  private let ranks: [Int]
  private let sigma: Double
  private let batch: Int
  private let repeats: Int
  private let warmUp: Int
  private let bound: Double
  private let leafBound: Double
  /// Whether the law knows the rank of the noise.
  private let knowsRank: Bool

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
    bound = try settings.number("relative_bound", 0...1)
    leafBound = try settings.number("bound_of_layers", 0...1)
    knowsRank = try settings.integer("law_knows_the_rank", 0...1) == 1
  }

  func run(_ session: Session) throws -> Findings {
    var findings = Findings()
    var table = Findings.Table(
      "cosines", ["parameters", "pairs", "noise", "expected", "mean", "deviation"])
    var series: [LinePlot.Series] = []
    let dataset = try DataProblem.load(data)
    let parts = session.over(hidden.enumerated()) { Double($0.element) }
    for ((index, units), session) in parts {
      let problem = DataProblem(dataset, hidden: [units])
      let policy = problem.warmedUp(steps: warmUp, seed: session.seed)
      let d = problem.network.parameterCount
      var points: [LinePlot.Sample] = []
      for (n, session) in session.over(pairs, weight: Double.init) {
        for (rank, session) in session.over([nil] + ranks.map(Optional.some)) {
          let noise = rank.map { "rank \($0)" } ?? "full rank"
          let sample = try measure(problem, policy, n, rank, session)
          let found = Estimate(sample.cosines)
          let deviation = meanAndDeviation(sample.cosines).deviation
          let price = knowsRank ? rank.map { sample.price / Double($0) } ?? 0 : 0
          let expected = Self.law(n, d, price: price)
          table.rows.append(
            ["\(d)", "\(n)", noise] + [expected, found.mean, deviation].map { "\($0)" })
          findings.check(
            "cosine, d = \(grouped(d)), n = \(n), \(noise)", found, is: .about(expected, bound),
            expected: "\(short(expected)) ± \(percent(bound, 0))",
            family: hidden.count * pairs.count * (1 + ranks.count))
          guard rank == nil else { continue }
          let mean = found.mean
          points.append(
            LinePlot.Sample(
              x: Double(n), y: mean, low: mean - deviation, high: mean + deviation))
          if n == pairs.first {
            // Along the gradient the estimate has the mean of n squares of normal numbers.
            let spread = (1 - expected * expected) / Double(2 * d).squareRoot()
            findings.check(
              "its deviation between generations", Estimate(deviationOf: sample.cosines),
              is: .about(spread, 0.6),
              expected: "(1 - cos²) / √(2d) = \(short(spread, 2)) ± 60 %", family: hidden.count)
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
    findings.note(
      "what the law says of \(grouped(n)) pairs and \(grouped(d)) parameters, ± its deviation",
      expected: "of the paper's 39.04 % and 3.9 %, the second",
      found: "\(percent(law, 3)) ± "
        + percent((1 - law * law) / Double(2 * d).squareRoot(), 3))
    findings.tables.append(table)
    findings.picture(
      "cosines",
      LinePlot(
        title: "Cosine of estimate and true gradient: √(n/(n+d+1)) (lines), measured (points)",
        x: LinePlot.Axis("antithetic pairs n", scale: .logarithmic),
        y: LinePlot.Axis("cosine", scale: .logarithmic), series: series))
    return findings
  }

  /// - Parameter price: what noise of low rank costs, in parameters.
  private static func law(_ pairs: Int, _ parameters: Int, price: Double = 0) -> Double {
    (Double(pairs) / (Double(pairs + parameters + 1) + price)).squareRoot()
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
    /// What noise of rank 1 costs: the mean of Σ q (2 (m + k) + 2) over the matrices.
    var price = 0.0
    /// Per leaf: the mean of its predicted cosine.
    var leafLaws: [Double]
  }

  /// Estimates of so many generations, each against the gradient on its own minibatch.
  private func measure(
    _ problem: DataProblem, _ policy: Policy, _ n: Int, _ rank: Int?, _ session: Session
  ) throws -> Sample {
    let leaves = problem.network.leaves
    var sample = Sample(leafLaws: [Double](repeating: 0, count: leaves.count))
    let probe = problem.probe(
      pairs: n, rank: rank, sigma: sigma, batch: batch, seed: session.seed)
    let truth = LossGradient(policy, loss: .crossEntropy)
    for generation in 0..<repeats {
      try session.progress(
        "\(grouped(problem.network.parameterCount)) parameters, \(n) pairs, generation "
          + "\(generation + 1) of \(repeats)", done: Double(generation) / Double(repeats))
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
        if leaf.isMatrix {
          sample.price += share * Double(2 * (leaf.rows + leaf.columns) + 2) / Double(repeats)
        }
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
      let expected = sample.leafLaws[i]
      // A layer with few parameters scatters far: of it only that its interval reaches the law is told.
      let found = Estimate(sample.leafCosines.map { $0[i] })
      let name = "\(leaf.name) alone (\(grouped(leaf.count)) parameters), n = \(n)"
      if leaf.count >= 100 {
        findings.check(
          name, found, is: .within(expected - leafBound...expected + leafBound),
          expected: "\(short(expected)) ± \(short(leafBound))",
          family: hidden.count * network.leaves.count)
      } else {
        findings.note(name, found, expected: short(expected))
      }
    }
  }
}
