/// Turns fitness into weights. Larger is better; when all fitness is equal, every weight is 0 and
/// nothing moves.
///
/// Members whose fitness is NaN have failed. They count as the worst, so that the center moves away from
/// them: `centeredRank` gives them the last ranks, which they share as all that tie do; `zScore` and
/// `raw`, which know no distance to a failure, give them the worst finite fitness of the generation.
/// When all have failed, nothing moves.
///
/// `zScore` and `raw` take -infinity for a failure as well. They cannot weigh +infinity: where they meet
/// it, every weight is 0.
public enum FitnessShaping: String, Sendable, CaseIterable {
  /// Ranks spread evenly over [-0.5, 0.5] (Salimans et al. 2017); ties share their mean rank.
  case centeredRank = "centered-rank"
  /// (fitness - mean) / standard deviation.
  case zScore = "z-score"
  /// fitness - mean.
  case raw

  public func weights(for fitness: [Float]) -> [Float] {
    var weights = [Float](repeating: 0, count: fitness.count)
    guard let first = fitness.first.map({ Standing($0) }),
      fitness.contains(where: { Standing($0) != first })
    else { return weights }
    switch self {
    case .centeredRank:
      let order = fitness.indices.sorted {
        (Standing(fitness[$0]), $0) < (Standing(fitness[$1]), $1)
      }
      var start = 0
      while start < order.count {
        var end = start + 1
        while end < order.count, Standing(fitness[order[end]]) == Standing(fitness[order[start]]) {
          end += 1
        }
        let rank = Double(start + end - 1) / 2
        for position in start..<end {
          weights[order[position]] = Float(rank / Double(order.count - 1) - 0.5)
        }
        start = end
      }
    case .zScore, .raw:
      let values = fitness.failuresAsWorst().map(Double.init)
      let mean = values.reduce(0, +) / Double(values.count)
      let squares = values.reduce(0) { sum, value in
        let distance = value - mean
        return sum + distance * distance
      }
      // Infinite fitness can be ranked, but not weighed.
      guard squares > 0, squares.isFinite else { return weights }
      let deviation = self == .raw ? 1 : (squares / Double(values.count)).squareRoot()
      weights = values.map { Float(($0 - mean) / deviation) }
    }
    return weights
  }
}
