import EvoCore

/// The strategies by name, and how to make the one that a configuration names.
public enum StrategyCatalog {
  public struct Entry: Sendable {
    public let name: StrategyConfiguration.Name
    /// Who proposed it.
    public let origin: String
    public let summary: String
  }

  public static let all = [
    Entry(
      name: .eggroll, origin: "Sarkar et al. 2025",
      summary: "low-rank Gaussian noise, shaped fitness, any optimizer"),
    Entry(
      name: .openAIES, origin: "Salimans et al. 2017",
      summary: "full-rank Gaussian noise, shaped fitness, any optimizer"),
    Entry(
      name: .ars, origin: "Mania et al. 2018",
      summary: "full-rank noise, the differences of the best pairs, no ranks, no optimizer"),
    Entry(
      name: .cmaES, origin: "Hansen and Ostermeier 2001",
      summary: "full covariance matrix, for up to 5,000 parameters"),
    Entry(
      name: .sepCMAES, origin: "Ros and Hansen 2008",
      summary: "CMA-ES with one standard deviation per parameter"),
    Entry(
      name: .lmMAES, origin: "Loshchilov et al. 2017",
      summary: "CMA-ES with a few remembered directions, for large networks"),
    Entry(
      name: .snes, origin: "Schaul et al. 2011",
      summary: "natural gradient, one standard deviation per parameter"),
    Entry(
      name: .xnes, origin: "Glasmachers et al. 2010",
      summary: "natural gradient, full covariance matrix, for up to 2,000 parameters"),
    Entry(
      name: .onePlusOne, origin: "Rechenberg 1973",
      summary: "one parent, one child, the 1/5 success rule"),
    Entry(
      name: .muCommaLambda, origin: "Schwefel 1977",
      summary: "the best children become parents, self-adapted sigma"),
    Entry(
      name: .muPlusLambda, origin: "Schwefel 1977",
      summary: "the best of parents and children become parents, self-adapted sigma"),
    Entry(
      name: .pgpe, origin: "Sehnke et al. 2010",
      summary: "gradient of center and of one standard deviation per parameter, any optimizer"),
    Entry(
      name: .guidedES, origin: "Maheswaranathan et al. 2019",
      summary: "noise that prefers the latest gradient estimates, any optimizer"),
    Entry(
      name: .pes, origin: "Vicol et al. 2021",
      summary: "a step after each piece of an episode or unroll, unbiased: blames all noise so far"),
    Entry(
      name: .noiseReuseES, origin: "Li et al. 2023",
      summary: "a step after each piece of an episode or unroll, unbiased: one noise for all pieces"
    ),
    Entry(
      name: .truncatedES, origin: "Metz et al. 2019",
      summary: "a step after each piece of an episode or unroll, biased: blames the piece's noise"),
  ]

  /// The strategy that trains the parameters of a network, which start at `center`.
  ///
  /// - Parameter kind: what is played, for strategies that play in pieces; nil where there is nothing
  ///   to play.
  public static func make(
    _ configuration: TrainingConfiguration, network: Network, center: [Float],
    in kind: EnvironmentKind? = nil
  ) throws -> any Strategy {
    if let method = configuration.strategy.name.unrolledMethod, let kind {
      return try makePiecewise(method, configuration, center: center, in: kind)
    }
    if StrategyConfiguration.Name.noisy.contains(configuration.strategy.name) {
      try checkPairs(
        configuration.strategy,
        population: configuration.strategy.population
          ?? defaultPopulation(configuration.strategy.name, dimension: center.count))
      return makeNoisy(configuration, network: network, center: center)
    }
    let isOptimized = StrategyConfiguration.Name.optimized.contains(configuration.strategy.name)
    // Whole weight matrices are sampled, with nothing known about them: from the origin CMA-ES swung
    // up the pendulum with 20 of 20 seeds in 6 M steps, from random weights with 18.
    // A gradient vanishes there.
    var mean = center.map(Double.init)
    for leaf in network.leaves where leaf.isMatrix && !isOptimized {
      for index in leaf.range { mean[index] = 0 }
    }
    // Episodes are new in every generation: what a survivor once achieved does not count.
    return DenseStrategy(
      try makeVector(configuration, mean: mean, reevaluates: true), seed: configuration.seed)
  }

