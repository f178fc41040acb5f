import EvoCore
import EvoTestSupport
import EvoTrain
import Foundation
import Testing

@Suite("Decoding a configuration")
struct ConfigurationDecodingTests {
  private func decode(_ yaml: String) throws -> TrainingConfiguration {
    try TrainingConfiguration.decode(yaml: yaml, file: "x.yaml")
  }

  @Test("an environment alone gives the documented defaults")
  func defaults() throws {
    let configuration = try decode("env: cartpole\n")
    #expect(configuration == TrainingConfiguration(env: "cartpole"))
    #expect(
      configuration.yaml == """
        # Every setting of this run; evo-rl train takes this file as it is.
        env: cartpole
        seed: 1
        policy:
          hidden: [16]
          convolutions: []
          activation: tanh
          squash: tanh
          virtual_batch_norm: false
          layer_norm: false
          reference_batch: 128
          normalize_observations: false
          freeze_normalization: false
          observation_clip: 5.0
          start: null
        strategy:
          name: eggroll
          population: null
          rank: 1
          antithetic: true
          sigma: 0.1
          fitness: centered-rank
          episodes: 1
          common_random_numbers: generation
        optimizer:
          name: adam
          learning_rate: 0.05
          beta1: 0.9
          beta2: 0.999
          epsilon: 1e-08
          weight_decay: 0.0
        training:
          reward_factors: {}
          reward_floor: null
          reward_offset: 0.0
          horizon: null
          horizon_growth: 1.25
          horizon_reward: 0.1
        robustness:
          score: mean
          observation_noise: 0.0
          action_noise: 0.0
          constants: {}
          adversary: 0.0
          adversary_learning_rate: 0.1
        evaluation:
          every: 1
          episodes: 100
          confirm: 1000
        stop:
          solved: true
          generations: 1000
          env_steps: null
          seconds: null
        checkpoint:
          every: 10
          keep_last: 3
          keep_best: true
        logging:
          tensorboard: true
          pictures: 100

        """)
  }

  @Test("every key can be set")
  func everyKey() throws {
    let configuration = try decode(
      """
      env: pendulum
      seed: 18446744073709551615
      policy: {hidden: [64, 32], activation: relu, squash: clip, virtual_batch_norm: true,
        reference_batch: 256, normalize_observations: true, freeze_normalization: true,
        observation_clip: 10, start: runs/latest}
      strategy:
        name: eggroll
        population: 1_024
        rank: 4
        antithetic: false
        sigma: {schedule: exponential, start: 1e-1, end: .01, generations: 300}
        fitness: z-score
        episodes: 8
        common_random_numbers: none
      optimizer:
        name: sgd
        learning_rate: {schedule: linear, start: 0.5, end: +5E-2, generations: 100}
        momentum: 0.5
        weight_decay: 1e-3
      evaluation: {every: 5, episodes: 10}
      stop: {solved: False, generations: ~, env_steps: 1_000_000, seconds: 2.5}
      training: {reward_floor: -10, reward_offset: -1, horizon: 50, horizon_growth: 2, horizon_reward: 0.5}
      robustness: {score: cvar, cvar_share: 0.5, observation_noise: 0.01, action_noise: 1e-1,
        constants: {gravity: [8, 12.5], mass: [1, 1]}, adversary: 0.25,
        adversary_learning_rate: 0.5}
      checkpoint: {every: 0, keep_last: 1, keep_best: false}
      logging: {tensorboard: false, pictures: 7}
      """)
    var expected = TrainingConfiguration(env: "pendulum")
    expected.seed = .max
    expected.policy.hidden = [64, 32]
    expected.policy.activation = .relu
    expected.policy.squash = .clip
    expected.policy.start = "runs/latest"
    expected.policy.virtualBatchNorm = true
    expected.policy.referenceBatch = 256
    expected.policy.normalizeObservations = true
    expected.policy.freezeNormalization = true
    expected.policy.observationClip = 10
    expected.strategy.population = 1024
    expected.strategy[.rank] = 4
    expected.strategy.antithetic = false
    expected.strategy.sigma = .exponential(.init(start: 0.1, end: 0.01, generations: 300))
    expected.strategy.fitness = .zScore
    expected.strategy.episodes = 8
    expected.strategy.commonRandomNumbers = .none
    expected.optimizer.method = .sgd
    expected.optimizer.learningRate = .linear(.init(start: 0.5, end: 0.05, generations: 100))
    expected.optimizer[.momentum] = 0.5
    expected.optimizer.weightDecay = 0.001
    expected.training.rewardFloor = -10
    expected.training.rewardOffset = -1
    expected.training.horizon = 50
    expected.training.horizonGrowth = 2
    expected.training.horizonReward = 0.5
    expected.robustness.score = .cvar
    expected.robustness.cvarShare = 0.5
    expected.robustness.observationNoise = 0.01
    expected.robustness.actionNoise = 0.1
    expected.robustness.adversary = 0.25
    expected.robustness.adversaryLearningRate = 0.5
    expected.robustness.constants = [
      ConstantRange("gravity", low: 8, high: 12.5), ConstantRange("mass", low: 1, high: 1),
    ]
    expected.evaluation.every = 5
    expected.evaluation.episodes = 10
    expected.stop.solved = false
    expected.stop.generations = nil
    expected.stop.envSteps = 1_000_000
    expected.stop.seconds = 2.5
    expected.checkpoint.every = 0
    expected.checkpoint.keepLast = 1
    expected.checkpoint.keepBest = false
    expected.logging.tensorboard = false
    expected.logging.pictures = 7
    #expect(configuration == expected)
  }

  @Test("a bare name is a section with that name and defaults")
  func bareNames() throws {
    let configuration = try decode("env: cartpole\nstrategy: openai-es\noptimizer: sgd\n")
    var expected = TrainingConfiguration(env: "cartpole")
    expected.strategy.method = .openAIES
    expected.optimizer.method = .sgd
    #expect(configuration == expected)
  }

  @Test(
    "a section without content keeps its defaults",
    arguments: ["policy:", "policy: {}", "strategy:", "strategy:\n  sigma:", "stop: null"])
  func emptySection(section: String) throws {
    #expect(try decode("env: a\n\(section)\n") == TrainingConfiguration(env: "a"))
  }

  @Test("byte order mark, carriage returns and document markers are accepted")
  func textForms() throws {
    for yaml in ["\u{FEFF}env: a\n", "env: a\r\nseed: 1\r\n", "---\nenv: a\n...\n", "{env: 'a'}"] {
      #expect(try decode(yaml) == TrainingConfiguration(env: "a"))
    }
  }

  @Test("an ampersand in a word or before a space is not an anchor")
  func ampersands() throws {
    #expect(try decode("env: R&D  # Salimans & others\n").env == "R&D")
  }

  @Test("training that only solving can end needs an environment with a threshold")
  func requireEnd() throws {
    let configuration = try decode("env: a\nstop: {generations: null}\n")
    try configuration.requireEnd(hasThreshold: true, file: "x.yaml")
    let error = #expect(throws: ConfigurationError.self) {
      try configuration.requireEnd(hasThreshold: false, file: "x.yaml")
    }
    #expect(
      error?.message == "x.yaml: stop: nothing would end the training; "
        + "set stop.generations, stop.env_steps or stop.seconds")
  }

  @Test("frozen statistics need a saved policy by the time the training begins")
  func requireStart() throws {
    let frozen = "env: a\npolicy:\n  normalize_observations: true\n  freeze_normalization: true\n"
    try decode(frozen + "  start: b\n").requireStart(file: "x.yaml")
    try decode("env: a\n").requireStart(file: "x.yaml")
    let error = #expect(throws: ConfigurationError.self) {
      try decode(frozen).requireStart(file: "x.yaml")
    }
    #expect(
      error?.message == "x.yaml: policy.start: policy.freeze_normalization keeps the statistics of "
        + "a saved policy; name one here, as with --set policy.start=RUN")
  }

  @Test("every shipped configuration is accepted and names an environment or a data set")
  func shipped() throws {
    let folder = URL(filePath: Repository.path + "/configs")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".yaml") }
    #expect(files.contains("cartpole.yaml") && files.contains("pendulum.yaml"))
    for file in files {
      let path = folder.appending(path: file).path
      let configuration = try TrainingConfiguration.load(path: path)
      #expect(configuration.env.isEmpty == (configuration.data.name != nil))
    }
  }
}

