/// Gaussian evolution strategy: EGGROLL with a low-rank perturbation (arXiv 2511.16652), OpenAI-ES
/// with a full-rank one (arXiv 1703.03864).
///
/// The gradient of the expected fitness is estimated as `1 / (n sigma) * sum of u_i noise_i` over
/// the n members, with shaped fitness u, and handed to an optimizer. There is one convention and
/// no other: divided by sigma, not multiplied by anything.
public struct EvolutionStrategy: Strategy {
  public let settings: StrategySettings
  /// What the noise of each parameter is multiplied by; nil leaves it as it is. `prepare` sets it for
  /// safe mutation. Whoever else does so does it before asking and leaves it until the answer is told;
  /// it is not part of the state.
  public var noiseScale: [Float]?
  private let noise: any NoisePerturbation
  public private(set) var center: [Float]
  private var generation = 0
  private var optimizer: any Optimizer
  private let estimator: GradientEstimator

  public init(
    _ settings: StrategySettings, network: Network, center: [Float],
    perturbation: any NoisePerturbation
  ) {
    self.settings = settings
    self.center = center
    noise = perturbation
    optimizer = settings.makeOptimizer(center.count)
    estimator = GradientEstimator(network: network, perturbation: perturbation)
  }

  public var perturbation: any Perturbation {
    if let noiseScale { ScaledPerturbation(base: noise, scale: noiseScale) } else { noise }
  }

  public var needsProbes: Bool { settings[.safeMutation] != nil }

  public mutating func prepare(around policy: Policy, probes: [Float]) {
    guard let sensitivity = settings[.safeMutation] else { return }
    noiseScale = SafeMutation.noiseScale(sensitivity.measure(policy, over: probes))
  }

  public func ask() -> Generation {
    Generation(
      seed: settings.seed, index: generation, memberCount: settings.population,
      sigma: Float(settings.sigma.value(at: generation)), antithetic: settings.antithetic)
  }

  public mutating func tell(
    _ fitness: [Float], for generation: Generation, on workers: some Workers
  ) -> UpdateReport {
    precondition(fitness.count == generation.memberCount, "one fitness per member")
    let learningRate = settings.learningRate.value(at: generation.index)
    var report = UpdateReport(sigma: Double(generation.sigma), learningRate: learningRate)
    self.generation = generation.index + 1
    let weights = pairWeights(settings.shaping.weights(for: fitness), of: generation)
    // Nothing to learn from: not even momentum or weight decay may move the center.
    guard weights.contains(where: { $0 != 0 }) else { return report }
    var gradient = estimator.sum(weights, of: generation, on: workers)
    let scale = 1 / (Float(generation.memberCount) * generation.sigma)
    for i in gradient.indices { gradient[i] *= scale * (noiseScale?[i] ?? 1) }
    let before = center
    optimizer.step(&center, along: gradient, learningRate: learningRate)
    report.gradientNorm = norm(gradient)
    report.record(from: before, to: center)
    return report
  }

  /// The weight of each pair's noise: both members play it, one with each sign.
  private func pairWeights(_ weights: [Float], of generation: Generation) -> [Float] {
    guard generation.antithetic else { return weights }
    return (0..<generation.pairCount).map { weights[2 * $0] - weights[2 * $0 + 1] }
  }

  public var state: StrategyState {
    get {
      StrategyState(
        generation: generation, counters: ["optimizer_steps": optimizer.stepCount],
        vectors: [StrategyState.NamedVector(name: "center", values: center)]
          + optimizer.state.map { .init(name: "optimizer.\($0.name)", values: $0.values) })
    }
    set {
      generation = newValue.generation
      center = newValue.vector("center")
      optimizer.stepCount = newValue.count("optimizer_steps")
      optimizer.state = optimizer.state.map {
        NamedVector(name: $0.name, values: newValue.vector("optimizer.\($0.name)"))
      }
    }
  }
}

extension StrategyMethod {
  public static let eggroll = StrategyMethod(
    name: "eggroll", origin: "Sarkar et al. 2025",
    summary: "low-rank Gaussian noise, shaped fitness, any optimizer",
    traits: EvolutionStrategy.traits, population: .usually(128), memory: .nothing, sigma: 0.1,
    options: [OptionDeclaration(.rank)], rank: { $0[.rank] },
    make: .noise { settings, network, center in
      EvolutionStrategy(
        settings, network: network, center: center,
        perturbation: GaussianPerturbation(rank: settings[.rank]))
    })

  public static let openAIES = StrategyMethod(
    name: "openai-es", origin: "Salimans et al. 2017",
    summary: "full-rank Gaussian noise, shaped fitness, any optimizer",
    traits: EvolutionStrategy.traits, population: .usually(128), memory: .nothing, sigma: 0.1,
    options: [OptionDeclaration(.safeMutation)],
    make: .noise { settings, network, center in
      EvolutionStrategy(
        settings, network: network, center: center, perturbation: GaussianPerturbation(rank: nil))
    })
}

extension EvolutionStrategy {
  fileprivate static let traits: StrategyTraits = [
    .antithetic, .gradient, .optimizer, .scheduledSigma, .shapedFitness,
  ]
}

extension OwnOption where Value == Int {
  public static var rank: Self {
    OwnOption("rank", 1, .integer(1...64), "rank of a member's perturbation of a weight matrix")
  }
}

extension OwnOption where Value == ParameterSensitivity? {
  /// What the noise of a parameter is divided by; nil for nothing.
  public static var safeMutation: Self {
    OwnOption(
      "safe_mutation", nil, .optional(.name(ParameterSensitivity.allCases.map(\.rawValue))),
      "divide the noise of a parameter by how much the outputs move with it")
  }
}

extension ParameterSensitivity: OptionRepresentable {}
