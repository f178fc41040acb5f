extension StrategyMethod {
  /// The strategy that trains the parameters of a network, which start at `center`.
  ///
  /// - Parameter kind: what is played, for strategies that play in pieces; nil where there is nothing
  ///   to play.
  /// - Throws: `StrategyError` when it cannot work like that, and what making a block of the
  ///   environment throws.
  public func makeStrategy(
    _ settings: StrategySettings, network: Network, center: [Float],
    in kind: EnvironmentKind? = nil
  ) throws -> any Strategy {
    try validate(settings, dimension: center.count)
    switch maker {
    case .pieces(let make, _):
      guard let kind else { throw needsUnroll }
      return try make(settings, network, center, kind)
    case .noise(let make):
      return make(settings, network, center)
    case .vectors(let make):
      // Whole weight matrices are sampled, with nothing known about them: from the origin CMA-ES swung
      // up the pendulum with 20 of 20 seeds in 6 M steps, from random weights with 18.
      // A gradient vanishes there.
      var mean = center.map(Double.init)
      for leaf in network.leaves where leaf.isMatrix && !traits.contains(.optimizer) {
        for index in leaf.range { mean[index] = 0 }
      }
      return DenseStrategy(
        make(VectorStart(mean: mean, settings), settings), seed: settings.seed)
    }
  }

  /// The strategy that looks for the best vector, from `mean` on.
  public func makeVectorStrategy(
    _ settings: StrategySettings, mean: [Double]
  ) throws(StrategyError) -> any VectorStrategy {
    try validate(settings, dimension: mean.count)
    switch maker {
    case .pieces: throw needsUnroll
    case .noise(let make):
      return FlatStrategy(mean: mean) { network, center in make(settings, network, center) }
    case .vectors(let make): return make(VectorStart(mean: mean, settings), settings)
    }
  }

  /// The strategy that goes through an unrolled problem in pieces; nil for one that plays whole
  /// unrolls.
  public func makeUnrolledStrategy(
    _ settings: StrategySettings, _ problem: any UnrolledProblem, start: [Double]
  ) throws(StrategyError) -> (any VectorStrategy)? {
    guard case .pieces(_, let make) = maker else { return nil }
    try validate(settings, dimension: start.count)
    return try make(settings, problem, start)
  }

  private func validate(
    _ settings: StrategySettings, dimension: Int
  ) throws(StrategyError) {
    if let dimensionLimit, dimension > dimensionLimit {
      throw .tooManyParameters(strategy: name, count: dimension, limit: dimensionLimit)
    }
    if settings.population < population.smallest {
      throw .populationTooSmall(
        strategy: name, population: settings.population, minimum: population.smallest)
    }
    try check(settings)
  }

  private var needsUnroll: StrategyError {
    .needsUnroll(strategy: name, problem: UnrolledProblems.all[0].name)
  }
}

extension VectorStart {
  fileprivate init(mean: [Double], _ settings: StrategySettings) {
    self.init(
      mean: mean, sigma: settings.sigma.value(at: 0), seed: settings.seed,
      population: settings.population)
  }
}
