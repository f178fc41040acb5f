/// Policy gradients with parameter-based exploration (Sehnke et al. 2010) with symmetric sampling:
/// a Gaussian with one sigma per parameter, of which center and sigmas follow the gradient of the
/// expected fitness.
///
/// With shaped fitness u± of the members `center ± e_k`, `e_k = sigma z_k`, of n pairs:
///
///     g_i = 1 / (n s²) * sum over k of (u+ - u-) / 2 * e_ki       s² = mean of sigma_i²
///     sigma_i += rate / n * sum over k of (u+ + u-) / 2 * (e_ki² - sigma_i²) / sigma_i
///
/// The paper's step size for the center is proportional to sigma_i², which cancels the division of
/// the likelihood gradient by it; s² only keeps the size of a gradient, for optimizers that see it.
/// A sigma changes by at most a fifth in a generation (Toklu et al. 2020).
public struct PGPE: VectorStrategy {
  private static let largestChange = 0.2

  private let start: VectorStart
  private let settings: StrategySettings
  private var generation = 0
  private var center: OptimizedCenter
  private var deviations: [Double]
  private var noise: Vectors
  public private(set) var candidates: Vectors

  /// - Parameter start: its population is even.
  public init(_ start: VectorStart, _ settings: StrategySettings) {
    precondition(start.population.isMultiple(of: 2), "members come in pairs")
    self.start = start
    self.settings = settings
    center = OptimizedCenter(start.mean, settings)
    deviations = [Double](repeating: start.sigma, count: start.mean.count)
    noise = Vectors(dimension: start.mean.count, values: [])
    candidates = noise
    sample()
  }

  public var mean: [Double] { center.mean }
  public var sigma: Double { deviations.max() ?? 0 }
  public var comesInPairs: Bool { true }

  public mutating func tell(_ fitness: [Double]) {
    defer {
      generation += 1
      sample()
    }
    guard let weights = PairWeights(fitness, shaping: settings.shaping) else { return }
    let pairs = Double(noise.count)
    let square = deviations.reduce(0) { $0 + $1 * $1 } / Double(deviations.count)
    let direction = noise.sum(weights.differences)
    let gradient = deviations.indices.map { deviations[$0] * direction[$0] / (pairs * square) }
    let curvature = noise.squaresLessOne(weights.means)
    for i in deviations.indices {
      let change = settings[.sigmaLearningRate] * curvature[i] / pairs
      deviations[i] *= 1 + min(max(change, -Self.largestChange), Self.largestChange)
    }
    center.step(along: gradient, generation: generation)
  }

  private mutating func sample() {
    noise = .normal(
      count: start.population / 2, dimension: deviations.count, seed: start.seed,
      generation: generation)
    var steps = noise
    for k in 0..<noise.count {
      for i in deviations.indices { steps.values[k * deviations.count + i] *= deviations[i] }
    }
    candidates = steps.mirrored(around: mean)
  }

  public var state: StrategyState {
    get {
      center.state(
        generation: generation, [NamedVector(name: "deviations", values: deviations)])
    }
    set {
      generation = newValue.generation
      center.restore(newValue)
      deviations = newValue["deviations"]
      sample()
    }
  }
}

extension StrategyMethod {
  public static let pgpe = StrategyMethod(
    name: "pgpe", origin: "Sehnke et al. 2010",
    summary: "gradient of center and of one standard deviation per parameter, any optimizer",
    traits: [.paired, .optimizer, .shapedFitness], population: .usually(64), sigma: 0.1,
    optimizer: .clipup, options: [OptionDeclaration(.sigmaLearningRate)],
    make: .vectors { PGPE($0, $1) })
}

extension OwnOption where Value == Double {
  public static var sigmaLearningRate: Self {
    OwnOption(
      "sigma_learning_rate", 0.1, .number(0...1),
      "step size of the standard deviations; 0 keeps them")
  }
}
