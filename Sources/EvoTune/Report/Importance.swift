import EvoCore

/// How much each parameter matters: by how much a forest that predicts the worth of a trial errs more
/// when the parameter's values are shuffled among the trials (Breiman 2001). The shares add up to 1.
public struct Importance: Sendable {
  /// In the order of the parameters.
  public let shares: [Double]

  /// Trees of the forest, and the fewest trials that they are grown from.
  private static let trees = 256
  private static let least = 8

  /// - Returns: nil where too few trials are complete to say anything.
  public init?(_ trials: [Trial], space: SearchSpace, seed: UInt64 = 1) {
    let known = trials.filter { $0.state == .complete && $0.value != nil }
    guard known.count >= Self.least else { return nil }
    // By name, so that the order of a space cannot be seen in the shares.
    let columns = space.parameters.indices.sorted {
      space.parameters[$0].name < space.parameters[$1].name
    }
    let rows = known.map { trial in
      // What does not count lies outside of every range.
      columns.map { trial.assignment[$0].map(space.parameters[$0].domain.place(of:)) ?? -1 }
    }
    // Ranks: one trial that went wrong would outweigh all others.
    let order = known.indices.sorted { (known[$0].value ?? 0) < (known[$1].value ?? 0) }
    var worth = [Double](repeating: 0, count: known.count)
    for (rank, index) in order.enumerated() { worth[index] = Double(rank) / Double(known.count) }

    var random = Random(seed: seed, domain: .probe, substream: 2)
    var growth = [Double](repeating: 0, count: columns.count)
    for _ in 0..<Self.trees {
      let sample = rows.indices.map { _ in random.index(below: rows.count) }
      let chosen = Set(sample)
      let others = rows.indices.filter { !chosen.contains($0) }
      guard others.count >= 2 else { continue }
      let tree = RegressionTree(rows, worth, sample)
      let error = others.reduce(0) { $0 + Self.square(tree.value(rows[$1]) - worth[$1]) }
      for parameter in growth.indices {
        var shuffled = others
        for index in shuffled.indices.dropLast() {
          shuffled.swapAt(index, index + random.index(below: shuffled.count - index))
        }
        let loss = zip(others, shuffled).reduce(0.0) { sum, pair in
          var row = rows[pair.0]
          row[parameter] = rows[pair.1][parameter]
          return sum + Self.square(tree.value(row) - worth[pair.0])
        }
        growth[parameter] += (loss - error) / Double(others.count)
      }
    }
    let positive = growth.map { max($0, 0) }
    let sum = positive.reduce(0, +)
    guard sum > 0 else { return nil }
    var shares = positive
    for (column, parameter) in columns.enumerated() { shares[parameter] = positive[column] / sum }
    self.shares = shares
  }

  private static func square(_ value: Double) -> Double { value * value }
}

/// A tree that predicts a number from a row of numbers.
private indirect enum RegressionTree {
  case leaf(Double)
  case split(column: Int, at: Double, low: RegressionTree, high: RegressionTree)

  private static let smallest = 3

  init(_ rows: [[Double]], _ worth: [Double], _ sample: [Int]) {
    let mean = sample.reduce(0) { $0 + worth[$1] } / Double(max(sample.count, 1))
    guard sample.count >= 2 * Self.smallest, let split = Self.split(rows, worth, sample) else {
      self = .leaf(mean)
      return
    }
    let low = sample.filter { rows[$0][split.column] <= split.at }
    let high = sample.filter { rows[$0][split.column] > split.at }
    self = .split(
      column: split.column, at: split.at, low: RegressionTree(rows, worth, low),
      high: RegressionTree(rows, worth, high))
  }

  /// The split that explains most.
  private static func split(
    _ rows: [[Double]], _ worth: [Double], _ sample: [Int]
  ) -> (column: Int, at: Double)? {
    var best: (gain: Double, column: Int, at: Double)?
    let total = sample.reduce(0) { $0 + worth[$1] }
    let count = Double(sample.count)
    for column in rows[0].indices {
      let sorted = sample.sorted { rows[$0][column] < rows[$1][column] }
      var sum = 0.0
      for cut in 1..<sorted.count {
        sum += worth[sorted[cut - 1]]
        let (left, right) = (rows[sorted[cut - 1]][column], rows[sorted[cut]][column])
        guard left < right, cut >= smallest, sorted.count - cut >= smallest else { continue }
        let (low, high) = (Double(cut), count - Double(cut))
        let gain =
          sum * sum / low + (total - sum) * (total - sum) / high - total * total / count
        if gain > best?.gain ?? 1e-12 { best = (gain, column, (left + right) / 2) }
      }
    }
    return best.map { ($0.column, $0.at) }
  }

  func value(_ row: [Double]) -> Double {
    switch self {
    case .leaf(let value): value
    case .split(let column, let at, let low, let high):
      row[column] <= at ? low.value(row) : high.value(row)
    }
  }
}
