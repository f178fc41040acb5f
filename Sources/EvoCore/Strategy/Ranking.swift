import Glibc

/// The members of a generation from best to worst.
///
/// Members of equal fitness share the mean of the weights of their ranks. Members whose fitness is NaN
/// have failed: they share the last ranks.
public struct Ranking {
  private let order: [Int]
  private let fitness: [Double]

  /// Nil when there is nothing to learn: no two members differ, as when all have failed.
  public init?(_ fitness: [Double]) {
    order = fitness.indices.sorted {
      (Standing(fitness[$1]), $0) < (Standing(fitness[$0]), $1)
    }
    self.fitness = fitness
    guard let best = order.first, let worst = order.last,
      Standing(fitness[best]) != Standing(fitness[worst])
    else { return nil }
  }

  /// How many members have not failed.
  public var validCount: Int { fitness.count { !$0.isNaN } }

  /// The members, best first.
  public var members: [Int] { order }

  /// The weight of each member, when `weights` holds that of each rank, best first; ranks past its
  /// end weigh nothing.
  public func assign(_ weights: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: fitness.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, Standing(fitness[order[end]]) == Standing(fitness[order[start]]) {
        end += 1
      }
      let sum = (start..<end).reduce(0.0) { $0 + ($1 < weights.count ? weights[$1] : 0) }
      for rank in start..<end { result[order[rank]] = sum / Double(end - start) }
      start = end
    }
    return result
  }

  /// The utilities of natural evolution strategies (Wierstra et al. 2014, section 3.1): logarithmic
  /// for the better half, and summing to 0.
  public func utilities() -> [Double] {
    let count = Double(order.count)
    let raw = (1...order.count).map { max(0, roundedLog(count / 2 + 1) - roundedLog(Double($0))) }
    let sum = raw.reduce(0, +)
    return assign(raw.map { $0 / sum - 1 / count })
  }
}

/// ln rounded to single precision, for the reason that `roundedExp` is.
func roundedLog(_ x: Double) -> Double { Double(Float(log(x))) }
