import EvoCore
import EvoDraw
import EvoTrain

/// The estimate of a configuration's evolution strategy against the gradient by backpropagation.
public struct GradientAnalysis: Sendable {
  private let configuration: TrainingConfiguration
  private let repeats: Int
  private let warmUp: Int

  /// - Parameters:
  ///   - repeats: generations that are looked at.
  ///   - warmUp: steps of backpropagation before, so that the loss is no longer flat.
  public init(_ configuration: TrainingConfiguration, repeats: Int, warmUp: Int) {
    self.configuration = configuration
    self.repeats = repeats
    self.warmUp = warmUp
  }

  /// - Throws: `AnalysisError` where there is no gradient to compare with, `Interrupted`, or what
  ///   loading the data throws.
  public func run(file: String, _ session: Session) throws -> Findings {
    let strategy = configuration.strategy
    guard configuration.data.name != nil else {
      throw AnalysisError.noGradient(file: file, env: configuration.env)
    }
    guard strategy.method.traits.contains(.gradient) else {
      throw AnalysisError.noEstimate(file: file, strategy: strategy.method.name)
    }
    let loss = configuration.objective.loss
    guard loss != .accuracy else { throw AnalysisError.flatLoss(file: file) }
    let dataset = try DatasetCatalog.load(configuration.data, loss: loss)
    let problem = DataProblem(
      dataset,
      network: Network(configuration.policy, for: .data(dataset)), loss: loss,
      isNormalized: configuration.policy.normalizeObservations)
    try session.progress("\(warmUp) steps of backpropagation")
    let policy = problem.warmedUp(steps: warmUp, seed: session.seed)
    let rank = strategy.noiseRank
    let pairs = max(strategy.members(dimension: problem.network.parameterCount) / 2, 1)
    let sizes = [pairs / 16, pairs / 4, pairs].filter { $0 > 0 }
    return try compare(problem, policy, rank, sizes, session.part(from: 0.02, to: 1))
  }

  /// Mean and deviation over the generations, of the whole network first and then of each leaf.
  private struct Comparison {
    var cosines: [[Double]]
    var normRatios: [[Double]]
    var laws: [Double]
    var shares: [Double]
  }

  private func compare(
    _ problem: DataProblem, _ policy: Policy, _ rank: Int?, _ sizes: [Int], _ session: Session
  ) throws -> Findings {
    let network = problem.network
    let parts =
      [("whole network", 0..<network.parameterCount)] + network.leaves.map { ($0.name, $0.range) }
    let sigma = configuration.strategy.sigma.value(at: 0)
    var findings = Findings()
    var table = Findings.Table(
      "layers",
      ["pairs", "part", "parameters", "share", "cosine_expected", "cosine", "norm_ratio"])
    var points = [[LinePlot.Sample]](repeating: [], count: parts.count)
    var lines = points
    for (n, session) in session.over(sizes, weight: Double.init) {
      let batch = configuration.objective.batch
      let probe = problem.probe(
        pairs: n, rank: rank, sigma: sigma, batch: batch,
        sharing: configuration.strategy.commonRandomNumbers, seed: session.seed)
      var cosines = [[Double]](repeating: [], count: parts.count)
      var ratios = cosines
      var laws = [Double](repeating: 0, count: parts.count)
      var shares = laws
      for generation in 0..<repeats {
        try session.progress(
          "\(n) pairs, generation \(generation + 1) of \(repeats)",
          done: Double(generation) / Double(repeats))
        let estimate = try probe.estimate(policy, generation: generation, on: session.workers)
        let truth = problem.gradient(
          policy, batch: batch, seed: session.seed, generation: generation)
        for (i, part) in parts.enumerated() {
          let (found, true_) = (Array(estimate[part.1]), Array(truth[part.1]))
          cosines[i].append(cosine(found, true_))
          ratios[i].append(length(found) / length(true_))
          let share = dot(true_, true_) / dot(truth, truth)
          shares[i] += share / Double(repeats)
          let noise = (share + Double(part.1.count)) / Double(n)
          laws[i] += (share / (share + noise)).squareRoot() / Double(repeats)
        }
      }
      for (i, part) in parts.enumerated() {
        let (mean, deviation) = meanAndDeviation(cosines[i])
        let ratio = meanAndDeviation(ratios[i]).mean
        table.rows.append(
          ["\(n)", part.0, "\(part.1.count)"]
            + [shares[i], laws[i], mean, ratio].map { "\($0)" })
        points[i].append(
          .init(x: Double(n), y: mean, low: mean - deviation, high: mean + deviation))
        lines[i].append(.init(x: Double(n), y: laws[i]))
        guard n == sizes.last else { continue }
        findings.note(
          "\(part.0), \(grouped(part.1.count)) parameters, \(percent(shares[i])) of the squared gradient",
          expected: "cosine \(short(laws[i]))",
          found: "\(short(mean)) ± \(short(deviation, 2)), norm ratio \(short(ratio))",
          judgment: Judgment.gradient(
            cosine: mean, error: deviation / Double(repeats).squareRoot(), law: laws[i]))
      }
    }
    findings.tables.append(table)
    var series: [LinePlot.Series] = []
    for (i, part) in parts.enumerated() {
      let color = i == 0 ? Color.ink : Color.series[(i - 1) % Color.series.count]
      series.append(.init("", lines[i], color: color))
      series.append(.init(part.0, points[i], color: color, style: .points))
    }
    findings.picture(
      "gradient",
      LinePlot(
        title: "Estimate against gradient: law (lines), measured (points), σ = \(short(sigma))",
        x: LinePlot.Axis("antithetic pairs", scale: .logarithmic), y: LinePlot.Axis("cosine"),
        series: series))
    findings.remarks.append(
      "expected: √(q / (q + (q + d) / n)) for d parameters with the share q of the squared gradient "
        + "and n = \(sizes.last ?? 0) pairs, as Gaussian noise of full rank and a small σ give it; "
        + "far below it, σ is too large or the members do not see the same samples")
    return findings
  }
}
