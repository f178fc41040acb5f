import EvoCore
import EvoTrain
import Testing

@Suite("Resolved configurations")
struct ConfigurationRoundTripTests {
  @Test("a resolved configuration reads back as the same value")
  func roundTrip() throws {
    for seed in 0..<400 {
      var random = SplitMix64(state: UInt64(seed))
      let configuration = TrainingConfiguration.random(&random)
      let yaml = configuration.yaml
      let again = try TrainingConfiguration.decode(yaml: yaml, file: "run/config.yaml")
      #expect(again == configuration, "seed \(seed):\n\(yaml)")
      #expect(again.yaml == yaml)
    }
  }

  @Test("names that YAML would read as something else are quoted")
  func quoting() throws {
    for env in ["null", "~", "5", "true", "a: b", "# a", "it's", "- a", " a ", "é", "[a]", "a & b"]
    {
      let configuration = TrainingConfiguration(env: env)
      #expect(
        try TrainingConfiguration.decode(yaml: configuration.yaml, file: "x.yaml") == configuration)
    }
  }

  @Test("the list of keys has every line of the resolved configuration and no path twice")
  func keyList() {
    let paths = TrainingConfiguration.keys.map(\.path)
    #expect(Set(paths).count == paths.count)
    let names = Set(paths.flatMap { $0.split(separator: ".") })
    for line in TrainingConfiguration(env: "a").yaml.split(separator: "\n").dropFirst() {
      let name = line.drop { $0 == " " }.prefix { $0 != ":" }
      #expect(names.contains(name))
    }
    #expect(TrainingConfiguration.keys.first { $0.path == "env" }?.defaultValue == nil)
    let rank = TrainingConfiguration.keys.first { $0.path == "strategy.rank" }
    #expect(rank?.expected == "a whole number from 1 to 64")
    #expect(rank?.defaultValue == "1")
    #expect(rank?.owners == ["eggroll"])
    let sigma = TrainingConfiguration.keys.first { $0.path == "strategy.sigma" }
    #expect(sigma?.defaultValue == "0.1")
    #expect(TrainingConfiguration.keys.allSatisfy { !$0.summary.isEmpty })
  }
}

