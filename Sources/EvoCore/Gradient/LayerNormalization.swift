/// Layer normalization of columns in double precision, and how it passes slopes on. Unit u of column c
/// lies at `[c * units + u]`; no column knows of another.
enum LayerNormalization {
  /// Normalizes in place and returns 1 / sqrt(variance + epsilon) of every column.
  static func normalize(_ sums: inout [Double], units: Int) -> [Double] {
    stride(from: 0, to: sums.count, by: units).map { first in
      let column = first..<first + units
      let mean = sums[column].reduce(0, +) / Double(units)
      let variance =
        sums[column].reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(units)
      let inverse = 1 / (variance + Double(Network.layerNormEpsilon)).squareRoot()
      for at in column { sums[at] = (sums[at] - mean) * inverse }
      return inverse
    }
  }

  /// Turns slopes by normalized values into slopes by the sums they were made of:
  /// inverse * (slope - mean of slopes - normalized * mean of slopes times normalized).
  static func pullBack(
    _ slopes: inout [Double], normalized: [Double], inverse: [Double], units: Int
  ) {
    for (index, inverse) in inverse.enumerated() {
      let column = index * units..<(index + 1) * units
      let mean = slopes[column].reduce(0, +) / Double(units)
      let overlap = column.reduce(0) { $0 + slopes[$1] * normalized[$1] } / Double(units)
      for at in column { slopes[at] = inverse * (slopes[at] - mean - normalized[at] * overlap) }
    }
  }
}
