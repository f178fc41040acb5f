import EvoCore
import EvoEnvs
import EvoPlay
import EvoRun
import EvoTrain
import Testing

@Suite("Episodes in pieces")
struct PiecewiseTests {
  static let methods = StrategyMethod.allCases.filter(\.playsPieces)

  /// A linear policy, and a center that follows the plain gradient.
  private func configuration(
    _ method: StrategyMethod, env: String = "pendulum", population: Int,
    truncation: Int, learningRate: Double
  ) -> TrainingConfiguration {
    var configuration = TrainingConfiguration(env: env)
    configuration.seed = 3
    configuration.policy.hidden = []
    configuration.strategy.method = method
    configuration.strategy.population = population
    configuration.strategy[.truncation] = truncation
    configuration.strategy.commonRandomNumbers = .pair
    configuration.optimizer.method = .sgd
    configuration.optimizer[.momentum] = 0
    configuration.optimizer.learningRate = .constant(learningRate)
    configuration.evaluation.every = 0
    configuration.stop.solved = false
    return configuration
  }

  private func trainer(
    _ configuration: TrainingConfiguration, kind: EnvironmentKind? = nil
  ) throws -> Trainer {
    try Trainer(
      configuration, kind: kind ?? environmentKind(configuration.env),
      workers: ThreadWorkers(count: 2))
  }

