import EvoCore
import EvoGym
import EvoYAML

/// Everything that a training run depends on, besides the version of the program.
///
/// Two equal configurations give the same bytes, except where `stop.seconds` ends the training.
public struct TrainingConfiguration: Equatable, Sendable {
  /// The data set to learn from; its name is nil when there is an environment.
  public var data = DataConfiguration()
  /// How members are scored on the data.
  public var objective = ObjectiveConfiguration()
  /// The name of the environment; empty when there is a data set.
  public var env: String
  /// How an environment of Gymnasium is made.
  public var gym = GymConfiguration()
  public var seed: UInt64 = 1
  public var policy = PolicyConfiguration()
  public var strategy: StrategyConfiguration
  public var optimizer: OptimizerConfiguration
  public var training = EpisodeConfiguration()
  public var robustness = RobustnessConfiguration()
  public var evaluation = EvaluationConfiguration()
  public var stop = StopConfiguration()
  public var checkpoint = CheckpointConfiguration()
  public var logging = LoggingConfiguration()

  /// The defaults that go with a strategy and an optimizer.
  ///
  /// - Parameter optimizer: nil for the strategy's own.
  public init(env: String, strategy: StrategyMethod = .eggroll, optimizer: OptimizerMethod? = nil) {
    self.env = env
    self.strategy = StrategyConfiguration(strategy)
    self.optimizer = OptimizerConfiguration(optimizer ?? strategy.optimizer)
  }
}

extension TrainingConfiguration: ConfigurationSection {
  mutating func describe<V: FieldVisitor>(to visitor: inout V) throws(V.Failure) {
    let learnsFromData = data.name != nil
    if learnsFromData || !V.passesOverForeign {
      try visitor.visit(section: "data", &data, "data set to learn from, in place of env")
      try visitor.visit(section: "objective", &objective, "what counts on the data")
    }
    if !learnsFromData || !V.passesOverForeign {
      try visitor.field(
        "env", &env, .text("the name of an environment, such as cartpole"),
        isRequired: data.name == nil, "environment to train in")
    }
    try visitor.field(
      "seed", &seed, .integer(0...UInt64.max), "start of every stream of random numbers")
    if isOfGymnasium || !V.passesOverForeign {
      try visitor.visit(section: "gym", &gym, "environment of Gymnasium: env is gym:ID")
    }
    try visitor.visit(section: "policy", &policy, "network")
    try visitor.visit(section: "strategy", &strategy, "evolution strategy")
    // Those that have nothing of an optimizer but its learning rate come last.
    let climbing = [StrategyTraits.optimizer, .learningRate].flatMap { trait in
      StrategyMethod.allCases.filter { $0.traits.contains(trait) }
    }
    try visitor.visit(
      section: "optimizer", &optimizer,
      only: Ownership(climbing, of: "strategy.name", strategy.method), "optimizer of the center")
    if !learnsFromData || !V.passesOverForeign {
      try visitor.visit(section: "training", &training, "episodes of the training")
      try visitor.visit(
        section: "robustness", &robustness, "what makes the episodes of the training harder")
    }
    try visitor.visit(section: "evaluation", &evaluation, "evaluation of the center")
    try visitor.visit(section: "stop", &stop, "end of the training")
    try visitor.visit(section: "checkpoint", &checkpoint, "saved states")
    try visitor.visit(section: "logging", &logging, "what is written for other programs")
  }

  func contradiction() -> (key: String, problem: ConfigurationError.Problem)? {
    if let foreign = foreignKey { return foreign }
    if gym != GymConfiguration(), !isOfGymnasium { return ("gym", .needsGymnasium) }
    if strategy.method.traits.contains(.learningRate) {
      var expected = OptimizerConfiguration(strategy.method.optimizer)
      expected.learningRate = optimizer.learningRate
      if optimizer != expected {
        return ("optimizer", .onlyLearningRate(strategy: strategy.method.name))
      }
    }
    if robustness.adversary > 0 {
      if strategy.method.playsPieces {
        return ("robustness.adversary", .opponentOfPieces(strategy: strategy.method.name))
      }
      if !strategy.episodes.isMultiple(of: 2) {
        return ("strategy.episodes", .oddEpisodes(strategy.episodes))
      }
    }
    if stop.solved, evaluation.every == 0 { return ("evaluation.every", .solutionUnseen) }
    // A population by default is a few hundred at most.
    let episodes = (strategy.population ?? 1024) * strategy.episodes
    // They are numbered by 32 bits.
    if episodes > Int(Int32.max) {
      return (
        "strategy.episodes", .tooManyEpisodes(count: episodes, limit: Int(Int32.max))
      )
    }
    // Whether the environment has a threshold is not known here; `requireEnd` is told.
    return stop.canEnd(hasThreshold: true) ? nil : ("stop", .endless)
  }

  private var isOfGymnasium: Bool { GymAddress(env) != nil }

  /// A key that was set and says nothing here, because it is for the other kind of training.
  private var foreignKey: (key: String, problem: ConfigurationError.Problem)? {
    guard data.name != nil else {
      return objective == ObjectiveConfiguration() ? nil : ("objective", .needsData)
    }
    if !env.isEmpty { return ("env", .needsEnvironment) }
    if !policy.hiddenKind.allows(.data) {
      return ("policy.virtual_batch_norm", .needsEnvironment)
    }
    if policy.freezeNormalization { return ("policy.freeze_normalization", .needsEnvironment) }
    if strategy.episodes != 1 { return ("strategy.episodes", .needsEnvironment) }
    if training != EpisodeConfiguration() { return ("training", .needsEnvironment) }
    if robustness != RobustnessConfiguration() { return ("robustness", .needsEnvironment) }
    return nil
  }
}

extension TrainingConfiguration {
  /// Refuses a configuration whose training would never end in an environment that has no
  /// threshold.
  ///
  /// - Parameters:
  ///   - hasThreshold: whether the environment says what counts as solved.
  ///   - file: the name of the configuration in the error.
  public func requireEnd(hasThreshold: Bool, file: String) throws(ConfigurationError) {
    guard stop.canEnd(hasThreshold: hasThreshold) else {
      throw ConfigurationError(.file(file, line: nil), key: "stop", .endless)
    }
  }

  /// Refuses a configuration that goes on from a saved policy and names none: those of a chain of
  /// trainings are told it when they are run.
  ///
  /// - Parameter file: the name of the configuration in the error.
  public func requireStart(file: String) throws(ConfigurationError) {
    if policy.freezeNormalization, policy.start == nil {
      throw ConfigurationError(.file(file, line: nil), key: "policy.start", .nothingToFreeze)
    }
  }

  /// The configuration as YAML with every key that applies; decoding it gives an equal value.
  public var yaml: String {
    var writer = ConfigurationWriter()
    var copy = self
    copy.describe(to: &writer)
    return "# Every setting of this run; evo-rl train takes this file as it is.\n" + writer.yaml
  }
}
