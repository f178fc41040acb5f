/// Exponential natural evolution strategy (Glasmachers, Schaul, Sun, Wierstra and Schmidhuber 2010;
/// Wierstra et al. 2014, algorithm 5): a full covariance matrix `sigma^2 B B'`, adapted by the
/// natural gradient in exponential coordinates, which no rotation of the problem can see.
///
/// `m += sigma B sum u z`, `sigma *= exp(rate / 2 * g)` and `B = B exp(rate / 2 * (G - g I))` with
/// `G = sum u (z z' - I)` and `g = tr(G) / n`.
public struct XNES: VectorStrategy {
  private let start: VectorStart
  private var generation = 0
  public private(set) var mean: [Double]
  private var scale: Double
  /// B, column-major, of determinant 1.
  private var shape: [Double]
  private var noise: Vectors
  public private(set) var candidates: Vectors
  /// 3 (3 + ln n) / (5 n sqrt n).
  private let rate: Double

  public init(_ start: VectorStart) {
    self.start = start
    let n = start.mean.count
    rate = 3 * (3 + roundedLog(Double(n))) / (5 * Double(n) * Double(n).squareRoot())
    mean = start.mean
    scale = start.sigma
    shape = [Double](repeating: 0, count: n * n)
    for i in 0..<n { shape[i * n + i] = 1 }
    noise = Vectors(dimension: n, values: [])
    candidates = noise
    sample()
  }

  public var usesLinearAlgebra: Bool { true }

  /// sigma times the longest column of B.
  public var sigma: Double {
    let n = mean.count
    var longest = 0.0
    for column in 0..<n {
      var sum = 0.0
      for i in column * n..<(column + 1) * n { sum += shape[i] * shape[i] }
      longest = max(longest, sum)
    }
    return scale * longest.squareRoot()
  }

  public mutating func tell(_ fitness: [Double]) {
    generation += 1
    defer { sample() }
    guard let utilities = Ranking(fitness)?.utilities() else { return }
    let n = mean.count
    // The candidates are m + sigma B z, so that the step needs no product of its own.
    let step = candidates.sum(utilities)
    let sum = utilities.reduce(0, +)
    for i in mean.indices { mean[i] += step[i] - sum * mean[i] }
    let trace = utilities.indices.reduce(0.0) {
      $0 + utilities[$1] * (noise.squaredLength($1) - Double(n))
    }
    scale *= roundedExp(rate / 2 * trace / Double(n))
    multiplyShape(utilities, sum: sum, meanTrace: trace / Double(n))
  }

  /// `B exp(a I + Z' D Z)` with the members that count as rows of Z, `D` the diagonal of their
  /// utilities times rate / 2, and `a` the rest of the exponent.
  ///
  /// The exponential of a sum of few outer products is `I + Z' phi(D Z Z') D Z` with
  /// `phi(x) = (exp(x) - 1) / x`: a function of a matrix no larger than the population.
  private mutating func multiplyShape(_ utilities: [Double], sum: Double, meanTrace: Double) {
    let n = mean.count
    let members = utilities.indices.filter { utilities[$0] != 0 }
    let rows = members.flatMap { noise[$0] }  // as columns: Z', [n][members]
    let count = members.count
    let diagonal = members.map { rate / 2 * utilities[$0] }
    let factor = roundedExp(-rate / 2 * (sum + meanTrace))
    if count > n {
      // More members than dimensions: the matrix itself is the smaller one.
      var weighted = rows
      for column in 0..<count {
        for row in 0..<n { weighted[column * n + row] *= diagonal[column] }
      }
      var exponent = [Double](repeating: 0, count: n * n)
      LinearAlgebra.addProduct(
        weighted, transposedRight: rows, to: &exponent, rows: n, inner: count, columns: n)
      var exponential = LinearAlgebra.product(
        exponent, exponentialQuotient(exponent, size: n), rows: n, inner: n, columns: n)
      for i in 0..<n { exponential[i * n + i] += 1 }
      shape = LinearAlgebra.product(shape, exponential, rows: n, inner: n, columns: n)
      for i in shape.indices { shape[i] *= factor }
      return
    }
    var gram = LinearAlgebra.product(
      rows, rows, rows: count, inner: n, columns: count, transposed: true)
    for column in 0..<count {
      for row in 0..<count { gram[column * count + row] *= diagonal[row] }
    }
    var inner = exponentialQuotient(gram, size: count)  // phi(D Z Z')
    for column in 0..<count {
      for row in 0..<count { inner[column * count + row] *= diagonal[column] }
    }
    let image = LinearAlgebra.product(shape, rows, rows: n, inner: n, columns: count)
    let mixed = LinearAlgebra.product(image, inner, rows: n, inner: count, columns: count)
    LinearAlgebra.addProduct(
      mixed, transposedRight: rows, to: &shape, rows: n, inner: count, columns: n)
    for i in shape.indices { shape[i] *= factor }
  }

