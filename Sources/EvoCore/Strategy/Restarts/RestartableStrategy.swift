/// A vector strategy that lets one see whether it has converged, and that can be started anew.
public protocol RestartableStrategy: VectorStrategy {
  init(_ start: VectorStart)
  /// What it was started from.
  var start: VectorStart { get }
  /// Standard deviation of the candidates along each coordinate.
  var deviations: [Double] { get }
  /// The recent way of the mean along each coordinate, in the same unit.
  var trend: [Double] { get }
  /// The largest variance in any direction over the smallest.
  var condition: Double { get }
}

extension RestartableStrategy {
  /// The same strategy from another start.
  public func anew(from start: VectorStart) -> Self { Self(start) }
}

/// Why a run of a strategy ended, though the goal was not reached.
public enum RunEnding: String, Sendable, CaseIterable {
  /// All values of the latest generations are almost the same.
  case tolFun = "tol-fun"
  /// The candidates hardly differ.
  case tolX = "tol-x"
  /// Sigma has grown out of all proportion: the first one was far too small, or there is no minimum.
  case tolXUp = "tol-x-up"
  /// The distribution is so thin that rounding decides.
  case condition
  /// A step of a fifth of a standard deviation is lost in the rounding of the mean.
  case noEffect = "no-effect"
  /// Neither best nor median values improve any more.
  case stagnation
  /// A run with a small population has had its share of the evaluations.
  case share
}

/// The termination criteria of CMA-ES (Hansen 2016, arXiv 1604.00772, appendix B.3; Hansen 2009,
/// "Benchmarking a BI-population CMA-ES on the BBOB-2009 function testbed").
struct Termination: Sendable {
  /// Values that differ by less are the same.
  static let tolFun = 1e-12
  /// Standard deviations are compared with this share of the first sigma.
  static let tolX = 1e-12
  static let tolXUp = 1e4
  static let largestCondition = 1e14

  private let start: VectorStart
  /// Best and median loss of each generation, lower being better.
  private var bests: [Double] = []
  private var medians: [Double] = []

  init(_ start: VectorStart) {
    self.start = start
  }

  private var dimension: Double { Double(start.mean.count) }

  /// Looks at a generation after it was learned from.
  ///
  /// - Parameter fitness: of its members, larger being better; NaN for those that failed.
  mutating func look(at fitness: [Double], _ strategy: some RestartableStrategy) -> RunEnding? {
    let losses = fitness.filter { !$0.isNaN }.map { -$0 }.sorted()
    guard let best = losses.first, let worst = losses.last else { return nil }
    bests.append(best)
    medians.append(losses[losses.count / 2])
    if isFlat(worst - best) { return .tolFun }
    let deviations = strategy.deviations
    if isTiny(deviations, strategy.trend) { return .tolX }
    if (deviations.max() ?? 0) > Self.tolXUp * start.sigma { return .tolXUp }
    if strategy.condition > Self.largestCondition { return .condition }
    if zip(strategy.mean, deviations).contains(where: { $0 == $0 + 0.2 * $1 }) { return .noEffect }
    return isStagnant ? .stagnation : nil
  }

  private func isFlat(_ spread: Double) -> Bool {
    let count = 10 + Int((30 * dimension / Double(start.population)).rounded(.up))
    guard bests.count >= count, spread < Self.tolFun else { return false }
    let recent = bests.suffix(count)
    return (recent.max() ?? 0) - (recent.min() ?? 0) < Self.tolFun
  }

  private func isTiny(_ deviations: [Double], _ trend: [Double]) -> Bool {
    let limit = Self.tolX * start.sigma
    return deviations.allSatisfy { $0 < limit } && trend.allSatisfy { abs($0) < limit }
  }

  /// Whether the median of the last 30 % of a window is no better than that of the first 30 %, for
  /// best and median values alike; the window is the latest fifth of the run, and not short.
  private var isStagnant: Bool {
    let least = 120 + Int(30 * dimension / Double(start.population))
    let window = min(max(least, bests.count / 5), 20_000)
    guard bests.count >= window, bests.count % 10 == 0 else { return false }
    return [bests, medians].allSatisfy { history in
      let recent = history.suffix(window)
      let part = window * 3 / 10
      return Self.median(recent.suffix(part)) >= Self.median(recent.prefix(part))
    }
  }

  private static func median(_ values: ArraySlice<Double>) -> Double {
    values.sorted()[values.count / 2]
  }
}
