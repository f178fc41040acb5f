/// Evolution strategies that move the center after every piece of an unroll, instead of after the
/// whole of it.
///
/// Pairs of particles go through the horizon in pieces of K steps, one with the noise e_p and one
/// with -e_p; their inner states live on from piece to piece. With the losses L± of the pieces that N
/// pairs have just made, the gradient of the loss of a piece is estimated as
///
///     g = 1 / N * sum over pairs of (L+ - L-) / 2 * s_p
///
/// and `Method` says which noise a particle plays and which score s_p it is blamed with. The pairs
/// are spread over the horizon, so that every generation sees all of it; in the beginning the center
/// takes them to their places.
public struct UnrolledES: Sendable {
  public enum Method: String, Sendable, CaseIterable {
    /// Fresh noise in every piece, and the sum of all noise of the unroll as the score (persistent
    /// evolution strategies, Vicol et al. 2021, algorithm 2): unbiased, because a loss comes from
    /// every noise before it.
    case persistent
    /// One noise for the whole unroll (noise-reuse evolution strategies, Li et al. 2023, algorithm
    /// 3): unbiased with less variance.
    case noiseReuse
    /// Fresh noise in every piece, which alone is blamed (truncated evolution strategies): blind to
    /// everything that comes later than a piece.
    case truncated
  }

  public struct Settings: Sendable {
    public var seed: UInt64
    /// Particles, two to a pair.
    public var population: Int
    public var sigma: Schedule
    /// Steps of a piece (K).
    public var truncation: Int
    public var learningRate: Schedule

    public init(
      seed: UInt64, population: Int, sigma: Schedule, truncation: Int, learningRate: Schedule
    ) {
      self.seed = seed
      self.population = population
      self.sigma = sigma
      self.truncation = truncation
      self.learningRate = learningRate
    }
  }

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
  private let method: Method
  private let settings: Settings
  private var generation = 0
  private var center: OptimizedCenter
  private var pairs: [Pair]

  private struct Pair {
    /// Inner steps since the start of the unroll.
    var steps: Int
    /// The inner states of its two particles.
    var states: [[Double]]
    /// Sum of the unroll's noise / sigma² for `persistent`, else the noise that is reused / sigma.
    var memory: [Double]
  }

  /// - Parameters:
  ///   - start: the parameters to begin with.
  ///   - settings: the population is even.
  public init(
    _ problem: any UnrolledProblem, method: Method, settings: Settings, start: [Double],
    optimizer: any Optimizer
  ) {
    precondition(settings.population.isMultiple(of: 2), "particles come in pairs")
    self.problem = problem
    self.method = method
    self.settings = settings
    center = OptimizedCenter(start, optimizer: optimizer, learningRate: settings.learningRate)
    let memory = [Double](repeating: 0, count: start.count)
    var places: [Pair] = []
    var state = problem.initialState
    for steps in stride(from: 0, to: problem.horizon, by: settings.truncation) {
      places.append(Pair(steps: steps, states: [state, state], memory: memory))
      let end = min(steps + settings.truncation, problem.horizon)
      _ = problem.unroll(&state, steps: steps..<end, parameters: start)
    }
    pairs = (0..<settings.population / 2).map { places[$0 % places.count] }
  }

  public var mean: [Double] { center.mean }
  public var sigma: Double { settings.sigma.value(at: generation) }

  /// One piece of every particle, and a step of the center. A pair whose difference is not a finite
  /// number is not counted and begins a new unroll.
  public mutating func runGeneration() -> Report {
    let noise = Vectors.normal(
      count: pairs.count, dimension: mean.count, seed: settings.seed, generation: generation)
    var gradient = [Double](repeating: 0, count: mean.count)
    var (loss, counted, steps) = (0.0, 0, 0)
    for index in pairs.indices {
      let piece = play(&pairs[index], noise[index])
      let difference = piece.losses[0] - piece.losses[1]
      if difference.isFinite {
        let weight = difference / 2 / Double(pairs.count)
        for i in gradient.indices { gradient[i] += weight * piece.score[i] }
        loss += piece.losses[0] + piece.losses[1]
        counted += 2 * piece.steps
      }
      steps += 2 * piece.steps
      if pairs[index].steps == problem.horizon || !difference.isFinite {
        pairs[index].steps = 0
        pairs[index].states = [problem.initialState, problem.initialState]
      }
    }
    if gradient.contains(where: { $0 != 0 }) {
      center.step(along: gradient.map { -$0 }, generation: generation)
    }
    generation += 1
    return Report(
      gradient: gradient, loss: counted > 0 ? loss / Double(counted) : .nan, steps: steps)
  }

  /// Takes both particles of a pair through their next piece.
  private func play(
    _ pair: inout Pair, _ fresh: [Double]
  ) -> (losses: [Double], score: [Double], steps: Int) {
    let begins = pair.steps == 0 || generation == 0 || method == .truncated
    let noise: [Double]
    let score: [Double]
    if method == .persistent {
      noise = fresh
      if begins { pair.memory = [Double](repeating: 0, count: fresh.count) }
      for i in fresh.indices { pair.memory[i] += fresh[i] / sigma }
      score = pair.memory
    } else {
      if begins { pair.memory = fresh }
      noise = pair.memory
      score = noise.map { $0 / sigma }
    }
    let first = pair.steps
    pair.steps = min(first + settings.truncation, problem.horizon)
    let losses = [sigma, -sigma].enumerated().map { particle, scale in
      problem.unroll(
        &pair.states[particle], steps: first..<pair.steps,
        parameters: zip(mean, noise).map { $0 + scale * $1 })
    }
    return (losses, score, pair.steps - first)
  }

  /// Everything that `runGeneration` depends on besides the settings, as that of a `Strategy`.
  public var state: StrategyState {
    get {
      center.state(
        generation: generation,
        [
          NamedVector(name: "steps", values: pairs.map { Double($0.steps) }),
          NamedVector(name: "inner_states", values: pairs.flatMap { $0.states.joined() }),
          NamedVector(name: "memory", values: pairs.flatMap(\.memory)),
        ])
    }
    set {
      generation = newValue.generation
      let parts = center.restore(newValue)
      let inner = Vectors(dimension: problem.initialState.count, values: parts[1])
      let memory = Vectors(dimension: mean.count, values: parts[2])
      for index in pairs.indices {
        pairs[index] = Pair(
          steps: Int(parts[0][index]), states: [inner[2 * index], inner[2 * index + 1]],
          memory: memory[index])
      }
    }
  }
}

/// At work where vectors are evaluated: the one candidate is the center, whose value is for the
/// record. The strategy looks at the losses of its particles alone.
extension UnrolledES: VectorStrategy {
  public var candidates: Vectors { Vectors(dimension: mean.count, values: mean) }

  /// Whole unrolls that the particles of a generation make together, rounded up.
  public var ownEvaluations: Int {
    let steps = 2 * pairs.count * settings.truncation
    return (steps + problem.horizon - 1) / problem.horizon
  }

  public mutating func tell(_ fitness: [Double]) { _ = runGeneration() }
}