@Suite("Overrides of a configuration")
struct ConfigurationOverrideTests {
  private func decode(_ yaml: String, _ overrides: String...) throws -> TrainingConfiguration {
    try TrainingConfiguration.decode(yaml: yaml, file: "x.yaml", overrides: overrides)
  }

  @Test("values are YAML: numbers, lists, names and null")
  func values() throws {
    let configuration = try decode(
      "env: a\n", "policy.hidden=[64,64]", "strategy=openai-es", "stop.generations=null",
      "stop.env_steps=1_000", "strategy.sigma={schedule: linear, start: 1, end: 2, generations: 3}")
    var expected = TrainingConfiguration(env: "a")
    expected.policy.hidden = [64, 64]
    expected.strategy.method = .openAIES
    expected.stop.generations = nil
    expected.stop.envSteps = 1000
    expected.strategy.sigma = .linear(.init(start: 1, end: 2, generations: 3))
    #expect(configuration == expected)
  }

  @Test("a key inside a section extends its short form")
  func shortForm() throws {
    let configuration = try decode(
      "env: a\nstrategy: eggroll\n", "strategy.rank=2", "strategy.sigma=0.5",
      "strategy.sigma.schedule=linear", "strategy.sigma.end=0.1", "strategy.sigma.generations=9")
    #expect(configuration.strategy[.rank] == 2)
    #expect(configuration.strategy.sigma == .linear(.init(start: 0.5, end: 0.1, generations: 9)))
    let renamed = try decode("env: a\nstrategy: eggroll\n", "strategy.name=openai-es")
    #expect(renamed.strategy.method == .openAIES)
  }

