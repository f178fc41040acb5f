import EvoCore
import EvoTrain
import Testing

@Suite("Values of --set")
struct OverrideTests {
  private func decode(_ overrides: String..., yaml: String = "env: cartpole\n") throws
    -> TrainingConfiguration
  {
    try TrainingConfiguration.decode(yaml: yaml, file: "x.yaml", overrides: overrides)
  }

  @Test(
    "text means itself, whatever YAML would make of its signs",
    arguments: [
      "/data/my #1.csv", "/data/R&D", "&a", "a: b", "*all", "it's", "- a", "# a", "a, b", "!x", "%",
    ])
  func text(value: String) throws {
    #expect(try decode("policy.start=\(value)").policy.start == value)
    // What the run folder holds means the same.
    let resolved = try decode("policy.start=\(value)").yaml
    #expect(
      try TrainingConfiguration.decode(yaml: resolved, file: "config.yaml").policy.start == value)
  }

  @Test("lists, mappings and quoted text are YAML, blanks around a value are none of it")
  func yaml() throws {
    let configuration = try decode(
      "policy.hidden= [3, 4] ", "strategy={name: cma-es, sigma: 0.25}", "policy.start='a # b'",
      "seed=  7 ")
    #expect(configuration.policy.hidden == [3, 4])
    #expect(configuration.strategy.method.name == "cma-es")
    #expect(configuration.strategy.sigma == .constant(0.25))
    #expect(configuration.policy.start == "a # b")
    #expect(configuration.seed == 7)
  }

  @Test(
    "nothing behind the equals sign is refused for every key",
    arguments: TrainingConfiguration.keys.map(\.path)
      + ["policy", "stop", "training", "evaluation", "checkpoint", "robustness"])
  func nothing(key: String) throws {
    for value in ["", "  "] {
      let error = #expect(throws: ConfigurationError.self) { try decode("\(key)=\(value)") }
      let message = error?.message ?? ""
      #expect(
        message.contains("found nothing") || message.contains("belongs to"), "\(key): \(message)")
    }
  }

  @Test("one number is one layer")
  func oneLayer() throws {
    #expect(try decode("policy.hidden=64").policy.hidden == [64])
    #expect(throws: ConfigurationError.self) { try decode("policy.hidden=0") }
    #expect(throws: ConfigurationError.self) { try decode("policy.hidden=null") }
  }

  @Test("a learning rate that is left out does not become another")
  func learningRate() throws {
    let yaml = "env: cartpole\noptimizer:\n  learning_rate: 0.1\n"
    let error = #expect(throws: ConfigurationError.self) {
      try decode("optimizer.learning_rate=", yaml: yaml)
    }
    #expect(
      error?.message
        == "--set optimizer.learning_rate=: optimizer.learning_rate: found nothing, expected a number "
        + "from 1e-09 to 1000, or keys such as schedule, start, end, generations")
  }

  @Test("signs of YAML in comments and in quoted text of a file are none")
  func file() throws {
    let configuration = try TrainingConfiguration.decode(
      yaml: """
        # Taken from R &D, see *notes.
        env: cartpole  # & &so on
        policy: {start: "/data/R &D #2"}
        """, file: "x.yaml")
    #expect(configuration.policy.start == "/data/R &D #2")
  }
}
