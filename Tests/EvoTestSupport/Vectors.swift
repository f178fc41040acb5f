/// Largest distance between two vectors, relative to the largest element of the second.
public func relativeDistance(_ found: [Double], _ expected: [Double]) -> Double {
  precondition(found.count == expected.count, "vectors of one length")
  let scale = expected.reduce(0) { max($0, abs($1)) }
  let distance = zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
  // A NaN must not look small.
  return found.contains { !$0.isFinite } ? .infinity : distance / max(scale, 1e-30)
}

/// Rank of a row-major matrix by elimination with full pivoting; pivots below `tolerance` times the
/// first count as zero.
public func rank(of matrix: [Double], rows: Int, columns: Int, tolerance: Double) -> Int {
  var rest = (0..<rows).map { Array(matrix[$0 * columns..<($0 + 1) * columns]) }
  var firstPivot = 0.0
  for step in 0..<min(rows, columns) {
    var best = (size: 0.0, row: step, column: step)
    for row in step..<rows {
      for column in step..<columns where abs(rest[row][column]) > best.size {
        best = (abs(rest[row][column]), row, column)
      }
    }
    if step == 0 { firstPivot = best.size }
    if best.size <= tolerance * firstPivot { return step }
    rest.swapAt(step, best.row)
    for row in 0..<rows { rest[row].swapAt(step, best.column) }
    for row in step + 1..<rows {
      let factor = rest[row][step] / rest[step][step]
      for column in step..<columns { rest[row][column] -= factor * rest[step][column] }
    }
  }
  return min(rows, columns)
}