  @Test("the last override of a key wins, over the file and over earlier ones")
  func order() throws {
    #expect(try decode("env: a\nseed: 1\n", "seed=2", "seed=3").seed == 3)
    #expect(try decode("env: a\n", "env=b=c").env == "b=c")
  }

  @Test("a whole section replaces that of the file")
  func wholeSection() throws {
    let configuration = try decode(
      "env: a\nstrategy: {name: eggroll, rank: 4, population: 256}\n", "strategy=openai-es")
    var expected = TrainingConfiguration(env: "a")
    expected.strategy.method = .openAIES
    #expect(configuration == expected)
  }

  @Test("an override can give what the file lacks")
  func missingInFile() throws {
    #expect(try decode("seed: 5\n", "env=a").env == "a")
  }

  @Test("a name brings the defaults that go with it")
  func defaultsOfNames() throws {
    let pgpe = try decode("env: cartpole\nstrategy: pgpe\n")
    #expect(pgpe.optimizer.method == .clipup)
    #expect(pgpe.optimizer.learningRate == .constant(0.15))
    #expect(pgpe.strategy.sigma == .constant(0.1))
    let adam = try decode("env: cartpole\nstrategy: pgpe\noptimizer: adam\n")
    #expect(adam.optimizer == OptimizerConfiguration())
    let clipUp = try decode(
      "env: cartpole\noptimizer: {name: clipup, momentum: 0.8, learning_rate: 0.3}\n")
    #expect(clipUp.optimizer[.momentum] == 0.8)
    #expect(clipUp.optimizer.learningRate == .constant(0.3))
    #expect(try decode("env: cartpole\nstrategy: snes\n").strategy.sigma == .constant(0.5))
  }
}