  /// The strategy that looks for the best vector, from `mean` on.
  ///
  /// - Parameter reevaluates: whether the fitness of the same vector differs from generation to
  ///   generation.
  public static func makeVector(
    _ configuration: TrainingConfiguration, mean: [Double], reevaluates: Bool
  ) throws(StrategyError) -> any VectorStrategy {
    let strategy = configuration.strategy
    let name = strategy.name
    let population = strategy.population ?? defaultPopulation(name, dimension: mean.count)
    let start = VectorStart(
      mean: mean, sigma: strategy.sigma.value(at: 0), seed: configuration.seed,
      population: population)
    try check(start, strategy)
    switch name {
    case .eggroll, .openAIES, .ars:
      return FlatStrategy(mean: mean) { network, center in
        makeNoisy(configuration, network: network, center: center)
      }
    case .cmaES: return CMAES(start)
    case .sepCMAES: return SepCMAES(start)
    case .lmMAES: return LMMAES(start)
    case .snes: return SNES(start)
    case .xnes: return XNES(start)
    case .onePlusOne: return OnePlusOne(start, reevaluates: reevaluates)
    case .muCommaLambda, .muPlusLambda:
      return MuLambda(
        start, selection: name == .muPlusLambda ? .plus : .comma, parents: strategy.parents,
        reevaluates: reevaluates)
    case .pgpe:
      return PGPE(
        start,
        settings: PGPE.Settings(
          shaping: strategy.fitness, learningRate: configuration.optimizer.learningRate,
          sigmaLearningRate: strategy.sigmaLearningRate),
        optimizer: makeOptimizer(configuration.optimizer, parameterCount: mean.count))
    case .guidedES:
      return GuidedES(
        start,
        settings: GuidedES.Settings(
          sigma: strategy.sigma, shaping: strategy.fitness,
          learningRate: configuration.optimizer.learningRate, alpha: strategy.alpha,
          guides: strategy.guides),
        optimizer: makeOptimizer(configuration.optimizer, parameterCount: mean.count))
    case .pes, .noiseReuseES, .truncatedES:
      throw .needsUnroll(strategy: name.rawValue, problem: UnrolledProblems.all[0].name)
    }
  }

  /// The strategy that goes through an unrolled problem in pieces; nil when the configuration names
  /// one that plays whole unrolls.
  public static func makeUnrolled(
    _ configuration: TrainingConfiguration, _ problem: any UnrolledProblem, start: [Double]
  ) throws(StrategyError) -> UnrolledES? {
    guard let method = configuration.strategy.name.unrolledMethod else { return nil }
    return UnrolledES(
      problem, method: method,
      settings: try unrolledSettings(
        configuration, dimension: start.count, horizon: problem.horizon, of: problem.name),
      start: start,
      optimizer: makeOptimizer(configuration.optimizer, parameterCount: start.count))
  }

  /// The strategy that goes through the episodes of an environment in pieces.
  private static func makePiecewise(
    _ method: UnrolledMethod, _ configuration: TrainingConfiguration, center: [Float],
    in kind: EnvironmentKind
  ) throws -> PiecewiseES {
    guard let savedCount = try kind.savedCount() else {
      throw StrategyError.cannotSaveEpisodes(
        strategy: configuration.strategy.name.rawValue, environment: kind.spec.name)
    }
    if configuration.training.horizon != nil {
      throw StrategyError.growingHorizon(strategy: configuration.strategy.name.rawValue)
    }
    let settings = try unrolledSettings(
      configuration, dimension: center.count, horizon: kind.spec.stepLimit, of: kind.spec.name)
    return PiecewiseES(
      method: method, settings: settings, center: center,
      pieces: EpisodePieces(
        pairs: settings.population / 2, episodesPerMember: configuration.strategy.episodes,
        length: settings.truncation, horizon: kind.spec.stepLimit, savedCount: savedCount),
      optimizer: makeOptimizer(configuration.optimizer, parameterCount: center.count))
  }

