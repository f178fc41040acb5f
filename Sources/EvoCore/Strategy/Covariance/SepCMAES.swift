/// Separable CMA-ES (Ros and Hansen 2008): CMA-ES with a diagonal covariance matrix, learned
/// (n + 2) / 3 times as fast, in memory and time O(n) per member.
public struct SepCMAES: RestartableStrategy {
  public let start: VectorStart
  private let rates: CovarianceRates
  private var generation = 0
  private var updates = 0
  public private(set) var mean: [Double]
  private var paths: EvolutionPaths
  /// The diagonal of C.
  private var variances: [Double]
  private var noise: Vectors
  public private(set) var candidates: Vectors

  public init(_ start: VectorStart) {
    self.start = start
    let n = start.mean.count
    rates = CovarianceRates(dimension: n, population: start.population, isSeparable: true)
    mean = start.mean
    paths = EvolutionPaths(dimension: n, sigma: start.sigma)
    variances = [Double](repeating: 1, count: n)
    noise = Vectors(dimension: n, values: [])
    candidates = noise
    sample()
  }

  public var sigma: Double { paths.sigma * (variances.max() ?? 1).squareRoot() }

  public var deviations: [Double] { variances.map { paths.sigma * $0.squareRoot() } }

  public var trend: [Double] { paths.path.map { paths.sigma * $0 } }

  public var condition: Double { (variances.max() ?? 1) / (variances.min() ?? 1) }

  public mutating func tell(_ fitness: [Double]) {
    generation += 1
    defer { sample() }
    guard let ranking = Ranking(fitness) else { return }
    updates += 1
    let weights = rates.weights(of: ranking)
    let whitened = noise.sum(weights.mean)
    let step = whitened.indices.map { whitened[$0] * variances[$0].squareRoot() }
    for i in mean.indices { mean[i] += paths.sigma * step[i] }
    let stalls = paths.follow(step, whitened: whitened, rates: rates, updates: updates)
    adapt(weights.covariance, stalls: stalls)
  }

  private mutating func adapt(_ weights: [Double], stalls: Bool) {
    let n = mean.count
    let correction = stalls ? rates.rankOne * rates.pathDecay * (2 - rates.pathDecay) : 0
    let keep = 1 + correction - rates.rankOne - rates.rankMu * weights.reduce(0, +)
    var squares = [Double](repeating: 0, count: n)
    for (k, weight) in weights.enumerated() where weight != 0 {
      let strength = weight > 0 ? weight : weight * Double(n) / noise.squaredLength(k)
      for i in 0..<n {
        let z = noise.values[k * n + i]
        squares[i] += strength * z * z
      }
    }
    for i in 0..<n {
      variances[i] =
        variances[i] * (keep + rates.rankMu * squares[i])
        + rates.rankOne * paths.path[i] * paths.path[i]
    }
  }

  private mutating func sample() {
    let n = mean.count
    noise = .normal(count: start.population, dimension: n, seed: start.seed, generation: generation)
    candidates = noise
    let deviations = variances.map { paths.sigma * $0.squareRoot() }
    for k in 0..<noise.count {
      for i in 0..<n {
        candidates.values[k * n + i] = mean[i] + deviations[i] * noise.values[k * n + i]
      }
    }
  }

  public var state: StrategyState {
    get {
      StrategyState(
        generation: generation, counters: ["updates": updates],
        doubles: [NamedVector(name: "mean", values: mean)] + paths.state + [
          NamedVector(name: "variances", values: variances)
        ])
    }
    set {
      generation = newValue.generation
      updates = newValue.count("updates")
      mean = newValue["mean"]
      paths.restore(newValue)
      variances = newValue["variances"]
      sample()
    }
  }
}

extension StrategyMethod {
  public static let sepCMAES = StrategyMethod(
    name: "sep-cma-es", origin: "Ros and Hansen 2008",
    summary: "CMA-ES with one standard deviation per parameter", traits: .restarts,
    population: .growing(), make: .vectors { start, _ in SepCMAES(start) })
}
