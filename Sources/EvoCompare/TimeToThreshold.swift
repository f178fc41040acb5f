/// When a run first reached a threshold, or until when it did not.
public struct TimeToThreshold: Sendable, Equatable {
  public var time: Double
  /// False for a run that ended without it: it would have taken longer than `time` (censored).
  public var isReached: Bool

  public init(_ time: Double, isReached: Bool) {
    self.time = time
    self.isReached = isReached
  }

  /// The time by which half of the runs are there, by the estimate of Kaplan and Meier (1958), to which
  /// a run that ended without it contributes as long as it ran.
  ///
  /// - Returns: nil where fewer than half got there.
  public static func median(_ times: [TimeToThreshold]) -> Double? {
    // At equal times, who is there comes before who leaves.
    let ordered = times.sorted {
      ($0.time, $0.isReached ? 0 : 1) < ($1.time, $1.isReached ? 0 : 1)
    }
    var missing = 1.0
    for (index, run) in ordered.enumerated() where run.isReached {
      let left = Double(ordered.count - index)
      missing *= (left - 1) / left
      // Products of fractions such as 3/4 · 2/3 need not be exactly 1/2.
      if missing <= 0.5 + 1e-12 { return run.time }
    }
    return nil
  }
}
