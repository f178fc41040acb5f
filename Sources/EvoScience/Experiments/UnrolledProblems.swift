import EvoCore
import EvoDraw

/// Gradients of a problem that unfolds over time, estimated a few steps at a time by the strategies
/// that train and optimize.
struct UnrolledProblems: Experiment {
  private let runs: Int
  private let pairs: Int
  private let sigma: Double
  private let truncations: [Int]
  /// The methods that are claimed to have no bias.
  private let unbiased: [UnrolledMethod]
  /// The share of the true gradient that the estimates may be away from it.
  private let bound: Double
  private let problem = InfluenceBalancing()

  init(_ settings: inout SettingsReader) throws(ExperimentFileError) {
    runs = try settings.integer("runs", 10...1_000_000)
    pairs = try settings.integer("pairs", 1...100_000)
    sigma = try settings.number("sigma", 1e-4...10)
    truncations = try settings.integers("truncations", 1...200)
    bound = try settings.number("relative_bound", 0...1)
    unbiased = try settings.names("unbiased")
  }

  func run(_ session: Session) throws -> Findings {
    var findings = Findings()
    let horizon = problem.horizon
    let truth = problem.derivative([problem.start])
    var table = Findings.Table(
      "estimates", ["estimator", "truncation", "truth", "mean", "standard_error"])
    var series: [LinePlot.Series] = []
    for ((index, method), session) in session.over(UnrolledMethod.allCases.enumerated()) {
      var points: [LinePlot.Sample] = []
      let whole = truncations.filter(horizon.isMultiple(of:))
      for (truncation, session) in session.over(whole) {
        let found = try estimate(method, truncation, session)
        let (mean, error) = (found.mean, found.error)
        let isBiased = !unbiased.contains(method) && truncation < horizon
        let range = truth - bound * abs(truth)...truth + bound * abs(truth)
        findings.check(
          "\(method.title), unrolls of \(truncation) of \(horizon) steps", found,
          is: isBiased ? .outside(range) : .within(range),
          expected: (isBiased ? "biased: not " : "") + "\(short(truth)) ± \(percent(bound, 0))",
          family: UnrolledMethod.allCases.count * truncations.count)
        table.rows.append(
          [method.title, "\(truncation)"] + [truth, mean, error].map { "\($0)" })
        points.append(
          LinePlot.Sample(
            x: Double(truncation), y: mean, low: mean - 3 * error, high: mean + 3 * error))
      }
      series.append(.init(method.title, points, color: Color.series[index]))
    }
    findings.tables.append(table)
    findings.picture(
      "estimates",
      LinePlot(
        title: "Estimated gradient of influence balancing, ± 3 standard errors",
        x: LinePlot.Axis("steps of an unroll", scale: .logarithmic),
        y: LinePlot.Axis("gradient of the mean loss of a step"), series: series,
        thresholds: [.init("true gradient", at: truth)]))
    return findings
  }

  /// Mean and standard error over the runs of the gradient of the whole problem, with a center that
  /// rests.
  private func estimate(
    _ method: UnrolledMethod, _ truncation: Int, _ session: Session
  ) throws -> Estimate {
    let pieces = problem.horizon / truncation
    let estimates = try session.over(0..<runs).map { run, session in
      try session.progress("\(method.title), unrolls of \(truncation) steps")
      // The center rests, whatever the optimizer.
      var settings = StrategySettings(
        seed: session.seed << 32 | UInt64(run), population: 2 * pairs, sigma: .constant(sigma),
        learningRate: .constant(0))
      settings[.truncation] = truncation
      var strategy = UnrolledES(problem, method: method, settings, start: [problem.start])
      // In the first unroll the particles come from where the center was, without noise.
      for _ in 0..<pieces { _ = strategy.runGeneration() }
      let sum = (0..<pieces).reduce(0.0) { sum, _ in sum + strategy.runGeneration().gradient[0] }
      return sum / Double(problem.horizon)
    }
    return Estimate(estimates)
  }
}

extension UnrolledMethod {
  fileprivate var title: String {
    switch self {
    case .persistent: "PES"
    case .noiseReuse: "noise-reuse ES"
    case .truncated: "truncated ES"
    }
  }
}
