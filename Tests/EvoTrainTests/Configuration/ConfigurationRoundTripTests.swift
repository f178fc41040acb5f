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
    value.strategy.name = StrategyConfiguration.Name.allCases.pick(&random)
    if value.strategy.name != .onePlusOne, .random(using: &random) {
      value.strategy.population = 2 * Int.random(in: 1...(1 << 25), using: &random)
    }
    if value.strategy.name == .eggroll { value.strategy.rank = .random(in: 1...64, using: &random) }
    let name = value.strategy.name
    let isGradient = [.eggroll, .openAIES].contains(name)
    let isUnrolled = [.pes, .noiseReuseES, .truncatedES].contains(name)
    let isPaired = [.ars, .pgpe, .guidedES].contains(name) || isUnrolled
    if isGradient { value.strategy.antithetic = .random(using: &random) }
    if isGradient || [.pgpe, .guidedES].contains(name) {
      value.strategy.fitness = FitnessShaping.allCases.pick(&random)
    }
    if isGradient || isPaired && name != .pgpe {
      value.strategy.sigma = .random(&random)
    } else {
      value.strategy.sigma = .constant(.random(in: 1e-9...1000, using: &random))
    }
    switch name {
    case .openAIES: value.strategy.safeMutation = [nil, .sum, .absolute].pick(&random)
    case .ars: value.strategy.elitePairs = Bool.random(using: &random) ? nil : 1
    case .pgpe: value.strategy.sigmaLearningRate = .random(in: 0...1, using: &random)
    case .guidedES:
      value.strategy.alpha = .random(in: 0.001...1, using: &random)
      value.strategy.guides = .random(in: 1...1000, using: &random)
    case .pes, .noiseReuseES, .truncatedES:
      value.strategy.truncation = .random(in: 1...1000, using: &random)
    default: break
    }
    value.strategy.episodes = .random(
      in: 1...min(10_000, Int(Int32.max) / (value.strategy.population ?? 1024)), using: &random)
    value.strategy.commonRandomNumbers =
      isPaired || isGradient && value.strategy.antithetic
      ? [.generation, .pair, .none].pick(&random) : [.generation, .none].pick(&random)
    if isGradient || isPaired { value.optimizer.learningRate = .random(&random) }
    if isGradient || isPaired && name != .ars { value.optimizer.changeRule(&random) }
    value.robustness.score = RobustnessConfiguration.Score.allCases.pick(&random)
    if value.robustness.score == .cvar {
      value.robustness.cvarShare = .random(in: 1e-6...1, using: &random)
    }
    value.robustness.observationNoise = .random(in: 0...10, using: &random)
    value.robustness.actionNoise = .random(in: 0...1, using: &random)
    value.robustness.adversary =
      StrategyConfiguration.Name.unrolled.contains(value.strategy.name)
        || !value.strategy.episodes.isMultiple(of: 2) ? 0 : .random(in: 0...1, using: &random)
    value.robustness.adversaryLearningRate = .random(in: 0...1, using: &random)
    value.robustness.constants = (0..<Int.random(in: 0...3, using: &random)).map { index in
      let low = Float.random(in: -100...100, using: &random)
      return ConstantRange("constant_\(index)", low: low, high: low + 1)
    }
    value.evaluation.every = .random(in: 1...100, using: &random)
    value.evaluation.episodes = .random(in: 1...1000, using: &random)
    value.stop.solved = .random(using: &random)
    value.stop.generations = .random(in: 1...1_000_000_000, using: &random)
    value.stop.envSteps = Bool.random(using: &random) ? nil : 1_000_000_000_000_000
    value.stop.seconds = Bool.random(using: &random) ? nil : .random(in: 1...1e9, using: &random)
    value.checkpoint.every = .random(in: 0...1000, using: &random)
    value.checkpoint.keepLast = .random(in: 1...1000, using: &random)
    value.checkpoint.keepBest = .random(using: &random)
    return value
  }
}

extension OptimizerConfiguration {
  fileprivate mutating func changeRule(_ random: inout SplitMix64) {
    name = Name.allCases.pick(&random)
    if [.sgd, .clipup].contains(name) {
      momentum = .random(in: 0...0.999, using: &random)
    } else {
      beta1 = .random(in: 0...0.999, using: &random)
      beta2 = .random(in: 0...0.999, using: &random)
      epsilon = .random(in: 1e-12...1e-6, using: &random)
    }
    weightDecay = .random(in: 0...10, using: &random)
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
