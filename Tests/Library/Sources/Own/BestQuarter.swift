import EvoRL

/// A strategy in its simplest form: the mean of the better quarter is the next center, and the noise
/// becomes a little smaller in every generation.
struct BestQuarter: VectorStrategy {
  private let start: VectorStart
  private var generation = 0
  private(set) var mean: [Double]
  /// The noise to be told about, already added to the center.
  private(set) var candidates: Vectors

  init(_ start: VectorStart) {
    self.start = start
    mean = start.mean
    candidates = Vectors(dimension: start.mean.count, values: [])
    sample()
  }

  /// Falls by 3 % in every generation.
  var sigma: Double { (0..<generation).reduce(start.sigma) { sigma, _ in 0.97 * sigma } }

  mutating func tell(_ fitness: [Double]) {
    generation += 1
    defer { sample() }
    // Larger is better; a member without a number is not looked at.
    let ranked = fitness.indices.filter { !fitness[$0].isNaN }
      .sorted { (fitness[$0], $1) > (fitness[$1], $0) }
    guard let best = ranked.first, let worst = ranked.last, fitness[best] > fitness[worst] else {
      return  // All are equal, or all have failed: nothing moves.
    }
    let chosen = ranked.prefix(max(1, fitness.count / 4)).map { candidates[$0] }
    for i in mean.indices { mean[i] = chosen.reduce(0) { $0 + $1[i] } / Double(chosen.count) }
  }

  /// The members are a function of the state: of seed and generation, not of how often one looks.
  private mutating func sample() {
    candidates = .normal(
      count: start.population, dimension: mean.count, seed: start.seed, generation: generation)
    let width = sigma
    for k in candidates.values.indices {
      candidates.values[k] = mean[k % mean.count] + width * candidates.values[k]
    }
  }

  /// For checkpoints; what follows from it is made again.
  var state: StrategyState {
    get {
      StrategyState(
        generation: generation, doubles: [NamedVector(name: "mean", values: mean)])
    }
    set {
      generation = newValue.generation
      mean = newValue["mean"]
      sample()
    }
  }
}

extension StrategyMethod {
  static let bestQuarter = StrategyMethod(
    name: "best-quarter", origin: "this package", summary: "the mean of the better quarter",
    population: .growing(), make: .vectors { start, _ in BestQuarter(start) })
}
