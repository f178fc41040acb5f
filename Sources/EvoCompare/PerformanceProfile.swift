import EvoCore
import EvoDraw

/// The share of runs that score more than a threshold, over all thresholds (Agarwal et al. 2021,
/// section 4.2): the whole distribution of each group, in one picture.
public struct PerformanceProfile: Sendable {
  private let groups: [RunGroup]

  public init(of groups: [RunGroup]) { self.groups = groups }

  /// The share of `scores` above `threshold`.
  public static func share(of scores: [Double], above threshold: Double) -> Double {
    Double(scores.count { $0 > threshold }) / Double(scores.count)
  }

  /// - Parameter tally: counts the thresholds of all groups.
  public func plot(tally: Tally? = nil) -> LinePlot {
    let all = groups.flatMap(\.finals).sorted()
    let low = all.first ?? 0
    let high = all.last ?? 1
    let margin = max((high - low) * 0.05, abs(high) * 1e-3, 1e-6)
    let steps = 400
    tally?.begin("profile", total: groups.count * (steps + 1), unit: "thresholds")
    let thresholds = (0...steps).map {
      low - margin + (high - low + 2 * margin) * Double($0) / Double(steps)
    }
    return LinePlot(
      title: "Performance profile of \(groups[0].subject)",
      x: LinePlot.Axis("final \(groups[0].score), τ"),
      y: LinePlot.Axis("share of runs above τ", range: 0...1),
      series: groups.map { group in
        let scores = group.finals
        let bootstrap = Bootstrap(resamples: 500)
        return LinePlot.Series(
          group.label,
          thresholds.map { threshold in
            tally?.add()
            let band = bootstrap.interval([scores.count]) { drawn in
              Self.share(of: drawn[0].map { scores[$0] }, above: threshold)
            }
            return LinePlot.Sample(
              x: threshold, y: Self.share(of: scores, above: threshold),
              low: band?.lowerBound ?? .nan, high: band?.upperBound ?? .nan)
          })
      })
  }
}
