/// The cross-entropy method with a diagonal Gaussian (Mannor, Rubinstein and Gat 2003) and noise that
/// keeps it from narrowing too early (Szita and Lőrincz 2006, equation 4).
///
/// With the mean and the variance, parameter by parameter, of the k best of N members:
///
///     m = mean,  s² = variance + z s_1²,  z = extra * max(0, 1 - t / T)
///
/// in generation t counted from 0, where s_1 is the first sigma. Every one of the best counts alike;
/// members that tie for the last place share it.
public struct CrossEntropy: VectorStrategy {
  private let start: VectorStart
  /// Share of each rank in mean and variance, best first.
  private let shares: [Double]
  private let extraNoise: Double
  private let extraGenerations: Int
  private var generation = 0
  public private(set) var mean: [Double]
  private var variances: [Double]
  public private(set) var candidates: Vectors

  public init(_ start: VectorStart, _ settings: StrategySettings) {
    self.start = start
    // One alone would have no variance.
    let best = max(2, Int((settings[.eliteShare] * Double(start.population)).rounded()))
    shares = [Double](repeating: 1 / Double(best), count: best)
    extraNoise = settings[.extraNoise] * start.sigma * start.sigma
    extraGenerations = settings[.extraNoiseGenerations]
    mean = start.mean
    variances = [Double](repeating: start.sigma * start.sigma, count: mean.count)
    candidates = Vectors(dimension: mean.count, values: [])
    sample()
  }

  public var sigma: Double { (variances.max() ?? 0).squareRoot() }

  public mutating func tell(_ fitness: [Double]) {
    let noise = extraNoise * max(0, 1 - Double(generation) / Double(extraGenerations))
    generation += 1
    defer { sample() }
    guard let weights = Ranking(fitness)?.assign(shares) else { return }
    mean = candidates.sum(weights)
    variances = mean.map { _ in noise }
    for (k, weight) in weights.enumerated() where weight != 0 {
      for i in mean.indices {
        let distance = candidates.values[k * mean.count + i] - mean[i]
        variances[i] += weight * distance * distance
      }
    }
  }

  private mutating func sample() {
    candidates = .normal(
      count: start.population, dimension: mean.count, seed: start.seed, generation: generation)
    let deviations = variances.map { $0.squareRoot() }
    for k in 0..<candidates.count {
      for i in mean.indices {
        let index = k * mean.count + i
        candidates.values[index] = mean[i] + deviations[i] * candidates.values[index]
      }
    }
  }

  public var state: StrategyState {
    get {
      StrategyState(
        generation: generation,
        doubles: [
          NamedVector(name: "mean", values: mean),
          NamedVector(name: "variances", values: variances),
        ])
    }
    set {
      generation = newValue.generation
      mean = newValue["mean"]
      variances = newValue["variances"]
      sample()
    }
  }
}

extension StrategyMethod {
  public static let cem = StrategyMethod(
    name: "cem", origin: "Mannor et al. 2003",
    summary: "mean and variance of the best, with extra noise in the beginning",
    population: .usually(100, smallest: 4),
    options: [
      OptionDeclaration(.eliteShare), OptionDeclaration(.extraNoise),
      OptionDeclaration(.extraNoiseGenerations),
    ],
    make: .vectors { CrossEntropy($0, $1) })
}

extension OwnOption where Value == Double {
  public static var eliteShare: Self {
    OwnOption(
      "elite_share", 0.2, .number(0.001...0.999),
      "share of the members that mean and variance are of")
  }

  public static var extraNoise: Self {
    OwnOption(
      "extra_noise", 0.05, .number(0...1),
      "share of the first variance that is added in the first generation")
  }
}

extension OwnOption where Value == Int {
  public static var extraNoiseGenerations: Self {
    OwnOption(
      "extra_noise_generations", 50, .integer(1...1_000_000_000),
      "generations over which the extra noise falls to 0")
  }
}
