/// Separable natural evolution strategy (Schaul, Glasmachers and Schmidhuber 2011; Wierstra et al.
/// 2014, algorithm 6): one standard deviation per parameter, in O(n) memory per member.
///
/// With utilities u and noise z: `m += s * sum u z`, `s *= exp(rate / 2 * sum u (z^2 - 1))`.
public struct SNES: VectorStrategy {
  private let start: VectorStart
  private var generation = 0
  public private(set) var mean: [Double]
  private var deviations: [Double]
  private var noise: Vectors
  public private(set) var candidates: Vectors
  /// (3 + ln n) / (5 sqrt n).
  private let rate: Double

  public init(_ start: VectorStart) {
    self.start = start
    let dimension = Double(start.mean.count)
    rate = (3 + roundedLog(dimension)) / (5 * dimension.squareRoot())
    mean = start.mean
    deviations = [Double](repeating: start.sigma, count: start.mean.count)
    noise = Vectors(dimension: mean.count, values: [])
    candidates = noise
    sample()
  }

  public var sigma: Double { deviations.max() ?? 0 }

  public mutating func tell(_ fitness: [Double]) {
    generation += 1
    defer { sample() }
    guard let utilities = Ranking(fitness)?.utilities() else { return }
    let direction = noise.sum(utilities)
    let curvature = noise.squaresLessOne(utilities)
    for i in mean.indices {
      mean[i] += deviations[i] * direction[i]
      deviations[i] *= roundedExp(rate / 2 * curvature[i])
    }
  }

  private mutating func sample() {
    noise = .normal(
      count: start.population, dimension: mean.count, seed: start.seed, generation: generation)
    candidates = noise
    for k in 0..<noise.count {
      let row = k * mean.count
      for i in mean.indices {
        candidates.values[row + i] = mean[i] + deviations[i] * noise.values[row + i]
      }
    }
  }

  public var state: StrategyState {
    get {
      StrategyState(
        generation: generation,
        doubles: [
          NamedVector(name: "mean", values: mean),
          NamedVector(name: "deviations", values: deviations),
        ])
    }
    set {
      generation = newValue.generation
      mean = newValue["mean"]
      deviations = newValue["deviations"]
      sample()
    }
  }
}

extension StrategyMethod {
  public static let snes = StrategyMethod(
    name: "snes", origin: "Schaul et al. 2011",
    summary: "natural gradient, one standard deviation per parameter", population: .growing(),
    make: .vectors { start, _ in SNES(start) })
}
