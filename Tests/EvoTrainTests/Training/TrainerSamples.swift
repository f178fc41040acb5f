import EvoCore
import EvoEnvs
import EvoRun
import EvoTestSupport
import EvoTrain
import Testing

/// Small trainings that between them use every part of the engine.
enum TrainerSample: String, CaseIterable, Sendable {
  case cartPole, linearCartPole, pendulum, normalizedPendulum, safePendulum, layerNormCartPole
  case opposedPendulum
  case persistentCartPole, reusedPendulum, truncatedMountainCar

  var configuration: TrainingConfiguration {
    var configuration = TrainingConfiguration(env: "cartpole")
    configuration.seed = 0xfeed_0000_0000_0001
    configuration.strategy.population = 48
    configuration.evaluation.episodes = 17
    configuration.stop.solved = false
    switch self {
    case .cartPole:
      configuration.policy.hidden = [9]
      configuration.strategy[.rank] = 2
    case .linearCartPole:
      configuration.policy.hidden = []
      configuration.strategy.population = 600
      configuration.strategy.commonRandomNumbers = .none
      configuration.optimizer.method = .adamw
      configuration.optimizer.weightDecay = 0.01
      configuration.strategy.sigma = .exponential(.init(start: 0.3, end: 0.1, generations: 5))
    case .pendulum:
      configuration.env = "pendulum"
      configuration.policy.activation = .silu
      configuration.strategy.episodes = 2
      configuration.robustness.score = .min
      configuration.robustness.observationNoise = 0.01
      configuration.robustness.actionNoise = 0.05
      configuration.robustness.constants = [ConstantRange("mass", low: 0.9, high: 1.1)]
      configuration.strategy.fitness = .raw
      configuration.optimizer.learningRate = .linear(.init(start: 0.1, end: 0.01, generations: 4))
    case .normalizedPendulum:
      configuration.env = "pendulum"
      configuration.policy.hidden = [7, 6]
      configuration.policy.squash = .clip
      configuration.policy.virtualBatchNorm = true
      configuration.policy.referenceBatch = 21
      configuration.policy.normalizeObservations = true
      configuration.strategy.method = .openAIES
      configuration.strategy.fitness = .zScore
      configuration.strategy.commonRandomNumbers = .pair
      configuration.optimizer.method = .sgd
      configuration.optimizer.learningRate = .constant(0.02)
      configuration.training.horizon = 40
      configuration.training.horizonReward = -8
      configuration.training.rewardFloor = -9
      configuration.training.rewardOffset = 0.5
    case .safePendulum:
      configuration.env = "pendulum"
      configuration.policy.hidden = [7]
      configuration.policy.virtualBatchNorm = true
      configuration.policy.referenceBatch = 21
      configuration.policy.normalizeObservations = true
      configuration.strategy.method = .openAIES
      configuration.strategy[.safeMutation] = .sum
    case .opposedPendulum:
      configuration.env = "pendulum"
      configuration.policy.hidden = [5]
      configuration.strategy.episodes = 4
      configuration.strategy.commonRandomNumbers = .pair
      configuration.robustness.observationNoise = 0.01
      configuration.robustness.adversary = 0.5
    case .persistentCartPole:
      configuration.policy.hidden = [9]
      configuration.strategy.method = .pes
      configuration.strategy[.truncation] = 20
      configuration.strategy.episodes = 3
      configuration.robustness.score = .min
      configuration.robustness.observationNoise = 0.01
      configuration.robustness.actionNoise = 0.05
      configuration.robustness.constants = [ConstantRange("force", low: 8, high: 12)]
    case .reusedPendulum:
      configuration.env = "pendulum"
      configuration.policy.hidden = [7]
      configuration.policy.virtualBatchNorm = true
      configuration.policy.referenceBatch = 21
      configuration.policy.normalizeObservations = true
      configuration.strategy.method = .noiseReuseES
      configuration.strategy[.truncation] = 60
      configuration.strategy.commonRandomNumbers = .pair
      configuration.training.rewardOffset = 0.5
    case .truncatedMountainCar:
      configuration.env = "mountain-car-continuous"
      configuration.strategy.method = .truncatedES
      configuration.strategy.sigma = .exponential(.init(start: 0.3, end: 0.1, generations: 5))
      configuration.strategy.commonRandomNumbers = .none
    case .layerNormCartPole:
      configuration.policy.hidden = [9, 11]
      configuration.policy.activation = .relu
      configuration.policy.layerNorm = true
      configuration.strategy[.rank] = 4
    }
    return configuration
  }

  func trainer(workers: Int = 1, blockWidth: Int? = nil) throws -> Trainer {
    try Trainer(
      configuration, kind: environmentKind(configuration.env),
      workers: ThreadWorkers(count: workers), blockWidth: blockWidth)
  }
}

func environmentKind(_ name: String) throws -> EnvironmentKind {
  try EnvironmentLibrary().entry(name).kind
}

extension Trainer {
  /// The whole state.
  var checkpoint: TensorFile {
    CheckpointFile(state: state, configuration: configuration.yaml, name: "test").tensorFile()
  }

  /// Runs some generations; the reports are without the times.
  func run(generations: Int) throws -> [GenerationReport] {
    try (0..<generations).map { _ in
      var report = try runGeneration()
      report.seconds = 0
      report.envStepsPerSecond = 0
      return report
    }
  }
}

extension TensorFile {
  /// A number that changes with every bit of what the rest of a training follows from: Fowler, Noll and
  /// Vo's hash, 64 bits. The best center is left out, which is only remembered.
  var fingerprint: UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for name in names where !name.hasPrefix("best.") {
      for byte in Array(name.utf8) + (self[name]?.bytes ?? []) {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
      }
    }
    return hash
  }
}
