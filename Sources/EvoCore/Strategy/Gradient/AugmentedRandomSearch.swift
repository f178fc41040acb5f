/// Augmented random search (Mania, Guy and Recht 2018, algorithm 2).
///
/// Pairs `center ± sigma noise` are sorted by the better fitness of the two; of the best b
///
///     center += learning rate / (b s) * sum of (fitness⁺ - fitness⁻) noise
///
/// with s the standard deviation of their 2b fitness values. No ranks, no division by sigma and no
/// optimizer. The paper's V2 is this with normalized observations; V1-t and V2-t have b below the
/// number of pairs.
public struct AugmentedRandomSearch: Strategy {
  public let settings: StrategySettings
  public let perturbation: any Perturbation
  public private(set) var center: [Float]
  private var generation = 0
  private let estimator: GradientEstimator

  public init(_ settings: StrategySettings, network: Network, center: [Float]) {
    let noise = GaussianPerturbation(rank: nil)
    self.settings = settings
    self.center = center
    perturbation = noise
    estimator = GradientEstimator(network: network, perturbation: noise)
  }

  public func ask() -> Generation {
    Generation(
      seed: settings.seed, index: generation, memberCount: settings.population,
      sigma: Float(settings.sigma.value(at: generation)), antithetic: true)
  }

  public mutating func tell(
    _ fitness: [Float], for generation: Generation, on workers: some Workers
  ) -> UpdateReport {
    precondition(fitness.count == generation.memberCount, "one fitness per member")
    let learningRate = settings.learningRate.value(at: generation.index)
    var report = UpdateReport(sigma: Double(generation.sigma), learningRate: learningRate)
    self.generation = generation.index + 1
    guard let weights = weights(of: fitness) else { return report }
    let direction = estimator.sum(weights, of: generation, on: workers)
    let before = center
    for i in center.indices {
      center[i] = Float(Double(center[i]) + learningRate * Double(direction[i]))
    }
    report.gradientNorm = norm(direction)
    report.record(from: before, to: center)
    return report
  }

  /// `(fitness⁺ - fitness⁻) / (b s)` of the best pairs and 0 of the others; nil when the best are all
  /// equal, or fitness is too large to weigh. A member that failed counts as the worst that did not.
  private func weights(of found: [Float]) -> [Float]? {
    let fitness = found.failuresAsWorst()
    func better(_ pair: Int) -> Float { max(fitness[2 * pair], fitness[2 * pair + 1]) }
    let pairs = 0..<fitness.count / 2
    // Among equals the first pair wins: exactly b stay, whatever is tied.
    let best = pairs.sorted { (better($0), $1) > (better($1), $0) }
      .prefix(settings[.elitePairs] ?? pairs.count).sorted()
    let used = best.flatMap { [Double(fitness[2 * $0]), Double(fitness[2 * $0 + 1])] }
    guard let first = used.first, used.contains(where: { $0 != first }) else { return nil }
    let mean = used.reduce(0, +) / Double(used.count)
    let variance = used.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(used.count)
    let scale = Double(best.count) * variance.squareRoot()
    guard scale > 0, scale.isFinite else { return nil }
    var weights = [Float](repeating: 0, count: fitness.count / 2)
    for pair in best {
      weights[pair] = Float((Double(fitness[2 * pair]) - Double(fitness[2 * pair + 1])) / scale)
    }
    return weights
  }

  public var state: StrategyState {
    get {
      StrategyState(
        generation: generation,
        vectors: [StrategyState.NamedVector(name: "center", values: center)])
    }
    set {
      generation = newValue.generation
      center = newValue.vector("center")
    }
  }
}

extension StrategyMethod {
  public static let ars = StrategyMethod(
    name: "ars", origin: "Mania et al. 2018",
    summary: "full-rank noise, the differences of the best pairs, no ranks, no optimizer",
    traits: [.paired, .learningRate, .scheduledSigma], population: .usually(64), memory: .nothing,
    sigma: 0.1, options: [OptionDeclaration(.elitePairs)],
    check: { settings throws(StrategyError) in
      let pairs = settings.population / 2
      if let elite = settings[.elitePairs], elite > pairs {
        throw .unfit(
          option: "elite_pairs", found: "\(elite)",
          expected: "at most \(pairs), half of strategy.population")
      }
    },
    make: .noise { settings, network, center in
      AugmentedRandomSearch(settings, network: network, center: center)
    })
}

extension OwnOption where Value == Int? {
  /// How many pairs move the center (b); nil for all.
  public static var elitePairs: Self {
    OwnOption(
      "elite_pairs", nil, .optional(.integer(1...(1 << 25))),
      "how many pairs move the center, those with the best members; null for all")
  }
}
