import EvoCore
import EvoDraw

/// Gradients of problems that unfold over time, estimated a few steps at a time.
struct UnrolledProblems: Experiment {
  private let pairs: Int
  private let sigma: Double
  private let horizon: Int
  private let truncations: [Int]

  /// Who carries what from one truncated unroll to the next.
  private enum Estimator: String, CaseIterable {
    /// Persistent evolution strategies (Vicol et al. 2021): fresh noise in every unroll, weighed with
    /// the sum of all noise since the start.
    case pes = "PES"
    /// Noise-reuse evolution strategies (Li et al. 2023): one noise for the whole problem.
    case nres = "noise-reuse ES"
    /// Fresh noise in every unroll, and both members begin it in the same state.
    case truncated = "truncated ES"
  }

  init(_ settings: inout SettingsReader) throws(ExperimentFileError) {
    pairs = try settings.integer("pairs", 100...10_000_000)
    sigma = try settings.number("sigma", 1e-4...10)
    horizon = try settings.integer("horizon", 2...10_000)
    truncations = try settings.integers("truncations", 1...10_000)
  }

  /// s' = 0.9 s + sin(t) a + b from 0, and the loss is the sum of (s - 3)^2: quadratic in a and b, so
  /// that noise does not change its gradient and the truth is exact.
  private struct State {
    var s = 0.0
    /// Derivatives of s by a and b.
    var slopes = [0.0, 0.0]

    mutating func step(_ t: Int, _ theta: [Double]) -> Double {
      s = 0.9 * s + wave(t) * theta[0] + theta[1]
      return (s - 3) * (s - 3)
    }

    /// The same, with the gradient of the loss.
    mutating func stepWithGradient(_ t: Int, _ theta: [Double]) -> [Double] {
      slopes = [0.9 * slopes[0] + wave(t), 0.9 * slopes[1] + 1]
      _ = step(t, theta)
      return slopes.map { 2 * (s - 3) * $0 }
    }
  }

  private static let theta = [0.5, 0.1]

  func run(_ session: Session) throws -> Findings {
    var findings = Findings()
    var state = State()
    var truth = [0.0, 0.0]
    for t in 0..<horizon {
      let slope = state.stepWithGradient(t, Self.theta)
      truth = [truth[0] + slope[0], truth[1] + slope[1]]
    }
    var table = Findings.Table(
      "estimates", ["estimator", "truncation", "component", "truth", "mean", "standard_error"])
    var series: [LinePlot.Series] = []
    for (index, estimator) in Estimator.allCases.enumerated() {
      var points: [LinePlot.Sample] = []
      for truncation in truncations where horizon.isMultiple(of: truncation) {
        try session.progress("\(estimator.rawValue), unrolls of \(truncation) steps")
        let (mean, error) = estimate(estimator, truncation, session.seed)
        let worst = (0..<2).map { abs(mean[$0] - truth[$0]) / error[$0] }.max() ?? 0
        let name = "\(estimator.rawValue), unrolls of \(truncation) of \(horizon) steps"
        let found = "\(short(worst)) standard errors from the truth"
        switch estimator {
        case .pes, .nres:
          findings.check(name, expected: "≤ 3 standard errors", found: found, holds: worst <= 3)
        case .truncated where truncation < horizon:
          findings.check(
            name, expected: "biased: > 3 standard errors", found: found, holds: worst > 3)
        case .truncated:
          findings.check(
            name, expected: "≤ 3 standard errors: not truncated", found: found, holds: worst <= 3)
        }
        for i in 0..<2 {
          table.rows.append(
            [estimator.rawValue, "\(truncation)", "\(i)"]
              + [truth[i], mean[i], error[i]].map { "\($0)" })
        }
        points.append(
          LinePlot.Sample(
            x: Double(truncation), y: mean[1], low: mean[1] - 3 * error[1],
            high: mean[1] + 3 * error[1]))
      }
      series.append(.init(estimator.rawValue, points, color: Color.series[index]))
    }
    findings.tables.append(table)
    findings.picture(
      "estimates",
      LinePlot(
        title: "Estimated gradient of a problem of \(horizon) steps, ± 3 standard errors",
        x: LinePlot.Axis("steps of an unroll", scale: .logarithmic),
        y: LinePlot.Axis("gradient by the second parameter"), series: series,
        thresholds: [.init("true gradient", at: truth[1])]))
    return findings
  }

  /// Mean and standard error over the pairs of the gradient of the whole problem.
  private func estimate(
    _ estimator: Estimator, _ truncation: Int, _ seed: UInt64
  ) -> (mean: [Double], error: [Double]) {
    let windows = horizon / truncation
    let noise = ExplicitNoise(
      network: Network(widths: [1, 1], activation: .identity, virtualBatchNorm: false), rank: nil)
    var sums = [0.0, 0.0]
    var squares = sums
    for pair in 0..<pairs {
      var (high, low, center) = (State(), State(), State())
      var (carried, total) = ([0.0, 0.0], [0.0, 0.0])
      var epsilon = [0.0, 0.0]
      for window in 0..<windows {
        if window == 0 || estimator != .nres {
          epsilon = noise.vector(
            member: pair,
            of: Generation(
              seed: seed, index: window, memberCount: pairs, sigma: 1, antithetic: false)
          ).map { $0 * sigma }
          carried = [carried[0] + epsilon[0], carried[1] + epsilon[1]]
        }
        if estimator == .truncated { (high, low) = (center, center) }
        let plus = [Self.theta[0] + epsilon[0], Self.theta[1] + epsilon[1]]
        let minus = [Self.theta[0] - epsilon[0], Self.theta[1] - epsilon[1]]
        var difference = 0.0
        for t in window * truncation..<(window + 1) * truncation {
          difference += high.step(t, plus) - low.step(t, minus)
          _ = center.step(t, Self.theta)
        }
        let weight = estimator == .pes ? carried : epsilon
        for i in 0..<2 { total[i] += difference * weight[i] / (2 * sigma * sigma) }
      }
      for i in 0..<2 {
        sums[i] += total[i]
        squares[i] += total[i] * total[i]
      }
    }
    let count = Double(pairs)
    let mean = sums.map { $0 / count }
    return (
      mean, (0..<2).map { ((squares[$0] / count - mean[$0] * mean[$0]) / count).squareRoot() }
    )
  }
}
