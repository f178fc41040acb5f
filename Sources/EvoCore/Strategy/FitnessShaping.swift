/// Turns fitness into weights. Larger is better; members whose fitness is NaN get weight 0 and do
/// not influence the others; when all fitness is equal, every weight is 0 and nothing moves, and so
/// it is when `zScore` or `raw` meets infinite fitness.
public enum FitnessShaping: String, Sendable, CaseIterable {
  /// Ranks spread evenly over [-0.5, 0.5] (Salimans et al. 2017); ties share their mean rank.
  case centeredRank = "centered-rank"
  /// (fitness - mean) / standard deviation.
  case zScore = "z-score"
  /// fitness - mean.
  case raw

  public func weights(for fitness: [Float]) -> [Float] {
    let valid = fitness.indices.filter { !fitness[$0].isNaN }
    var weights = [Float](repeating: 0, count: fitness.count)
    guard let first = valid.first, valid.contains(where: { fitness[$0] != fitness[first] }) else {
      return weights
    }
    switch self {
    case .centeredRank:
      let order = valid.sorted { (fitness[$0], $0) < (fitness[$1], $1) }
      var start = 0
      while start < order.count {
        var end = start + 1
        while end < order.count, fitness[order[end]] == fitness[order[start]] { end += 1 }
        let rank = Double(start + end - 1) / 2
        for position in start..<end {
          weights[order[position]] = Float(rank / Double(order.count - 1) - 0.5)
        }
        start = end
      }
    case .zScore, .raw:
      let mean = valid.reduce(0.0) { $0 + Double(fitness[$1]) } / Double(valid.count)
      let squares = valid.reduce(0.0) { sum, index in
        let distance = Double(fitness[index]) - mean
        return sum + distance * distance
      }
      // Infinite fitness can be ranked, but not weighed.
      guard squares > 0, squares.isFinite else { return weights }
      let deviation = self == .raw ? 1 : (squares / Double(valid.count)).squareRoot()
      for index in valid { weights[index] = Float((Double(fitness[index]) - mean) / deviation) }
    }
    return weights
  }
}
