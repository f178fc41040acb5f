/// Who is given up before the end.
public enum PrunerKind: String, CaseIterable, Sendable {
  case none
  case median
  case asha

  /// The part that asynchronous successive halving (Li et al. 2020) lets go on.
  static let share = 3
  /// Trials that the median takes before it speaks.
  static let startup = 5

  /// Whether a trial goes on after a report.
  ///
  /// - Parameter others: what other trials were worth at this step; only those of earlier batches, so
  ///   that the number of workers cannot be seen.
  package func goesOn(with value: Double, among others: [Double], maximizes: Bool) -> Bool {
    let better = others.count { maximizes ? $0 > value : $0 < value }
    switch self {
    case .none: return true
    case .median: return others.count < Self.startup || 2 * better <= others.count
    case .asha:
      return others.count + 1 < Self.share || better < (others.count + 1) / Self.share
    }
  }
}
