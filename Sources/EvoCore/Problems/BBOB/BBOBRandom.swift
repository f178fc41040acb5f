import Glibc

/// The random numbers that define the instances of BBOB, a generator of its own (Hansen et al. 2009,
/// INRIA RR-6829): Park and Miller's, shuffled by a table of 32 numbers.
enum BBOBRandom {
  /// Uniform numbers in (0, 1).
  static func uniform(_ count: Int, seed: Int) -> [Double] {
    var state = max(abs(seed), 1)
    func advance() {
      state = 16_807 * (state % 127_773) - 2836 * (state / 127_773)
      if state < 0 { state += 2_147_483_647 }
    }
    var table = [Int](repeating: 0, count: 32)
    for i in (0..<40).reversed() {
      advance()
      if i < 32 { table[i] = state }
    }
    var drawn = table[0]
    return (0..<count).map { _ in
      advance()
      let place = drawn / 67_108_865
      drawn = table[place]
      table[place] = state
      return max(Double(drawn) / 2_147_483_647, 1e-99)
    }
  }

  /// Standard normal numbers, none of them 0.
  static func normal(_ count: Int, seed: Int) -> [Double] {
    let drawn = uniform(2 * count, seed: seed)
    return (0..<count).map { i in
      let value = (-2 * log(drawn[i])).squareRoot() * cos(2 * .pi * drawn[count + i])
      return value == 0 ? 1e-99 : value
    }
  }

  /// The places of uniform numbers in ascending order: a random permutation.
  static func permutation(_ count: Int, seed: Int) -> [Int] {
    let drawn = uniform(count, seed: seed)
    return (0..<count).sorted { drawn[$0] < drawn[$1] }
  }

  /// A point in [-4, 4]^n, of four decimals and never 0 in any component.
  static func point(_ dimension: Int, seed: Int) -> [Double] {
    uniform(dimension, seed: seed).map { drawn in
      let value = 8 * (1e4 * drawn).rounded(.down) / 1e4 - 4
      return value == 0 ? -1e-5 : value
    }
  }

  /// The value at the minimum: a ratio of two normal numbers, of two decimals, within +-1000.
  static func value(seed: Int) -> Double {
    let ratio = normal(1, seed: seed)[0] / normal(1, seed: seed + 1)[0]
    return min(max((1e4 * ratio).rounded(.toNearestOrEven) / 100, -1000), 1000)
  }
}

/// An orthogonal matrix: rows of normal numbers, made orthonormal one after the other.
struct BBOBRotation: Sendable {
  private let rows: [[Double]]

  init(_ dimension: Int, seed: Int) {
    let normal = BBOBRandom.normal(dimension * dimension, seed: seed)
    var rows: [[Double]] = []
    for i in 0..<dimension {
      var row = Array(normal[i * dimension..<(i + 1) * dimension])
      for other in rows {
        let overlap = zip(row, other).reduce(0) { $0 + $1.0 * $1.1 }
        for k in row.indices { row[k] -= overlap * other[k] }
      }
      let length = norm(row)
      rows.append(row.map { $0 / length })
    }
    self.rows = rows
  }

  /// The sum of the rows, each times its component of `x`.
  func callAsFunction(_ x: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: rows.count)
    for (row, factor) in zip(rows, x) {
      for k in row.indices { result[k] += factor * row[k] }
    }
    return result
  }

  /// The point that this turns into `x`.
  func inverse(_ x: [Double]) -> [Double] {
    rows.map { row in zip(row, x).reduce(0) { $0 + $1.0 * $1.1 } }
  }
}