  @Test("a piece as long as the episode makes every strategy plain antithetic search")
  func wholeEpisodes() throws {
    var centers: [[Float]] = []
    for method in Self.methods {
      let configuration = configuration(
        method, population: 40, truncation: 200, learningRate: 1e-4)
      let trainer = try trainer(configuration)
      for index in 0..<3 {
        let strategy = trainer.state.strategy
        let generation = strategy.ask()
        let plan = EpisodePlan(
          seed: 3, domain: .trainingEpisode, index: index, episodesPerMember: 1, sharing: .pair)
        let fitness = try Evaluator(
          kind: environmentKind("pendulum"), rank: nil, workers: ThreadWorkers(count: 1)
        ).evaluate(
          generation, around: trainer.policy, perturbation: strategy.perturbation, plan: plan,
          observes: false
        ).fitness()
        let expected = gradient(fitness, of: strategy, trainer.policy.network)
        _ = try trainer.runGeneration()
        for (i, before) in strategy.center.enumerated() {
          let step = 1e-4 * expected[i]
          #expect(
            abs(Double(trainer.state.strategy.center[i] - before) - step)
              < 1e-6 + 1e-3 * abs(step))
        }
      }
      centers.append(trainer.state.strategy.center)
    }
    #expect(centers[0] == centers[1] && centers[1] == centers[2])
  }

  /// `1 / N sum (f+ - f-) / 2 e / sigma²` over the pairs, with the noise e taken from the members.
  private func gradient(
    _ fitness: [Float], of strategy: any Strategy, _ network: Network
  ) -> [Double] {
    let generation = strategy.ask()
    let noise = NoiseBlock(network: network, rank: nil, stride: 16)
    let sigma = Double(generation.sigma)
    var gradient = [Double](repeating: 0, count: strategy.center.count)
    for pair in 0..<generation.pairCount {
      strategy.perturbation.fill(
        noise, lane: 0, member: 2 * pair, of: generation, center: strategy.center)
      let weight = Double(fitness[2 * pair] - fitness[2 * pair + 1]) / 2
      for leaf in noise.leaves {
        for (k, i) in leaf.parameter.range.enumerated() {
          let value = noise.values(leaf)[k * 16]
          let noise = Double(leaf.parameter.isMatrix ? value : value - strategy.center[i])
          gradient[i] += weight * noise / sigma / sigma / Double(generation.pairCount)
        }
      }
    }
    return gradient
  }

  @Test("with a resting center, PES and noise reuse follow the return of whole episodes")
  func unbiased() throws {
    /// The gradients of so many generations added up, by a center that moves next to not at all.
    func direction(
      _ method: StrategyMethod, truncation: Int, skipping: Int, generations: Int
    ) throws -> [Double] {
      var configuration = configuration(
        method, population: 4_000, truncation: truncation, learningRate: 1e-6)
      // Noise that changes from piece to piece smooths the return less than noise that stays, so that
      // only small noise gives PES the gradient of the others.
      configuration.strategy.sigma = .constant(0.05)
      let trainer = try trainer(configuration)
      for _ in 0..<skipping { _ = try trainer.runGeneration() }
      let start = trainer.state.strategy.center
      for _ in 0..<generations { _ = try trainer.runGeneration() }
      return zip(trainer.state.strategy.center, start).map { Double($0 - $1) / 1e-6 }
    }
    let whole = try direction(.pes, truncation: 200, skipping: 0, generations: 10)
      .map { $0 / 10 }
    func cosine(_ other: [Double]) -> Double {
      func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
      return dot(whole, other) / (dot(whole, whole) * dot(other, other)).squareRoot()
    }
    func length(_ v: [Double]) -> Double { v.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    // The first episodes are shorter than the others.
    for method in [StrategyMethod.pes, .noiseReuseES] {
      let pieces = try direction(method, truncation: 20, skipping: 10, generations: 100)
        .map { $0 / 10 }
      #expect(cosine(pieces) > 0.95, "\(method.name)")
      #expect(abs(length(pieces) / length(whole) - 1) < 0.4, "\(method.name)")
    }
    // What comes later than a piece weighs more than what is in it.
    let truncated = try direction(.truncatedES, truncation: 10, skipping: 20, generations: 200)
    #expect(cosine(truncated) < 0)
  }

  @Test("particles that have ended wait for their pair, and only real steps count")
  func waiting() throws {
    var configuration = configuration(.pes, population: 2, truncation: 4, learningRate: 1e-9)
    configuration.env = "fuse"
    // So far that the two act against each other.
    configuration.strategy.sigma = .constant(100)
    let trainer = try trainer(configuration, kind: Fuse.kind)
    var lengths: [Double] = []
    for _ in 0..<7 {
      let before = trainer.state.envSteps
      let report = try trainer.runGeneration()
      lengths.append(Double(trainer.state.envSteps - before))
      #expect(report.centerRank == nil && report.fitness.failed == 0)
      // A reward of 1 for every step.
      #expect(report.fitness.mean == lengths.last.map { $0 / 2 })
      #expect(report.episodeLengthMean == lengths.last.map { $0 / 2 })
    }
    // One of them ends after 3 steps, the other one after 10, and both begin again.
    #expect(lengths == [7, 4, 2, 7, 4, 2, 7])
  }

  @Test("a pair with a number that is not finite moves nothing and begins anew")
  func failure() throws {
    var configuration = configuration(.pes, population: 2, truncation: 4, learningRate: 1)
    configuration.env = "fuse"
    // So far that the two act against each other.
    configuration.strategy.sigma = .constant(100)
    let trainer = try trainer(configuration, kind: Fuse.faultyKind)
    // Steps 1 to 4 are sound, the fifth of the one that goes on is not.
    _ = try trainer.runGeneration()
    let center = trainer.state.strategy.center
    let steps = trainer.state.envSteps
    let report = try trainer.runGeneration()
    #expect(report.fitness.failed == 1)
    #expect(report.firstFailure?.step == 5 && report.firstFailure?.episode == 0)
    #expect(trainer.state.strategy.center == center)
    #expect(trainer.state.envSteps == steps + 1)
    #expect(try trainer.runGeneration().fitness.failed == 0)
  }

  @Test("every generation sees the whole horizon")
  func staggered() {
    let pieces = EpisodePieces(
      pairs: 8, episodesPerMember: 2, length: 60, horizon: 200, savedCount: 2)
    #expect(pieces.steps == [0, 60, 120, 180, 0, 60, 120, 180])
    #expect(pieces.saved.count == 64 && pieces.isOver.count == 32)
  }

  @Test("what a particle plays can be watched", arguments: methods)
  func playback(method: StrategyMethod) throws {
    var configuration = configuration(
      method, env: "cartpole", population: 8, truncation: 6, learningRate: 0.1)
    configuration.robustness.observationNoise = 0.05
    configuration.robustness.constants = [ConstantRange("force", low: 6, high: 12)]
    let trainer = try trainer(configuration)
    let entry = try #require(EnvironmentCatalog.entry(named: "cartpole"))
    for _ in 0..<8 {
      let returns = try (0..<8).map { member in
        let playback = try Playback(
          trainer.policy, in: entry, player: .member(trainer.episode(0, ofMember: member)))
        while playback.end == nil { playback.advance() }
        return Float(playback.episodeReturn)
      }
      #expect(try trainer.runGeneration().fitness == FitnessStatistics(returns))
    }
  }

  @Test("cart-pole is solved", arguments: methods)
  func cartPole(method: StrategyMethod) throws {
    var configuration = TrainingConfiguration(env: "cartpole")
    configuration.policy.hidden = [16]
    configuration.strategy.method = method
    configuration.optimizer.learningRate = .constant(0.1)
    configuration.stop.generations = 500
    let trainer = try trainer(configuration)
    while trainer.stopReason == nil { _ = try trainer.runGeneration() }
    #expect(trainer.stopReason == .solved)
  }

  @Test("the pendulum is learned", arguments: methods)
  func pendulum(method: StrategyMethod) throws {
    var configuration = TrainingConfiguration(env: "pendulum")
    configuration.policy.hidden = [16]
    configuration.strategy.method = method
    configuration.strategy.population = 512
    configuration.strategy.sigma = .constant(0.2)
    configuration.strategy.commonRandomNumbers = .pair
    configuration.evaluation.every = 0
    configuration.stop.solved = false
    let trainer = try trainer(configuration)
    #expect(try trainer.evaluateCenter().returnMean < -900)
    for _ in 0..<400 { _ = try trainer.runGeneration() }
    #expect(try trainer.evaluateCenter().returnMean > -500)
  }

  @Test("what cannot be played in pieces is refused in a sentence", arguments: methods)
  func refusals(method: StrategyMethod) throws {
    let lander = configuration(
      method, env: "lunar-lander", population: 8, truncation: 6, learningRate: 0.1)
    #expect(
      throws: StrategyError.cannotSaveEpisodes(
        strategy: method.name, environment: "lunar-lander")
    ) { try trainer(lander) }
    var other = lander
    other.env = "cartpole"
    other.training.horizon = 100
    #expect(throws: StrategyError.growingHorizon(strategy: method.name)) { try trainer(other) }
    other.training.horizon = nil
    other.strategy[.truncation] = 501
    #expect(
      throws: StrategyError.unfit(
        option: "truncation", found: "501", expected: "at most the 500 steps of cartpole")
    ) { try trainer(other) }
    var data = DataSample.configuration(.mnist1D)
    data.strategy.method = method
    #expect(
      throws: StrategyError.needsUnroll(strategy: method.name, problem: "influence-balancing")
    ) {
      try Trainer(
        data, subject: .data(DataSample.blobs(count: 64)), workers: ThreadWorkers(count: 1))
    }
  }

  @Test(
    "counts of a checkpoint that cannot be are refused, and the trainer stays as it was",
    arguments: ["begun", "steps", "over"], [Double.nan, -1, 1e300, .infinity, -.infinity, 0.5, 501])
  func impossibleCounts(name: String, value: Double) throws {
    let trainer = try TrainerSample.persistentCartPole.trainer()
    _ = try trainer.run(generations: 2)
    var file = trainer.checkpoint
    let key = "strategy.episodes.\(name)"
    let count = try #require(file[key]).shape[0]
    file[key] = Tensor([Double](repeating: 0, count: count - 1) + [value])
    let other = try TrainerSample.persistentCartPole.trainer()
    let before = other.checkpoint.encoded()
    #expect(throws: CheckpointError.self) { try other.restore(from: file) }
    #expect(other.checkpoint.encoded() == before)
  }

  @Test(
    "whatever an environment may have saved is survived", arguments: [Float.nan, -1, .infinity])
  func hostile(value: Float) throws {
    let trainer = try TrainerSample.persistentCartPole.trainer()
    _ = try trainer.run(generations: 2)
    var file = trainer.checkpoint
    let saved = try #require(file["strategy.episodes.saved"]).shape[0]
    file["strategy.episodes.saved"] = Tensor([Float](repeating: value, count: saved))
    let other = try TrainerSample.persistentCartPole.trainer()
    try other.restore(from: file)
    // All may fail, and say so; none may trap.
    for _ in 0..<3 { _ = try? other.runGeneration() }
    #expect(other.state.strategy.center.allSatisfy { $0.isFinite })
  }
}

