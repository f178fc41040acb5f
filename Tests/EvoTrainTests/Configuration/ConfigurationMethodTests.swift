import EvoCore
import EvoTrain
import Testing

/// The keys of strategies and optimizers, which they declare themselves.
@Suite("Strategies and optimizers in a configuration")
struct ConfigurationMethodTests {
  /// The two sections of `strategy: NAME`, each line behind a bar. They stand in checkpoints: what is
  /// here never changes.
  static let sections: [(String, String)] = [
    ("eggroll", "population: null|rank: 1|antithetic: true|\(shaped)\(adam)"),
    ("openai-es", "population: null|safe_mutation: null|antithetic: true|\(shaped)\(adam)"),
    ("ars", "population: null|elite_pairs: null|sigma: 0.1|\(episodes)\(adam)"),
    ("cma-es", "population: null|sigma: 0.5|\(episodes)"),
    ("sep-cma-es", "population: null|sigma: 0.5|\(episodes)"),
    ("lm-ma-es", "population: null|sigma: 0.5|\(episodes)"),
    ("snes", "population: null|sigma: 0.5|\(episodes)"),
    ("xnes", "population: null|sigma: 0.5|\(episodes)"),
    ("one-plus-one", "sigma: 0.5|\(episodes)"),
    ("mu-comma-lambda", "population: null|parents: null|sigma: 0.5|\(episodes)"),
    ("mu-plus-lambda", "population: null|parents: null|sigma: 0.5|\(episodes)"),
    (
      "pgpe",
      "population: null|sigma_learning_rate: 0.1|\(shaped)optimizer:|name: clipup|"
        + "learning_rate: 0.15|momentum: 0.9|weight_decay: 0.0|"
    ), ("guided-es", "population: null|alpha: 0.5|guides: 16|\(shaped)\(adam)"),
    ("pes", "population: null|truncation: null|sigma: 0.1|\(episodes)\(adam)"),
    ("noise-reuse-es", "population: null|truncation: null|sigma: 0.1|\(episodes)\(adam)"),
    ("truncated-es", "population: null|truncation: null|sigma: 0.1|\(episodes)\(adam)"),
  ]

  private static let episodes = "episodes: 1|common_random_numbers: generation|"
  private static let shaped = "sigma: 0.1|fitness: centered-rank|\(episodes)"
  private static let moments = "beta1: 0.9|beta2: 0.999|epsilon: 1e-08|weight_decay: 0.0|"
  private static let adam = "optimizer:|name: adam|learning_rate: 0.05|\(moments)"

  private func decode(_ overrides: String...) throws -> TrainingConfiguration {
    try TrainingConfiguration.decode(yaml: "env: a\n", file: "x.yaml", overrides: overrides)
  }

  /// The lines from the strategy to what comes after the optimizer, without their indentation.
  private func text(_ configuration: TrainingConfiguration) -> String {
    let lines = configuration.yaml.split(separator: "\n").map { $0.trimmingPrefix { $0 == " " } }
    return lines.drop { $0 != "strategy:" }.prefix { $0 != "training:" }
      .map { $0 + "|" }.joined()
  }

  @Test("what a strategy writes is what it always wrote", arguments: sections)
  func strategies(name: String, expected: String) throws {
    #expect(text(try decode("strategy=\(name)")) == "strategy:|name: \(name)|" + expected)
  }

  @Test(
    "what an optimizer writes is what it always wrote",
    arguments: [
      ("sgd", "learning_rate: 0.05|momentum: 0.9|weight_decay: 0.0|"),
      ("adam", "learning_rate: 0.05|\(moments)"), ("adamw", "learning_rate: 0.05|\(moments)"),
      ("clipup", "learning_rate: 0.15|momentum: 0.9|weight_decay: 0.0|"),
    ])
  func optimizers(name: String, expected: String) throws {
    #expect(
      text(try decode("optimizer=\(name)")).hasSuffix("optimizer:|name: \(name)|" + expected))
  }

  @Test("the order of the keys of a strategy does not matter, nor where its name stands")
  func order() throws {
    let long = try TrainingConfiguration.decode(
      yaml: "optimizer: {learning_rate: 0.2}\nstrategy: {episodes: 2, name: pgpe}\nenv: a\n",
      file: "x.yaml")
    #expect(long.optimizer.method == .clipup && long.strategy.episodes == 2)
    #expect(long.optimizer.learningRate == .constant(0.2))
    #expect(try decode("strategy.name=snes", "strategy.sigma=2").strategy.sigma == .constant(2))
    #expect(try decode("strategy.sigma=2", "strategy.name=snes").strategy.sigma == .constant(2))
  }

  @Test(
    "every option of every strategy is a key, with its owners, in every form",
    arguments: StrategyMethod.allCases)
  func keys(method: StrategyMethod) throws {
    for option in method.options {
      let key = try #require(
        TrainingConfiguration.keys.first { $0.path == "strategy.\(option.key)" })
      #expect(key.owners.contains(method.name) && key.summary == option.summary)
      let error = #expect(throws: ConfigurationError.self) {
        try decode("strategy=\(method.name)", "strategy.\(option.key)=[]")
      }
      #expect(error?.message.hasSuffix("found '[]', expected \(key.expected)") == true)
      let other = try #require(StrategyMethod.allCases.first { !$0.options.contains(option) })
      let foreign = #expect(throws: ConfigurationError.self) {
        try decode("strategy=\(other.name)", "strategy.\(option.key)=\(key.defaultValue ?? "")")
      }
      #expect(
        foreign?.message.contains("strategy.\(option.key): belongs to \(key.owners[0])") == true)
    }
  }
}