extension TrainingConfiguration {
  /// A valid configuration with every key drawn at random.
  fileprivate static func random(_ random: inout SplitMix64) -> TrainingConfiguration {
    var value = TrainingConfiguration(env: ["cartpole", "./my envs/x.yaml", "a'b"].pick(&random))
    value.seed = random.next()
    value.policy.hidden = (0..<Int.random(in: 0...16, using: &random)).map { _ in
      Int.random(in: 1...4096, using: &random)
    }
    value.policy.activation = Activation.allCases.pick(&random)
    value.policy.squash = Squash.allCases.pick(&random)
    value.policy.start = [nil, "policies/x", "it's a run"].pick(&random)
    value.policy.virtualBatchNorm = .random(using: &random)
    value.policy.layerNorm = !value.policy.virtualBatchNorm && .random(using: &random)
    value.policy.referenceBatch = .random(in: 16...4096, using: &random)
    value.policy.normalizeObservations = .random(using: &random)
    if value.policy.normalizeObservations {
      value.policy.freezeNormalization = .random(using: &random)
    }
    value.policy.observationClip = .random(in: 0.001...100, using: &random)
    let method = StrategyMethod.allCases.pick(&random)
    value.strategy.method = method
    if !method.population.isFixed, .random(using: &random) {
      value.strategy.population = 2 * Int.random(in: 1...(1 << 25), using: &random)
    }
    value.strategy.options.change(method.options, &random)
    var isPaired = method.traits.contains(.paired)
    if method.traits.contains(.antithetic) {
      value.strategy.antithetic = .random(using: &random)
      isPaired = value.strategy.antithetic
    }
    if method.traits.contains(.shapedFitness) {
      value.strategy.fitness = FitnessShaping.allCases.pick(&random)
    }
    value.strategy.sigma =
      method.traits.contains(.scheduledSigma)
      ? .random(&random) : .constant(.random(in: 1e-9...1000, using: &random))
    value.strategy.episodes = .random(
      in: 1...min(10_000, Int(Int32.max) / (value.strategy.population ?? 1024)), using: &random)
    value.strategy.commonRandomNumbers =
      isPaired ? [.generation, .pair, .none].pick(&random) : [.generation, .none].pick(&random)
    value.optimizer = OptimizerConfiguration(method.optimizer)
    if method.climbs { value.optimizer.learningRate = .random(&random) }
    if method.traits.contains(.optimizer) {
      value.optimizer.method = OptimizerMethod.allCases.pick(&random)
      value.optimizer.options.change(value.optimizer.method.options, &random)
      value.optimizer.weightDecay = .random(in: 0...10, using: &random)
    }
    value.robustness.score = RobustnessConfiguration.Score.allCases.pick(&random)
    if value.robustness.score == .cvar {
      value.robustness.cvarShare = .random(in: 1e-6...1, using: &random)
    }
    value.robustness.observationNoise = .random(in: 0...10, using: &random)
    value.robustness.actionNoise = .random(in: 0...1, using: &random)
    value.robustness.adversary =
      method.playsPieces
        || !value.strategy.episodes.isMultiple(of: 2) ? 0 : .random(in: 0...1, using: &random)
    value.robustness.adversaryLearningRate = .random(in: 0...1, using: &random)
    value.robustness.constants = (0..<Int.random(in: 0...3, using: &random)).map { index in
      let low = Float.random(in: -100...100, using: &random)
      return ConstantRange("constant_\(index)", low: low, high: low + 1)
    }
    value.evaluation.every = .random(in: 1...100, using: &random)
    value.evaluation.episodes = .random(in: 1...1000, using: &random)
    value.evaluation.confirm = .random(in: 0...1000, using: &random)
    value.stop.solved = .random(using: &random)
    value.stop.generations = .random(in: 1...1_000_000_000, using: &random)
    value.stop.envSteps = Bool.random(using: &random) ? nil : 1_000_000_000_000_000
    value.stop.seconds = Bool.random(using: &random) ? nil : .random(in: 1...1e9, using: &random)
    value.checkpoint.every = .random(in: 0...1000, using: &random)
    value.checkpoint.keepLast = .random(in: 1...1000, using: &random)
    value.checkpoint.keepBest = .random(using: &random)
    value.logging.tensorboard = .random(using: &random)
    value.logging.pictures = .random(in: 0...1000, using: &random)
    return value
  }
}

extension OwnOptions {
  fileprivate mutating func change(
    _ options: [OptionDeclaration], _ random: inout SplitMix64
  ) {
    for option in options { self[option] = option.domain.random(&random) }
  }
}

extension OptionDomain {
  fileprivate func random(_ random: inout SplitMix64) -> OptionValue {
    switch self {
    case .integer(let range): .integer(.random(in: range, using: &random))
    case .number(let range): .number(.random(in: range, using: &random))
    case .flag: .flag(.random(using: &random))
    case .name(let names): .name(names.pick(&random))
    case .optional(let domain): .random(using: &random) ? .none : domain.random(&random)
    }
  }
}

extension Schedule {
  fileprivate static func random(_ random: inout SplitMix64) -> Schedule {
    let start = Double.random(in: 1e-9...1e-3, using: &random)
    let ramp = Ramp(
      start: start, end: .random(in: 1e-9...1000, using: &random),
      generations: .random(in: 1...10_000, using: &random))
    return [.constant(start), .linear(ramp), .exponential(ramp)].pick(&random)
  }
}

extension Array {
  fileprivate func pick(_ random: inout SplitMix64) -> Element {
    self[Int.random(in: indices, using: &random)]
  }
}
