/// Evolution strategies that move the center after every piece of an episode, instead of after the
/// whole of it: `UnrolledES` where the unroll is an episode and the loss is the negative return.
///
/// The two particles of a pair go through episodes of the same seeds, and keep them from generation
/// to generation. The fitness of a particle is its return in a piece of K steps. It is not shaped: an
/// estimate that is unbiased is a mean of differences.
public struct PiecewiseES: Strategy {
  private let settings: StrategySettings
  private var generation = 0
  private var movedCenter: OptimizedCenter
  private var estimator: UnrolledEstimator
  private var noise: Vectors
  private var episodes: EpisodePieces
  public private(set) var perturbation: any Perturbation

  /// - Parameters:
  ///   - settings: the population is even.
  ///   - center: the parameters to begin with.
  ///   - pieces: of as many pairs as there are in the population.
  public init(
    method: UnrolledMethod, _ settings: StrategySettings, center: [Float], pieces: EpisodePieces
  ) {
    precondition(settings.population == 2 * pieces.begun.count, "particles come in pairs")
    self.settings = settings
    episodes = pieces
    movedCenter = OptimizedCenter(center.map(Double.init), settings)
    estimator = UnrolledEstimator(
      method, seed: settings.seed, pairs: pieces.begun.count, dimension: center.count)
    noise = Vectors(dimension: center.count, values: [])
    perturbation = VectorPerturbation(candidates: noise)
    sample()
  }

  public var center: [Float] { movedCenter.values }

  public var pieces: EpisodePieces? { episodes }

  private var sigma: Double { settings.sigma.value(at: generation) }

  public func ask() -> Generation {
    Generation(
      seed: settings.seed, index: generation, memberCount: settings.population,
      sigma: Float(sigma), antithetic: true)
  }

  public mutating func observe(_ task: RolloutTask) { episodes.record(task) }

  public mutating func tell(
    _ fitness: [Float], for generation: Generation, on workers: some Workers
  ) -> UpdateReport {
    precondition(fitness.count == settings.population, "one fitness per member")
    // A particle that failed counts as the worst that did not.
    let worth = fitness.failuresAsWorst()
    let differences = episodes.begun.indices.map {
      Double(worth[2 * $0]) - Double(worth[2 * $0 + 1])
    }
    let gradient = estimator.gradient(differences, noise: noise, sigma: sigma)
    let before = center
    // Nothing to learn from: not even momentum or weight decay may move the center.
    if gradient.contains(where: { $0 != 0 }) {
      movedCenter.step(along: gradient, generation: self.generation)
    }
    var report = UpdateReport(
      sigma: sigma, learningRate: settings.learningRate.value(at: self.generation))
    report.gradientNorm = norm(gradient)
    report.record(from: before, to: center)
    self.generation += 1
    for pair in episodes.begun.indices
    where episodes.advance(pair: pair) || !fitness[2 * pair...2 * pair + 1].allSatisfy(\.isFinite) {
      episodes.begin(pair: pair, generation: self.generation)
      estimator.begin(pair: pair)
    }
    sample()
    return report
  }

  private mutating func sample() {
    noise = estimator.noise(generation: generation, begun: episodes.begun)
    perturbation = VectorPerturbation(
      candidates: noise.moved(from: [Double](repeating: 0, count: noise.dimension), scale: sigma)
        .mirrored(around: movedCenter.mean))
  }

  public var state: StrategyState {
    get {
      let played = episodes.state
      var state = movedCenter.state(
        generation: generation, played.counts + estimator.state)
      state.vectors = [NamedVector(name: "center", values: center), played.saved]
      return state
    }
    set {
      generation = newValue.generation
      movedCenter.restore(newValue)
      episodes.restore(
        begun: newValue["episodes.begun"], steps: newValue["episodes.steps"],
        isOver: newValue["episodes.over"], saved: newValue.vector("episodes.saved"))
      estimator.restore(newValue)
      sample()
    }
  }
}
