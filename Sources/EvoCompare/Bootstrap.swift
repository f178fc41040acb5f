import EvoCore

/// Intervals by drawing runs again and again from those that there are.
///
/// Each group of runs is drawn from by itself (stratified) and with replacement; the interval is that of
/// the percentiles. The same runs give the same interval.
public struct Bootstrap: Sendable {
  /// How often all groups are drawn again.
  public var resamples: Int
  /// The share of resamples that an interval holds.
  public static let confidence = 0.95

  /// Counts the resamples.
  let tally: Tally?

  public init(resamples: Int = 5000, tally: Tally? = nil) {
    self.resamples = resamples
    self.tally = tally
  }

  /// - Parameters:
  ///   - groups: how many runs each group has.
  ///   - statistic: makes a number of the runs that were drawn, by their places in each group.
  /// - Returns: nil where a group has one run only, which says nothing about others.
  public func interval(
    _ groups: [Int], of statistic: (_ drawn: [[Int]]) -> Double
  ) -> ClosedRange<Double>? {
    guard groups.allSatisfy({ $0 > 1 }) else { return nil }
    var random = Random(seed: 0, domain: .probe)
    let values = (0..<resamples).map { _ in
      tally?.add()
      return statistic(groups.map { count in (0..<count).map { _ in random.index(below: count) } })
    }.sorted()
    let tail = (1 - Self.confidence) / 2
    return quantile(tail, ofSorted: values)...quantile(1 - tail, ofSorted: values)
  }
}

/// A quantile of ascending numbers, linear between neighbors as numpy's.
package func quantile(_ share: Double, ofSorted values: [Double]) -> Double {
  let place = share * Double(values.count - 1)
  let below = Int(place)
  let above = min(below + 1, values.count - 1)
  let rest = place - Double(below)
  // Not interpolated where it need not be: infinities stay what they are.
  return rest == 0 ? values[below] : values[below] * (1 - rest) + values[above] * rest
}
