import EvoCore

/// The strategy that a configuration names.
extension TrainingConfiguration {
  /// The strategy that trains the parameters of a network, which start at `center`.
  ///
  /// - Parameter kind: what is played, for strategies that play in pieces; nil where there is nothing
  ///   to play.
  public func makeStrategy(
    network: Network, center: [Float], in kind: EnvironmentKind? = nil
  ) throws -> any Strategy {
    // Episodes are new in every generation.
    let made = try strategy.method.makeStrategy(
      settings(dimension: center.count, reevaluates: true), network: network, center: center,
      in: kind)
    // That the environment cannot be played in pieces matters more.
    if strategy.method.playsPieces, kind != nil, training.horizon != nil {
      throw StrategyError.growingHorizon(strategy: strategy.method.name)
    }
    return made
  }

  /// The strategy that looks for the best vector, from `mean` on.
  ///
  /// - Parameter reevaluates: whether the fitness of the same vector differs from generation to
  ///   generation.
  public func makeVectorStrategy(
    mean: [Double], reevaluates: Bool
  ) throws(StrategyError) -> any VectorStrategy {
    try strategy.method.makeVectorStrategy(
      settings(dimension: mean.count, reevaluates: reevaluates), mean: mean)
  }

  /// The strategy that goes through an unrolled problem in pieces; nil when the configuration names
  /// one that plays whole unrolls.
  public func makeUnrolledStrategy(
    _ problem: any UnrolledProblem, start: [Double]
  ) throws(StrategyError) -> (any VectorStrategy)? {
    try strategy.method.makeUnrolledStrategy(
      settings(dimension: start.count, reevaluates: false), problem, start: start)
  }

  private func settings(dimension: Int, reevaluates: Bool) -> StrategySettings {
    var settings = StrategySettings(
      seed: seed, population: strategy.members(dimension: dimension), sigma: strategy.sigma,
      learningRate: optimizer.learningRate)
    settings.shaping = strategy.fitness
    settings.antithetic = strategy.antithetic
    settings.episodes = strategy.episodes
    settings.reevaluates = reevaluates
    settings.options = strategy.options
    settings.optimizer = optimizer.method
    settings.optimizerOptions = optimizer.options
    settings.weightDecay = optimizer.weightDecay
    return settings
  }
}
