import Glibc

/// A function to try strategies on, with a known minimum of 0 unless it is an unrolled or a discrete
/// problem.
public struct TestFunction: Sendable {
  public typealias Value = @Sendable ([Double]) -> Double

  public let name: String
  /// The formula in short and what is hard about it.
  public let summary: String
  /// Component of the customary start, in every dimension alike.
  public let start: Double
  /// The customary first step size.
  public let sigma: Double
  /// Whether there are instances to choose from, which differ in place and orientation.
  public let hasInstances: Bool
  /// How many square matrices of doubles it takes to make it, the scratch space among them.
  public let matrices: Int
  /// How many numbers it has; nil for as many as one likes.
  public let dimension: Int?
  /// What is unrolled to get the value; nil for a formula.
  public let unrolled: (any UnrolledProblem)?
  private let build: @Sendable (_ dimension: Int, _ instance: Int) -> Value

  init(
    _ name: String, _ summary: String, start: Double = 3, sigma: Double = 1,
    hasInstances: Bool = false, matrices: Int = 0,
    build: @escaping @Sendable (_ dimension: Int, _ instance: Int) -> Value
  ) {
    self.name = name
    self.summary = summary
    self.start = start
    self.sigma = sigma
    self.hasInstances = hasInstances
    self.matrices = matrices
    dimension = nil
    unrolled = nil
    self.build = build
  }

  private init(
    _ name: String, _ summary: String, start: Double = 3, sigma: Double = 1,
    value: @escaping Value
  ) {
    self.init(name, summary, start: start, sigma: sigma) { _, _ in value }
  }

  /// The function of so many dimensions, at least 2.
  public func make(_ dimension: Int, instance: Int = 1) -> Value { build(dimension, instance) }

  /// The loss of an unrolled problem, whose dimension is given.
  init(_ problem: any UnrolledProblem) {
    name = problem.name
    summary = problem.summary
    start = problem.start
    sigma = problem.sigma
    hasInstances = false
    matrices = 0
    dimension = problem.parameterCount
    unrolled = problem
    build = { _, _ in { problem.loss($0) } }
  }

  /// A discrete problem, whose keys begin all alike.
  init(discrete name: String, _ summary: String, count: Int, value: @escaping Value) {
    self.name = name
    self.summary = summary
    start = 0
    sigma = 1
    hasInstances = false
    matrices = 0
    dimension = count
    unrolled = nil
    build = { _, _ in value }
  }

  public static let all = classics + UnrolledProblems.all.map(TestFunction.init) + discrete + bbob

  public static let rastrigin = TestFunction(
    "rastrigin", "a bowl with a regular grid of holes", sigma: 2
  ) { x in x.reduce(0) { $0 + $1 * $1 + 10 - 10 * cos(2 * .pi * $1) } }

  private static let classics: [TestFunction] = [
    TestFunction("sphere", "sum x^2", value: sphere),
    TestFunction("ellipsoid", "axes of lengths from 1 to 1000, along the coordinates") {
      ellipsoid($0)
    },
    TestFunction(
      rotated: "rotated-ellipsoid", "the ellipsoid in a random but fixed position", ellipsoid),
    TestFunction("cigar", "one long axis: x0^2 + 10^6 sum of the other squares") { x in
      1e6 * sphere(x) + (1 - 1e6) * x[0] * x[0]
    },
    TestFunction("discus", "one short axis: 10^6 x0^2 + sum of the other squares") { x in
      sphere(x) + (1e6 - 1) * x[0] * x[0]
    },
    TestFunction("different-powers", "sum |x|^p with p from 2 to 12: ever flatter") { x in
      x.indices.reduce(0) { $0 + pow(abs(x[$1]), 2 + 10 * position($1, of: x.count)) }
    },
    TestFunction("rosenbrock", "a bent valley", start: 0, sigma: 0.5) { x in
      (0..<x.count - 1).reduce(0) { sum, i in
        let (bend, rest) = (x[i] * x[i] - x[i + 1], 1 - x[i])
        return sum + 100 * bend * bend + rest * rest
      }
    },
    rastrigin,
    TestFunction("ackley", "a funnel in an almost flat, rippled plain", start: 15, sigma: 5) { x in
      let n = Double(x.count)
      let waves = x.reduce(0) { $0 + cos(2 * .pi * $1) } / n
      return 20 - 20 * exp(-0.2 * (sphere(x) / n).squareRoot()) + M_E - exp(waves)
    },
    TestFunction("griewank", "a wide bowl with small waves", start: 300, sigma: 100) { x in
      let waves = x.indices.reduce(1.0) { $0 * cos(x[$1] / Double($1 + 1).squareRoot()) }
      return sphere(x) / 4000 + 1 - waves
    },
    TestFunction(
      "schwefel", "the best hole is far from the next best; walls at +-500", start: 0, sigma: 150,
      value: schwefel),
  ]

  public static func named(_ name: String) -> TestFunction? { all.first { $0.name == name } }

  private init(rotated name: String, _ summary: String, _ value: @escaping Value) {
    self.init(name, summary, matrices: 4) { dimension, _ in
      let rotation = randomRotation(dimension)
      return { x in
        value(
          (0..<dimension).map { row in
            (0..<dimension).reduce(0) { $0 + rotation[row * dimension + $1] * x[$1] }
          })
      }
    }
  }
}

@Sendable private func sphere(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 } }

@Sendable private func ellipsoid(_ x: [Double]) -> Double {
  x.indices.reduce(0) { $0 + pow(1e6, position($1, of: x.count)) * x[$1] * x[$1] }
}

/// The minimum lies at 420.9687 in every component; what is past the walls counts as on the wall,
/// plus the square of how far past.
@Sendable private func schwefel(_ x: [Double]) -> Double {
  x.reduce(0) { sum, value in
    let inside = min(max(value, -500), 500)
    let excess = value - inside
    // The depth of the hole, to the last bit, so that the minimum is 0.
    return sum + 418.982_887_272_433_8 - inside * sin(abs(inside).squareRoot()) + excess * excess
  }
}

/// Rows of an orthogonal matrix: normal vectors, made orthonormal one after the other.
private func randomRotation(_ dimension: Int) -> [Double] {
  Vectors.normal(count: dimension, dimension: dimension, seed: 1, generation: 0)
    .orthonormalBasis().values
}