  private mutating func sample() {
    let n = mean.count
    noise = .normal(count: start.population, dimension: n, seed: start.seed, generation: generation)
    let directions = LinearAlgebra.product(
      shape, noise.values, rows: n, inner: n, columns: noise.count)
    candidates = Vectors(dimension: n, values: directions).moved(from: mean, scale: scale)
  }

  public var state: StrategyState {
    get {
      StrategyState(
        generation: generation,
        doubles: [
          NamedVector(name: "mean", values: mean), NamedVector(name: "scale", values: [scale]),
          NamedVector(name: "shape", values: shape),
        ])
    }
    set {
      generation = newValue.generation
      mean = newValue["mean"]
      scale = newValue.number("scale")
      shape = newValue["shape"]
      sample()
    }
  }
}

extension StrategyMethod {
  public static let xnes = StrategyMethod(
    name: "xnes", origin: "Glasmachers et al. 2010",
    summary: "natural gradient, full covariance matrix, for up to 2,000 parameters",
    traits: .slow, population: .growing(),
    // The shape matrix and the products with it are quadratic in the number of parameters.
    dimensionLimit: 2000, memory: .covariance, make: .vectors { start, _ in XNES(start) })
}

/// phi(M) = (exp(M) - I) / M for a square matrix, by its Taylor series on M / 2^s and
/// `phi(2 M) = phi(M) (2 I + M phi(M)) / 2` (Higham 2008, section 10.5).
func exponentialQuotient(_ matrix: [Double], size: Int) -> [Double] {
  let largest =
    (0..<size).map { column in
      (0..<size).reduce(0.0) { $0 + abs(matrix[column * size + $1]) }
    }.max() ?? 0
  var (scaled, halvings) = (matrix, 0)
  var bound = largest
  while bound > 0.5, halvings < 1024 {
    bound /= 2
    halvings += 1
  }
  let shrink = halvings == 0 ? 1 : bound / largest
  for i in scaled.indices { scaled[i] *= shrink }
  func product(_ a: [Double], _ b: [Double]) -> [Double] {
    LinearAlgebra.product(a, b, rows: size, inner: size, columns: size)
  }
  func plusIdentity(_ matrix: [Double], _ value: Double) -> [Double] {
    var result = matrix
    for i in 0..<size { result[i * size + i] += value }
    return result
  }
  // Horner: 1 + M/2 (1 + M/3 (1 + ...)); 0.5^14 / 15! is below 1e-16.
  var result = plusIdentity([Double](repeating: 0, count: size * size), 1)
  for k in stride(from: 14, through: 2, by: -1) {
    var next = product(scaled, result)
    for i in next.indices { next[i] /= Double(k) }
    result = plusIdentity(next, 1)
  }
  for _ in 0..<halvings {
    var right = plusIdentity(product(scaled, result), 2)
    for i in right.indices { right[i] /= 2 }
    result = product(result, right)
    for i in scaled.indices { scaled[i] *= 2 }
  }
  return result
}
