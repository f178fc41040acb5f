import EvoCore
import EvoEnvs
import EvoPlay
import EvoRun
import EvoTestSupport
import EvoTrain
import Testing

@Suite("Robustness")
struct RobustnessTests {
  @Test(
    "the returns of a member's episodes become its fitness",
    arguments: [
      (EpisodeScore.mean, 2.5), (.minimum, -3), (.worst(share: 0.25), -3), (.worst(share: 0.3), -1),
      (.worst(share: 1), 2.5), (.worst(share: 1e-6), -3),
    ] as [(EpisodeScore, Float)])
  func score(score: EpisodeScore, expected: Float) {
    #expect(score.fitness(of: [8, -3, 4, 1]) == expected)
    #expect(score.fitness(of: [8, -3, .nan, 1]).isNaN)
  }

  private static func configuration(
    _ env: String, _ change: (inout RobustnessConfiguration) -> Void
  ) -> TrainingConfiguration {
    var configuration = TrainingConfiguration(env: env)
    configuration.policy.hidden = [8]
    configuration.strategy.population = 2
    change(&configuration.robustness)
    return configuration
  }

  private static let hard: @Sendable (inout RobustnessConfiguration) -> Void = {
    $0.observationNoise = 0.1
    $0.actionNoise = 0.3
    $0.constants = [ConstantRange("gravity", low: 5, high: 15)]
  }

  private func trainer(_ configuration: TrainingConfiguration) throws -> Trainer {
    try Trainer(
      configuration, kind: environmentKind(configuration.env), workers: ThreadWorkers(count: 1))
  }

  @Test(
    "an episode that is watched is the one that was trained on",
    arguments: ["cartpole", "pendulum"])
  func playback(env: String) throws {
    try expectPlayback(of: Self.configuration(env, Self.hard))
  }

  @Test("an episode with an opponent is watched with it")
  func opposedPlayback() throws {
    var configuration = Self.configuration("pendulum", Self.hard)
    configuration.robustness.adversary = 0.5
    configuration.robustness.score = .min
    configuration.strategy.episodes = 2
    try expectPlayback(of: configuration)
  }

  /// Two members, played alone and in a generation.
  private func expectPlayback(of configuration: TrainingConfiguration) throws {
    let env = configuration.env
    let trainer = try trainer(configuration)
    _ = try trainer.runGeneration()
    let entry = try #require(EnvironmentCatalog.entry(named: env))
    let returns = try (0..<2).map { member in
      try (0..<configuration.strategy.episodes).map { episode in
        let playback = try Playback(
          trainer.policy, in: entry, player: .member(trainer.episode(episode, ofMember: member)))
        while playback.end == nil { playback.advance() }
        return playback.episodeReturn
      }.min() ?? .nan
    }
    let report = try trainer.runGeneration()
    #expect(Float(returns.min() ?? 0) == Float(report.fitness.min))
    #expect(Float(returns.max() ?? 0) == Float(report.fitness.max))
  }

  @Test("each disturbance changes what members achieve, and none what the center does")
  func effect() throws {
    let changes: [@Sendable (inout RobustnessConfiguration) -> Void] = [
      { $0.observationNoise = 0.05 }, { $0.actionNoise = 0.5 },
      { $0.constants = [ConstantRange("mass", low: 0.5, high: 2)] },
    ]
    let plain = try trainer(Self.configuration("pendulum") { _ in })
    let evaluation = try plain.evaluateCenter()
    let fitness = try plain.runGeneration().fitness
    for change in changes {
      let disturbed = try trainer(Self.configuration("pendulum", change))
      #expect(try disturbed.evaluateCenter() == evaluation)
      #expect(try disturbed.runGeneration().fitness != fitness)
    }
    let same = try trainer(
      Self.configuration("pendulum") {
        $0.constants = [
          ConstantRange("mass", low: 1, high: 1), .init("gravity", low: 10, high: 10),
        ]
      })
    #expect(try same.runGeneration().fitness == fitness, "the constants as they are")
  }

  @Test("noise on observations has the deviation that was asked for, new in every step and lane")
  func observationNoise() {
    let spec = Pendulum.spec
    let (lanes, steps) = (32, 200)
    let memory = LaneMemory(spec, stride: lanes)
    for i in 0..<spec.observation.count * lanes { memory.block.observation[i] = 3 }
    for group in 0..<lanes / 16 { memory.block.alive[group] = .max }
    let disturbance = LaneDisturbance(
      Disturbance(observationNoise: 0.2, actionNoise: 0), spec: spec, stride: lanes)
    for lane in 0..<lanes {
      var random = Random(seed: 1, domain: .probe, index: UInt32(lane))
      disturbance.begin(lane: lane, random: &random)
    }
    let view = disturbance.view(of: memory.block)
    var values: [Float] = []
    for step in 0..<steps {
      let clock = [Int32](repeating: Int32(step), count: lanes)
      disturbance.observe(memory.block, steps: clock, lanes: lanes)
      values += (0..<spec.observation.count * lanes).map { view.observation[$0] }
    }
    #expect(Set(values).count > values.count * 99 / 100)
    let mean = values.reduce(0.0) { $0 + Double($1) } / Double(values.count)
    let variance =
      values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(values.count)
    // 19,200 numbers: four standard errors.
    #expect(abs(mean - 3) < 4 * 0.2 / 138)
    #expect(abs(variance.squareRoot() - 0.2) < 4 * 0.2 / 196)
  }

