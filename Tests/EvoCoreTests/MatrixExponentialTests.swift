import EvoCore
import Foundation
import Testing

/// The step of xNES against an independent matrix exponential: a plain Taylor series
/// over the whole n x n exponent, squared often, which shares nothing with the strategy's own.
@Suite("The exponential of xNES")
struct MatrixExponentialTests {
  private typealias Matrix = [[Double]]

  private func product(_ a: Matrix, _ b: Matrix) -> Matrix {
    a.map { row in
      b[0].indices.map { column in row.indices.reduce(0) { $0 + row[$1] * b[$1][column] } }
    }
  }

  private func identity(_ n: Int) -> Matrix {
    (0..<n).map { i in (0..<n).map { $0 == i ? 1 : 0 } }
  }

  /// exp(M) = exp(M / 2^12)^(2^12), with 12 terms of the series.
  private func exponential(_ matrix: Matrix) -> Matrix {
    let small = matrix.map { $0.map { $0 / 4096 } }
    var (sum, term) = (identity(matrix.count), identity(matrix.count))
    for k in 1...12 {
      term = product(term, small).map { $0.map { $0 / Double(k) } }
      sum = zip(sum, term).map { zip($0, $1).map { $0 + $1 } }
    }
    for _ in 0..<12 { sum = product(sum, sum) }
    return sum
  }

  @Test("a plain rotation and a diagonal have the exponentials that are known")
  func known() {
    let turn = exponential([[0, -1], [1, 0]])
    #expect(abs(turn[0][0] - 0.540_302_305_868_139_7) < 1e-12)
    #expect(abs(turn[1][0] - 0.841_470_984_807_896_5) < 1e-12)
    let stretch = exponential([[2, 0], [0, -1]])
    #expect(abs(stretch[0][0] - 7.389_056_098_930_65) < 1e-11)
    #expect(abs(stretch[1][1] - 0.367_879_441_171_442_33) < 1e-12)
  }

  /// `sigma B` is learned from candidates, which are `m + sigma B z`; z is what is given here.
  @Test(
    "B is multiplied by the exponential of the whole exponent",
    arguments: [(dimension: 12, population: 7), (dimension: 3, population: 40)])
  func step(dimension n: Int, population: Int) {
    let start = VectorStart(
      mean: [Double](repeating: 0, count: n), sigma: 1, seed: 5, population: population)
    var strategy = XNES(start)
    // At first B is I and sigma 1, so that the candidates are the noise itself.
    let noise = strategy.candidates
    let fitness = (0..<population).map { k in
      -noise[k].enumerated().reduce(0.0) { $0 + Double($1.offset + 1) * $1.element * $1.element }
    }
    strategy.tell(fitness)

    let order = fitness.indices.sorted { fitness[$0] > fitness[$1] }
    let count = Double(population)
    let raw = (1...population).map { max(0, log2(count / 2 + 1) - log2(Double($0))) }
    let total = raw.reduce(0, +)
    var utilities = [Double](repeating: 0, count: population)
    for (rank, member) in order.enumerated() { utilities[member] = raw[rank] / total - 1 / count }
    var exponent = (0..<n).map { _ in [Double](repeating: 0, count: n) }
    for k in 0..<population {
      let z = noise[k]
      for i in 0..<n {
        for j in 0..<n { exponent[i][j] += utilities[k] * (z[i] * z[j] - (i == j ? 1 : 0)) }
      }
    }
    let trace = (0..<n).reduce(0) { $0 + exponent[$1][$1] } / Double(n)
    let size = Double(n)
    let rate = 3 * (3 + log(size)) / (5 * size * size.squareRoot())
    for i in 0..<n {
      exponent[i][i] -= trace
      for j in 0..<n { exponent[i][j] *= rate / 2 }
    }
    let expected = exponential(exponent)
    let shape = strategy.state.doubles.first { $0.name == "shape" }?.values ?? []
    #expect(shape.count == n * n)
    for i in 0..<n {
      for j in 0..<n {
        // The strategy rounds its logarithms and scalar exponentials to single precision.
        #expect(abs(shape[j * n + i] - expected[i][j]) < 2e-6)
      }
    }
    let scale = strategy.state.doubles.first { $0.name == "scale" }?.values.first ?? 0
    #expect(abs(scale - exponential([[rate / 2 * trace]])[0][0]) < 2e-6)
  }
}