/// Ends after 3 steps where the first action is positive, else after 10. A reward of 1 for every step.
private struct Fuse: ResumableEnvironment {
  static let spec = EnvironmentSpec(
    name: "fuse", summary: "", origin: "", observation: [Component("one", 0, 1)],
    action: .continuous([Component("push", -1, 1)]), reward: "", start: "", end: "",
    stepLimit: 12, solvedAt: nil, framesPerSecond: 10)
  static let savedCount = 2
  static let kind = EnvironmentKind(spec: spec) { Fuse(failsAt: 0) }
  static let faultyKind = EnvironmentKind(spec: spec) { Fuse(failsAt: 5) }

  /// The step whose reward is not a number; 0 for none.
  let failsAt: Float
  private var age: Float = 0
  private var end: Float = 0

  init(failsAt: Float) { self.failsAt = failsAt }

  var spec: EnvironmentSpec { Self.spec }

  mutating func reset(random: inout Random, observation: LaneWriter) {
    (age, end) = (0, 0)
    observation[0] = 1
  }

  mutating func step(action: LaneReader, observation: LaneWriter) -> Step {
    if age == 0 { end = action[0] > 0 ? 3 : 10 }
    age += 1
    observation[0] = 1
    return Step(reward: age == failsAt ? .nan : 1, terminated: age >= end)
  }

  func save(to numbers: LaneWriter) {
    numbers[0] = age
    numbers[1] = end
  }

  mutating func restore(from numbers: LaneReader, observation: LaneWriter) {
    (age, end) = (numbers[0], numbers[1])
    observation[0] = 1
  }
}