  @Test("a discrete action is replaced as often as was asked for")
  func actionNoise() {
    let lanes = 16
    let memory = LaneMemory(CartPole.spec, stride: lanes)
    memory.block.alive[0] = .max
    let disturbance = LaneDisturbance(
      Disturbance(observationNoise: 0, actionNoise: 0.3), spec: CartPole.spec, stride: lanes)
    for lane in 0..<lanes {
      var random = Random(seed: 2, domain: .probe, index: UInt32(lane))
      disturbance.begin(lane: lane, random: &random)
    }
    var changed = 0
    for step in 0..<1000 {
      for lane in 0..<lanes { memory.block.action[lane] = 1 }
      disturbance.act(
        memory.block, steps: [Int32](repeating: Int32(step), count: lanes), lanes: lanes)
      changed += (0..<lanes).count { memory.block.action[$0] == 0 }
    }
    // Half of the random choices are what the policy chose; 16,000 trials, four standard errors.
    #expect(abs(Double(changed) / 16_000 - 0.15) < 4 * 0.0029)
  }

  @Test("a constant that the environment does not have is refused with those that it has")
  func unknown() throws {
    let unknown = [ConstantRange("gravitation", low: 1, high: 2)]
    func message(_ env: String) -> String? {
      let configuration = Self.configuration(env) { $0.constants = unknown }
      return #expect(throws: RobustnessError.self) { try trainer(configuration) }?.description
    }
    #expect(
      message("pendulum") == "robustness.constants: 'gravitation' is no constant of pendulum, "
        + "which has gravity, mass, length")
    #expect(
      message("acrobot") == "robustness.constants: 'gravitation' is no constant of acrobot, "
        + "which has none that can vary; remove it")
  }

  @Test("an opponent learns to spoil what a policy can do")
  func adversary() throws {
    let shipped = try SavedPolicy.load("pendulum", kind: environmentKind).file
    var configuration = TrainingConfiguration(env: "pendulum")
    configuration.policy.hidden = Array(shipped.policy.network.widths.dropFirst().dropLast())
    configuration.policy.activation = shipped.policy.network.activation
    configuration.policy.normalizeObservations = shipped.policy.normalizer != nil
    configuration.strategy.population = 64
    configuration.strategy.sigma = .constant(1e-6)
    configuration.strategy.episodes = 4
    configuration.optimizer.learningRate = .constant(1e-9)
    configuration.strategy.commonRandomNumbers = .pair
    configuration.robustness.adversary = 0.8
    configuration.robustness.adversaryLearningRate = 1
    let subject = TrainingSubject.environment(try environmentKind("pendulum"))
    let trainer = try Trainer(
      configuration, subject: subject,
      start: StartingPolicy(shipped, path: "pendulum", for: subject, configuration),
      workers: ThreadWorkers(count: 2))
    let fitness = try trainer.run(generations: 20).map(\.fitness.mean)
    // What it can do without an opponent, and still could against one that has learned nothing.
    #expect(fitness[0] > -250)
    #expect((fitness.suffix(5).max() ?? 0) < fitness[0] - 300)
  }

  @Test("episodes that differ in nothing teach an opponent nothing")
  func nothingToLearn() {
    let plan = EpisodePlan(
      seed: 1, domain: .probe, index: 0, episodesPerMember: 2, sharing: .generation)
    let task = RolloutTask(
      plan: plan,
      generation: Generation(seed: 1, index: 0, memberCount: 4, sigma: 0.1, antithetic: true),
      observationCount: 0)
    var adversary = Adversary(strength: 0.5, learningRate: 1, spec: Pendulum.spec)
    adversary.weights[0] = 0.5
    let before = adversary
    // All of them have failed: no job has been played.
    adversary.learn(from: task)
    #expect(adversary == before)
  }

  @Test("choices cannot be pushed, and episodes have to come in pairs")
  func opponentRefused() throws {
    var configuration = Self.configuration("cartpole") { $0.adversary = 0.5 }
    configuration.strategy.episodes = 2
    #expect(
      #expect(throws: RobustnessError.self) { try trainer(configuration) }?.description
        == "robustness.adversary: the actions of cartpole are choices, which cannot be pushed; "
        + "set it to 0, or use action_noise")
  }
}
