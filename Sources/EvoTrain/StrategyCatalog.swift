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
  ]

  public static func make(
    _ configuration: TrainingConfiguration, network: Network, center: [Float]
  ) -> any Strategy {
    let strategy = configuration.strategy
    let rank = rank(of: strategy)
    return EvolutionStrategy(
      settings: EvolutionStrategy.Settings(
        seed: configuration.seed, population: strategy.population,
        antithetic: strategy.antithetic, sigma: strategy.sigma,
        learningRate: configuration.optimizer.learningRate, shaping: strategy.fitness),
      network: network, center: center, perturbation: GaussianPerturbation(rank: rank),
      optimizer: makeOptimizer(configuration.optimizer, parameterCount: network.parameterCount))
  }

  /// Rank of the noise on matrices; nil for full rank.
  static func rank(of strategy: StrategyConfiguration) -> Int? {
    switch strategy.name {
    case .eggroll: strategy.rank
    case .openAIES: nil
    }
  }

  private static func makeOptimizer(
    _ configuration: OptimizerConfiguration, parameterCount: Int
  ) -> any Optimizer {
    switch configuration.name {
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
