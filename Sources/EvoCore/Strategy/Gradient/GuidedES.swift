/// Guided evolution strategy (Maheswaranathan et al. 2019, algorithm 1): noise that prefers the
/// subspace of the latest gradient estimates.
///
///     e_k = sigma (sqrt(alpha) z_k + sqrt((1 - alpha) n / d) U w_k)
///     g = 1 / (N sigma²) * sum over k of (u+ - u-) / 2 * e_k
///
/// for N pairs and n parameters, with standard normal z and w and an orthonormal basis U of the d
/// directions. That is n times the paper's covariance matrix, so that sigma is the standard
/// deviation of one parameter, as elsewhere. Before there is an estimate the noise is spread evenly.
public struct GuidedES: VectorStrategy {
  private let start: VectorStart
  private let settings: StrategySettings
  private var generation = 0
  private var center: OptimizedCenter
  /// The latest estimates, the newest first; zeros where there is none yet.
  private var estimates: Vectors
  private var noise: Vectors
  public private(set) var candidates: Vectors

  /// - Parameter start: its population is even; its sigma is not looked at.
  public init(_ start: VectorStart, _ settings: StrategySettings) {
    precondition(start.population.isMultiple(of: 2), "members come in pairs")
    self.start = start
    self.settings = settings
    center = OptimizedCenter(start.mean, settings)
    let dimension = start.mean.count
    estimates = Vectors(
      dimension: dimension,
      values: [Double](repeating: 0, count: settings[.guides] * dimension))
    noise = Vectors(dimension: dimension, values: [])
    candidates = noise
    sample()
  }

  public var mean: [Double] { center.mean }
  public var sigma: Double { settings.sigma.value(at: generation) }
  public var comesInPairs: Bool { true }

  public mutating func tell(_ fitness: [Double]) {
    defer {
      generation += 1
      sample()
    }
    guard let weights = PairWeights(fitness, shaping: settings.shaping) else { return }
    let scale = 1 / (Double(noise.count) * sigma * sigma)
    let gradient = noise.sum(weights.differences.map { $0 * scale })
    estimates.values = gradient + estimates.values.dropLast(gradient.count)
    center.step(along: gradient, generation: generation)
  }

  private mutating func sample() {
    let (pairs, dimension) = (start.population / 2, start.mean.count)
    func normal(_ dimension: Int, stream: UInt32) -> Vectors {
      .normal(
        count: pairs, dimension: dimension, seed: start.seed, generation: generation,
        stream: stream)
    }
    noise = normal(dimension, stream: 0)
    let basis = estimates.orthonormalBasis()
    let everywhere = basis.count == 0 ? 1 : settings[.alpha]
    let wide = sigma * everywhere.squareRoot()
    for i in noise.values.indices { noise.values[i] *= wide }
    if basis.count > 0 {
      let narrow =
        sigma * ((1 - everywhere) * Double(dimension) / Double(basis.count)).squareRoot()
      let weights = normal(basis.count, stream: 1)
      for k in 0..<pairs {
        let guided = basis.sum(weights[k].map { $0 * narrow })
        for i in 0..<dimension { noise.values[k * dimension + i] += guided[i] }
      }
    }
    candidates = noise.mirrored(around: mean)
  }

  public var state: StrategyState {
    get {
      center.state(
        generation: generation, [NamedVector(name: "estimates", values: estimates.values)])
    }
    set {
      generation = newValue.generation
      center.restore(newValue)
      estimates.values = newValue["estimates"]
      sample()
    }
  }
}

extension StrategyMethod {
  public static let guidedES = StrategyMethod(
    name: "guided-es", origin: "Maheswaranathan et al. 2019",
    summary: "noise that prefers the latest gradient estimates, any optimizer",
    traits: [.paired, .optimizer, .scheduledSigma, .shapedFitness], population: .usually(64),
    sigma: 0.1, options: [OptionDeclaration(.alpha), OptionDeclaration(.guides)],
    make: .vectors { GuidedES($0, $1) })
}

extension OwnOption where Value == Double {
  public static var alpha: Self {
    OwnOption(
      "alpha", 0.5, .number(0.001...1), "share of the noise that is spread over all directions")
  }
}

extension OwnOption where Value == Int {
  public static var guides: Self {
    OwnOption(
      "guides", 16, .integer(1...1000),
      "how many of the latest gradient estimates the rest of the noise prefers")
  }
}
