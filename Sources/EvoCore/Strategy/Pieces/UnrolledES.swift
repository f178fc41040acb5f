/// Evolution strategies that move the center after every piece of an unroll, instead of after the
/// whole of it.
///
/// Pairs of particles go through the horizon in pieces of K steps, and their inner states live on from
/// piece to piece; `UnrolledEstimator` makes a gradient of the pieces that they have just played. The
/// pairs are spread over the horizon, so that every generation sees all of it; in the beginning the
/// center takes them to their places.
public struct UnrolledES: Sendable {
  /// What one generation did.
  public struct Report: Sendable, Equatable {
    /// The estimated gradient of the loss of a piece.
    public var gradient: [Double]
    /// Mean loss of a step of the particles; NaN when all of them failed.
    public var loss: Double
    /// Inner steps that all particles together have made.
    public var steps: Int
  }

  public let problem: any UnrolledProblem
  private let settings: StrategySettings
  /// Steps of a piece (K).
  private let truncation: Int
  private var generation = 0
  private var center: OptimizedCenter
  private var estimator: UnrolledEstimator
  private var pairs: [Pair]

  private struct Pair {
    /// The generation in which the unroll began.
    var begun = 0
    /// Inner steps since then.
    var steps: Int
    /// The inner states of the two particles.
    var states: [[Double]]
  }

  /// - Parameters:
  ///   - start: the parameters to begin with.
  ///   - settings: the population is even, and the truncation no longer than the horizon.
  public init(
    _ problem: any UnrolledProblem, method: UnrolledMethod, _ settings: StrategySettings,
    start: [Double]
  ) {
    precondition(settings.population.isMultiple(of: 2), "particles come in pairs")
    self.problem = problem
    self.settings = settings
    truncation = settings.truncation(of: problem.horizon)
    center = OptimizedCenter(start, settings)
    estimator = UnrolledEstimator(
      method, seed: settings.seed, pairs: settings.population / 2, dimension: start.count)
    var places: [Pair] = []
    var state = problem.initialState
    for steps in stride(from: 0, to: problem.horizon, by: truncation) {
      places.append(Pair(steps: steps, states: [state, state]))
      let end = min(steps + truncation, problem.horizon)
      _ = problem.unroll(&state, steps: steps..<end, parameters: start)
    }
    pairs = (0..<settings.population / 2).map { places[$0 % places.count] }
  }

  public var mean: [Double] { center.mean }
  public var sigma: Double { settings.sigma.value(at: generation) }

  /// One piece of every particle, and a step of the center. A particle whose loss is not a number, or
  /// infinite, counts as the worst of the others, and its pair begins a new unroll.
  public mutating func runGeneration() -> Report {
    let noise = estimator.noise(generation: generation, begun: pairs.map(\.begun))
    var (loss, counted, steps) = (0.0, 0, 0)
    let pieces = pairs.indices.map { play(&pairs[$0], noise[$0]) }
    // Fitness is larger where the loss is smaller.
    let fitness = pieces.flatMap { $0.losses.map { -$0 } }.failuresAsWorst()
    let differences = pieces.indices.map { fitness[2 * $0] - fitness[2 * $0 + 1] }
    let gradient = estimator.gradient(differences, noise: noise, sigma: sigma)
    if gradient.contains(where: { $0 != 0 }) {
      center.step(along: gradient, generation: generation)
    }
    generation += 1
    for (index, piece) in pieces.enumerated() {
      let isCounted = piece.losses.allSatisfy(\.isFinite)
      if isCounted {
        loss += piece.losses[0] + piece.losses[1]
        counted += 2 * piece.steps
      }
      steps += 2 * piece.steps
      if pairs[index].steps == problem.horizon || !isCounted {
        let start = problem.initialState
        pairs[index] = Pair(begun: generation, steps: 0, states: [start, start])
        estimator.begin(pair: index)
      }
    }
    return Report(
      gradient: gradient.map { -$0 }, loss: counted > 0 ? loss / Double(counted) : .nan,
      steps: steps)
  }

  /// Takes both particles of a pair through their next piece.
  private func play(_ pair: inout Pair, _ noise: [Double]) -> (losses: [Double], steps: Int) {
    let first = pair.steps
    pair.steps = min(first + truncation, problem.horizon)
    let losses = [sigma, -sigma].enumerated().map { particle, scale in
      problem.unroll(
        &pair.states[particle], steps: first..<pair.steps,
        parameters: zip(mean, noise).map { $0 + scale * $1 })
    }
    return (losses, pair.steps - first)
  }

  /// Everything that `runGeneration` depends on besides the settings, as that of a `Strategy`.
  public var state: StrategyState {
    get {
      center.state(
        generation: generation,
        [
          NamedVector(name: "begun", values: pairs.map { Double($0.begun) }),
          NamedVector(name: "steps", values: pairs.map { Double($0.steps) }),
          NamedVector(name: "inner_states", values: pairs.flatMap { $0.states.joined() }),
        ] + estimator.state)
    }
    set {
      generation = newValue.generation
      center.restore(newValue)
      let (begun, steps) = (newValue["begun"], newValue["steps"])
      let inner = Vectors(
        dimension: problem.initialState.count, values: newValue["inner_states"])
      for index in pairs.indices {
        pairs[index] = Pair(
          begun: Int(begun[index]), steps: Int(steps[index]),
          states: [inner[2 * index], inner[2 * index + 1]])
      }
      estimator.restore(newValue)
    }
  }
}

/// At work where vectors are evaluated: the one candidate is the center, whose value is for the
/// record. The strategy looks at the losses of its particles alone.
extension UnrolledES: VectorStrategy {
  public var candidates: Vectors { Vectors(dimension: mean.count, values: mean) }

  /// Whole unrolls that the particles of a generation make together, rounded up.
  public var ownEvaluations: Int {
    let steps = 2 * pairs.count * truncation
    return (steps + problem.horizon - 1) / problem.horizon
  }

  public mutating func tell(_ fitness: [Double]) { _ = runGeneration() }
}
