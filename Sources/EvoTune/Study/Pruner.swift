/// Who is given up before the end.
public enum PrunerKind: String, CaseIterable, Sendable {
  case none
  case median
  case asha

  /// The part that successive halving (Li et al. 2020) lets go on.
  static let share = 3
  /// Trials that the median takes before it speaks.
  static let startup = 5

  /// Whether a trial goes on after a report.
  ///
  /// - Parameters:
  ///   - others: what other trials were worth at this step: those of its batch and of earlier ones.
  ///   - batch: what the others of its batch were. Of them, too, no more than the share goes on: a sampler
  ///     that learns would otherwise bring ever more trials that are better than most before them.
  package func goesOn(
    with value: Double, among others: [Double], batch: [Double], maximizes: Bool
  ) -> Bool {
    func better(_ others: [Double]) -> Int {
      others.count { maximizes ? $0 > value : $0 < value }
    }
    func isInShare(of others: [Double]) -> Bool {
      better(others) < max((others.count + 1) / Self.share, 1)
    }
    switch self {
    case .none: return true
    case .median: return others.count < Self.startup || 2 * better(others) <= others.count
    case .asha: return isInShare(of: others) && isInShare(of: batch)
    }
  }
}
