/// Covariance matrix adaptation (Hansen 2016, arXiv 1604.00772), with negative weights and lazy
/// eigendecomposition: a full covariance matrix, for up to a few thousand parameters.
public struct CMAES: RestartableStrategy {
  public let start: VectorStart
  private let rates: CovarianceRates
  /// Updates between two decompositions: their time is then of the order of the rest.
  private let decompositionInterval: Int
  private var generation = 0
  /// Generations that moved something, and those among them since the last decomposition.
  private var updates = 0
  private var pending = 0
  public private(set) var mean: [Double]
  private var paths: EvolutionPaths
  /// Lower triangle of C, column-major.
  private var covariance: [Double]
  /// Eigenvectors as columns, and the roots of the eigenvalues.
  private var axes: [Double]
  private var lengths: [Double]
  private var noise: Vectors
  /// Candidates relative to the mean, over sigma.
  private var steps: Vectors
  public private(set) var candidates: Vectors

  public init(_ start: VectorStart) {
    self.start = start
    let n = start.mean.count
    rates = CovarianceRates(dimension: n, population: start.population, isSeparable: false)
    decompositionInterval = max(1, Int(1 / (10 * Double(n) * (rates.rankOne + rates.rankMu))))
    mean = start.mean
    paths = EvolutionPaths(dimension: n, sigma: start.sigma)
    covariance = [Double](repeating: 0, count: n * n)
    for i in 0..<n { covariance[i * n + i] = 1 }
    axes = covariance
    lengths = [Double](repeating: 1, count: n)
    noise = Vectors(dimension: n, values: [])
    (steps, candidates) = (noise, noise)
    sample()
  }

  public var usesLinearAlgebra: Bool { true }

  public var sigma: Double { paths.sigma * (lengths.max() ?? 1) }

  public var condition: Double {
    let ratio = (lengths.max() ?? 1) / (lengths.min() ?? 1)
    return ratio * ratio
  }

  public var deviations: [Double] {
    let n = mean.count
    return (0..<n).map { paths.sigma * max(covariance[$0 * n + $0], 0).squareRoot() }
  }

  public var trend: [Double] { paths.path.map { paths.sigma * $0 } }

  public mutating func tell(_ fitness: [Double]) {
    generation += 1
    defer { sample() }
    guard let ranking = Ranking(fitness) else { return }
    updates += 1
    let n = mean.count
    let weights = rates.weights(of: ranking)
    let step = steps.sum(weights.mean)
    for i in mean.indices { mean[i] += paths.sigma * step[i] }
    // C^(-1/2) times the step: the candidates are B D z, so that B z is what is left.
    let whitened = LinearAlgebra.product(
      axes, noise.sum(weights.mean), rows: n, inner: n, columns: 1)
    let stalls = paths.follow(step, whitened: whitened, rates: rates, updates: updates)
    adapt(weights.covariance, stalls: stalls)
    pending += 1
    if pending >= decompositionInterval { decompose() }
  }

  private mutating func adapt(_ weights: [Double], stalls: Bool) {
    let n = mean.count
    let correction = stalls ? rates.rankOne * rates.pathDecay * (2 - rates.pathDecay) : 0
    let keep = 1 + correction - rates.rankOne - rates.rankMu * weights.reduce(0, +)
    var good = paths.path.map { $0 * rates.rankOne.squareRoot() }
    var bad: [Double] = []
    for (k, weight) in weights.enumerated() where weight != 0 {
      // A bad step counts as if it had the expected length, or C would not stay positive definite.
      let strength =
        weight > 0
        ? rates.rankMu * weight : rates.rankMu * -weight * Double(n) / noise.squaredLength(k)
      let scaled = steps[k].map { $0 * strength.squareRoot() }
      if weight > 0 { good += scaled } else { bad += scaled }
    }
    LinearAlgebra.addOuter(
      good, columns: good.count / n, scale: 1, to: &covariance, keeping: keep, size: n)
    if !bad.isEmpty {
      LinearAlgebra.addOuter(
        bad, columns: bad.count / n, scale: -1, to: &covariance, keeping: 1, size: n)
    }
  }

  private mutating func decompose() {
    pending = 0
    let n = mean.count
    guard let (values, vectors) = LinearAlgebra.eigen(covariance, size: n) else { return }
    axes = vectors
    // Rounding can push the smallest below zero when they differ by more than 10^14.
    let floor = (values.last ?? 1) * 1e-15
    lengths = values.map { max($0, floor).squareRoot() }
  }

  private mutating func sample() {
    let n = mean.count
    noise = .normal(count: start.population, dimension: n, seed: start.seed, generation: generation)
    var stretched = noise.values
    for k in 0..<noise.count {
      for i in 0..<n { stretched[k * n + i] *= lengths[i] }
    }
    steps = Vectors(
      dimension: n,
      values: LinearAlgebra.product(axes, stretched, rows: n, inner: n, columns: noise.count))
    candidates = steps.moved(from: mean, scale: paths.sigma)
  }

  public var state: StrategyState {
    get {
      StrategyState(
        generation: generation, counters: ["updates": updates, "pending": pending],
        doubles: [NamedVector(name: "mean", values: mean)] + paths.state + [
          NamedVector(name: "covariance", values: covariance),
          NamedVector(name: "axes", values: axes), NamedVector(name: "lengths", values: lengths),
        ])
    }
    set {
      generation = newValue.generation
      updates = newValue.count("updates")
      pending = newValue.count("pending")
      mean = newValue["mean"]
      paths.restore(newValue)
      covariance = newValue["covariance"]
      axes = newValue["axes"]
      lengths = newValue["lengths"]
      sample()
    }
  }
}

extension StrategyMethod {
  public static let cmaES = StrategyMethod(
    name: "cma-es", origin: "Hansen and Ostermeier 2001",
    summary: "full covariance matrix, for up to 5,000 parameters", traits: .restarts,
    // With more parameters a decomposition takes minutes; `sep-cma-es` and `lm-ma-es` go further.
    population: .growing(), dimensionLimit: 5000, memory: .covariance,
    make: .vectors { start, _ in CMAES(start) })
}
