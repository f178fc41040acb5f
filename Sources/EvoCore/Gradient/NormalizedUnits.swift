/// Mean and inverse deviation of a layer's units over the reference batch, and how they pass slopes
/// on.
struct NormalizedUnits: Sendable {
  let mean: [Double]
  /// 1 / sqrt(variance + epsilon)
  let inverse: [Double]
  /// Where the reference batch is among the columns.
  private let columns: Range<Int>

  /// - Parameter sums: unit u of column c at `[c * units + u]`.
  init(_ sums: [Double], units: Int, columns: Range<Int>) {
    self.columns = columns
    let count = Double(columns.count)
    var mean = [Double](repeating: 0, count: units)
    var variance = mean
    for column in columns {
      for unit in 0..<units { mean[unit] += sums[column * units + unit] / count }
    }
    for column in columns {
      for unit in 0..<units {
        let distance = sums[column * units + unit] - mean[unit]
        variance[unit] += distance * distance / count
      }
    }
    self.mean = mean
    inverse = variance.map { 1 / ($0 + Double(Network.varianceEpsilon)).squareRoot() }
  }

  /// Turns slopes by normalized values into slopes by the sums they were made of.
  ///
  /// - Parameters:
  ///   - centered: the normalized values.
  ///   - followsStatistics: whether the sums of the reference batch move the statistics; constants
  ///     otherwise.
  func pullBack(_ slopes: inout [Double], centered: [Double], followsStatistics: Bool) {
    let units = mean.count
    // z = (x - mean) * inverse: sum of slopes by mean and by the variance, for all columns.
    var total = [Double](repeating: 0, count: units)
    var overlap = total
    for at in slopes.indices {
      total[at % units] += slopes[at]
      overlap[at % units] += slopes[at] * centered[at]
      slopes[at] *= inverse[at % units]
    }
    guard followsStatistics else { return }
    let count = Double(columns.count)
    for column in columns {
      for unit in 0..<units {
        let at = column * units + unit
        slopes[at] -= inverse[unit] * (total[unit] + centered[at] * overlap[unit]) / count
      }
    }
  }
}