  private static func unrolledSettings(
    _ configuration: TrainingConfiguration, dimension: Int, horizon: Int, of problem: String
  ) throws(StrategyError) -> UnrolledSettings {
    let strategy = configuration.strategy
    let truncation = strategy.truncation ?? max(1, horizon / 10)
    if truncation > horizon {
      throw .truncationTooLong(truncation: truncation, problem: problem, horizon: horizon)
    }
    return UnrolledSettings(
      seed: configuration.seed,
      population: strategy.population ?? defaultPopulation(strategy.name, dimension: dimension),
      sigma: strategy.sigma, truncation: truncation,
      learningRate: configuration.optimizer.learningRate)
  }

  /// The population of a strategy whose configuration leaves it open.
  static func defaultPopulation(_ name: StrategyConfiguration.Name, dimension: Int) -> Int {
    switch name {
    case .eggroll, .openAIES: 128
    case .pgpe, .guidedES, .pes, .noiseReuseES, .truncatedES: 64
    case .ars: 64
    case .cmaES, .sepCMAES, .lmMAES, .snes, .xnes:
      VectorStart.defaultPopulation(dimension: dimension)
    case .onePlusOne: 1
    case .muCommaLambda, .muPlusLambda:
      // Self-adaptation has to tell a good sigma from a lucky child.
      2 * VectorStart.defaultPopulation(dimension: dimension)
    }
  }

  private static func check(
    _ start: VectorStart, _ strategy: StrategyConfiguration
  ) throws(StrategyError) {
    let name = strategy.name
    let limit: Int? =
      switch name {
      case .cmaES: CMAES.dimensionLimit
      case .xnes: XNES.dimensionLimit
      default: nil
      }
    if let limit, start.mean.count > limit {
      throw .tooManyParameters(strategy: name.rawValue, count: start.mean.count, limit: limit)
    }
    let minimum: Int
    switch name {
    case .cmaES, .sepCMAES, .lmMAES, .snes, .xnes: minimum = 4
    default: minimum = 1
    }
    if start.population < minimum {
      throw .populationTooSmall(
        strategy: name.rawValue, population: start.population, minimum: minimum)
    }
    try checkPairs(strategy, population: start.population)
    if let parents = strategy.parents, parents >= start.population {
      throw .tooManyParents(parents: parents, population: start.population)
    }
  }

  private static func checkPairs(
    _ strategy: StrategyConfiguration, population: Int
  ) throws(StrategyError) {
    if let pairs = strategy.elitePairs, pairs > population / 2 {
      throw .tooManyPairs(pairs: pairs, population: population)
    }
  }

  private static func makeNoisy(
    _ configuration: TrainingConfiguration, network: Network, center: [Float]
  ) -> any Strategy {
    let strategy = configuration.strategy
    let population =
      strategy.population ?? defaultPopulation(strategy.name, dimension: center.count)
    let learningRate = configuration.optimizer.learningRate
    if strategy.name == .ars {
      return AugmentedRandomSearch(
        settings: AugmentedRandomSearch.Settings(
          seed: configuration.seed, population: population, elitePairs: strategy.elitePairs,
          sigma: strategy.sigma, learningRate: learningRate),
        network: network, center: center)
    }
    return EvolutionStrategy(
      settings: EvolutionStrategy.Settings(
        seed: configuration.seed, population: population, antithetic: strategy.antithetic,
        sigma: strategy.sigma, learningRate: learningRate, shaping: strategy.fitness),
      network: network, center: center,
      perturbation: GaussianPerturbation(rank: rank(of: strategy)),
      optimizer: makeOptimizer(configuration.optimizer, parameterCount: center.count))
  }

  /// Rank of the noise on matrices; nil for full rank.
  static func rank(of strategy: StrategyConfiguration) -> Int? {
    strategy.name == .eggroll ? strategy.rank : nil
  }

  private static func makeOptimizer(
    _ configuration: OptimizerConfiguration, parameterCount: Int
  ) -> any Optimizer {
    switch configuration.name {
    case .clipup:
      ClipUp(
        parameterCount: parameterCount, momentum: configuration.momentum,
        weightDecay: configuration.weightDecay)
    case .sgd:
      SGD(
        parameterCount: parameterCount, momentum: configuration.momentum,
        weightDecay: configuration.weightDecay)
    case .adam, .adamw:
      Adam(
        parameterCount: parameterCount, beta1: configuration.beta1, beta2: configuration.beta2,
        epsilon: configuration.epsilon, weightDecay: configuration.weightDecay,
        isDecoupled: configuration.name == .adamw)
    }
  }
}
