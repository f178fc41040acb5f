/// How the returns of a member's episodes make its fitness.
public enum EpisodeScore: Sendable, Equatable {
  case mean
  /// The worst of them: what disturbances and constants do to a member, they do as an adversary.
  case minimum
  /// Conditional value at risk (Rockafellar and Uryasev 2000): the mean of the worst share, of at
  /// least one episode.
  case worst(share: Double)

  /// NaN when one of the returns is.
  public func fitness(of returns: some Collection<Float>) -> Float {
    let counted: Int
    switch self {
    case .mean: counted = returns.count
    case .minimum: counted = 1
    case .worst(let share):
      counted = max(1, min(returns.count, Int((share * Double(returns.count)).rounded(.up))))
    }
    func mean(_ values: some Sequence<Float>) -> Float {
      Float(values.reduce(0.0) { $0 + Double($1) } / Double(counted))
    }
    // NaN is not less than anything, so that sorting would lose it.
    if counted == returns.count || returns.contains(where: \.isNaN) { return mean(returns) }
    return mean(returns.sorted().prefix(counted))
  }
}
