import EvoCore
import EvoTrain
import Testing

private let strategyNames = StrategyMethod.allCases.map(\.name).joined(separator: ", ")

/// The keys that only some strategies have, in the order of the catalogue.
private let ownKeys = StrategyMethod.allCases.flatMap(\.options).map(\.key)
  .reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.joined(separator: ", ")

@Suite("Sentences about a refused configuration")
struct ConfigurationErrorTests {
  private func message(
    _ yaml: some Sequence<UInt8>, _ overrides: [String] = []
  ) -> String? {
    let text = String(decoding: Array(yaml), as: UTF8.self)
    let error = #expect(throws: ConfigurationError.self) {
      try TrainingConfiguration.decode(yaml: text, file: "configs/x.yaml", overrides: overrides)
    }
    return error?.message
  }

  @Test(
    "a wrong key or value is named with its line and what was expected",
    arguments: [
      (
        "strategy:\n  sigam: 0.1",
        ":3: strategy.sigam: unknown key; did you mean 'sigma'?"
      ),
      ("sigma: 0.1", ":2: sigma: unknown key; did you mean 'strategy.sigma'?"),
      ("polcy:", ":2: polcy: unknown key; did you mean 'policy'?"),
      (
        "whatever: 1",
        ":2: whatever: unknown key; expected one of data, objective, env, seed, gym, policy, "
          + "strategy, optimizer, training, robustness, evaluation, stop, checkpoint, logging"
      ),
      ("strategy: egroll", ":2: strategy: unknown name 'egroll'; did you mean 'eggroll'?"),
      (
        "strategy:\n  name: annealing",
        ":3: strategy.name: unknown name 'annealing'; expected one of \(strategyNames)"
      ),
      (
        "strategy: [eggroll]",
        ":2: strategy: found '[eggroll]', expected one of \(strategyNames), or keys such as "
          + "name, population, \(ownKeys), antithetic, sigma, fitness, episodes, "
          + "common_random_numbers"
      ),
      (
        "stop: 5",
        ":2: stop: found '5', expected keys such as solved, generations, env_steps, seconds"
      ),
      (
        "policy:\n  hidden: some",
        ":3: policy.hidden: found 'some', expected a list of 0 to 16 values, each a whole number from "
          + "1 to 65536"
      ),
      ("seed: 1.0", ":2: seed: found '1.0', expected \(seeds)"),
      ("seed: -1", ":2: seed: found '-1', expected \(seeds)"),
      ("seed: 0x10", ":2: seed: found '0x10', expected \(seeds)"),
      ("seed: '1'", ":2: seed: found the text '1', expected \(seeds)"),
      ("seed:", ":2: seed: found nothing, expected \(seeds)"),
      ("seed: {a: 1}", ":2: seed: found a mapping, expected \(seeds)"),
      ("seed: 18446744073709551616", ":2: seed: found '18446744073709551616', expected \(seeds)"),
      (
        "seed: 999999999999999999999999999999999999999999999999999999999999999999999",
        ":2: seed: found '999999999999999999999999999999999999999999999999999999999...', "
          + "expected \(seeds)"
      ),
      (
        "policy:\n  hidden: [64, 0]",
        ":3: policy.hidden: found '[64, 0]', expected a list of 0 to 16 values, each a whole "
          + "number from 1 to 65536"
      ),
      (
        "policy: {virtual_batch_norm: true,\n  layer_norm: true}",
        ":3: policy.layer_norm: virtual_batch_norm normalizes the hidden layers already; "
          + "set one of the two to false"
      ),
      (
        "policy:\n  freeze_normalization: true",
        ":3: policy.freeze_normalization: needs policy.normalize_observations; set that to true, or "
          + "this to false"
      ),
      (
        "policy:\n  virtual_batch_norm: yes",
        ":3: policy.virtual_batch_norm: found 'yes', expected true or false"
      ),
      (
        "policy:\n  hidden: [65536, 65536]",
        ":3: policy.hidden: the hidden layers have 4294967296 weights between them, expected at "
          + "most 1073741824"
      ),
      (
        "strategy:\n  sigma: .nan",
        ":3: strategy.sigma: found '.nan', expected a number from 1e-09 to 1000"
      ),
      (
        "strategy:\n  sigma: nan",
        ":3: strategy.sigma: found 'nan', expected a number from 1e-09 to 1000"
      ),
      (
        "strategy:\n  sigma: 1e999",
        ":3: strategy.sigma: found '1e999', expected a number from 1e-09 to 1000"
      ),
      (
        "strategy:\n  sigma: {schedule: linear, end: 0}",
        ":3: strategy.sigma.end: found '0', expected a number from 1e-09 to 1000"
      ),
      (
        "strategy:\n  sigma:\n    schedule: linear",
        ":4: strategy.sigma.end: missing; expected a number from 1e-09 to 1000"
      ),
      (
        "strategy:\n  sigma: {end: 1}",
        ":3: strategy.sigma.end: belongs to linear and exponential, but strategy.sigma.schedule "
          + "is constant; remove it or change strategy.sigma.schedule"
      ),
      (
        "strategy:\n  name: openai-es\n  rank: 1",
        ":4: strategy.rank: belongs to eggroll, but strategy.name is openai-es; remove it or "
          + "change strategy.name"
      ),
      (
        "optimizer:\n  momentum: 0.9",
        ":3: optimizer.momentum: belongs to sgd and clipup, but optimizer.name is adam; remove it or change "
          + "optimizer.name"
      ),
      (
        "strategy:\n  population: 127",
        ":3: strategy.population: found 127, expected an even number, because antithetic members "
          + "come in pairs"
      ),
      (
        "strategy:\n  episodes: 3\nrobustness:\n  adversary: 0.5",
        ":3: strategy.episodes: found 3, expected an even number, because robustness.adversary "
          + "meets a member in pairs of episodes; set it to 4, or robustness.adversary to 0"
      ),
      (
        "strategy: pes\nrobustness:\n  adversary: 0.5",
        ":4: robustness.adversary: an opponent learns from whole episodes, and pes plays pieces of "
          + "them; set it to 0, or choose another strategy"
      ),
      (
        "strategy:\n  antithetic: false\n  common_random_numbers: pair",
        ":4: strategy.common_random_numbers: 'pair' needs pairs; set strategy.antithetic to true, "
          + "or this to generation or none"
      ),
      (
        "strategy:\n  population: 1000000\n  episodes: 10000",
        ":4: strategy.episodes: times strategy.population makes 10000000000 episodes in a "
          + "generation, expected at most 2147483647"
      ),
      (
        "evaluation:\n  every: 0",
        ":3: evaluation.every: 0 evaluates only at the end, which stop.solved cannot wait for; "
          + "set it to 1 or more, or stop.solved to false"
      ),
      (
        "stop: {solved: false, generations: null}",
        ":2: stop: nothing would end the training; set stop.generations, stop.env_steps or "
          + "stop.seconds"
      ),
    ])
  func keysAndValues(yaml: String, sentence: String) {
    #expect(message("env: cartpole\n\(yaml)\n".utf8) == "configs/x.yaml" + sentence)
  }

  private static let seeds = "a whole number from 0 to 18446744073709551615"

  @Test(
    "a text that is no configuration is refused in one sentence",
    arguments: [
      ("", ": no keys; at least 'env: NAME' is needed"),
      ("# nothing\n", ": no keys; at least 'env: NAME' is needed"),
      (
        "seed: 1\n",
        ": env: missing; expected the name of an environment, such as cartpole"
      ),
      (
        "env:\n",
        ":1: env: found nothing, expected the name of an environment, such as cartpole"
      ),
      ("cartpole\n", ":1: found 'cartpole', expected keys with values, such as 'env: cartpole'"),
      (
        "- env: a\n- 1\n",
        ":1: found '[{...}, 1]', expected keys with values, such as 'env: cartpole'"
      ),
      ("env: a\nenv: b\n", ":1: 'env' is set more than once in the same section; keep one"),
      (
        "env: a\npolicy:\n\thidden: []\n",
        ":3: the line begins with a tab; YAML is indented with spaces"
      ),
      (
        "env: a\r\npolicy:\r\n\thidden: []\r\n",
        ":3: the line begins with a tab; YAML is indented with spaces"
      ),
      (
        "env: &a b\nseed: *a\n",
        ":1: YAML anchors (&name) and aliases (*name) are not accepted; write the value out"
      ),
      ("env: *a\n", ":1: not valid YAML: found undefined alias"),
      (
        "\u{FEFF}env: a\nseed: x\n",
        ":2: seed: found 'x', expected a whole number from 0 to 18446744073709551615"
      ),
      (
        "env: a\nseed: #884422\n",
        ":2: seed: found nothing, because '#884422' begins a comment; put it in quotes, expected a "
          + "whole number from 0 to 18446744073709551615"
      ),
      (
        "env: !!binary YQ==\n",
        ":1: the YAML tag 'tag:yaml.org,2002:binary' is not accepted; write the value without it"
      ),
      ("env: a\n---\nenv: b\n", ":2: a second YAML document begins here; expected one"),
      ("env: a\n[1, 2]: 3\n", ":2: found a key that is a list or a mapping, expected a name"),
      ("env: [a\n", ":2: not valid YAML: did not find expected ',' or ']'"),
      ("env: a\u{0}\n", ":1: found the control character 0, expected plain text"),
      ("env: a\nseed: \u{81}\n", ":2: not valid YAML: control characters are not allowed"),
      (
        String(repeating: "[", count: 100_000),
        ":1: lists or mappings inside each other nest too deeply"
      ),
      (
        "#" + String(repeating: " ", count: 1 << 20),
        ": larger than 1048576 bytes, so no training configuration"
      ),
    ])
  func texts(yaml: String, sentence: String) {
    #expect(message(yaml.utf8) == "configs/x.yaml" + sentence)
  }

  @Test(
    "a wrong override is named as it was typed",
    arguments: [
      (
        "policy.hiden=[64]",
        "--set policy.hiden=[64]: policy.hiden: unknown key; did you mean 'hidden'?"
      ),
      (
        "policy.hidden=[64,x]",
        "--set policy.hidden=[64,x]: policy.hidden: found '[64, x]', expected a list of 0 to 16 "
          + "values, each a whole number from 1 to 65536"
      ),
      (
        "policy.hidden.0=64",
        "--set policy.hidden.0=64: policy.hidden: found a mapping, expected a list of 0 to 16 "
          + "values, each a whole number from 1 to 65536"
      ),
      (
        "optimizer.momentum=0.5",
        "--set optimizer.momentum=0.5: optimizer.momentum: belongs to sgd and clipup, but optimizer.name "
          + "is adam; remove it or change optimizer.name"
      ),
      (
        "strategy.population=3",
        "--set strategy.population=3: strategy.population: found 3, expected an even number, "
          + "because antithetic members come in pairs"
      ),
      (
        "policy.hidden=[64",
        "--set policy.hidden=[64: not valid YAML: did not find expected ',' or ']'"
      ),
      (
        "policy.hidden",
        "--set policy.hidden: no value; write --set KEY=VALUE, such as --set policy.hidden=[64,64]"
      ),
      (
        "policy..hidden=[]",
        "--set policy..hidden=[]: a name in the key is empty; write --set KEY=VALUE, such as "
          + "--set strategy.sigma=0.1"
      ),
      (
        "=1",
        "--set =1: a name in the key is empty; write --set KEY=VALUE, such as "
          + "--set strategy.sigma=0.1"
      ),
      (
        "seed=",
        "--set seed=: seed: found nothing, expected a whole number from 0 to 18446744073709551615"
      ),
      (
        "env.name=a",
        "--set env.name=a: env: found a mapping, expected the name of an environment, such as "
          + "cartpole"
      ),
    ])
  func overrides(override: String, sentence: String) {
    #expect(message("env: cartpole\n".utf8, [override]) == sentence)
  }

  @Test("an override that contradicts the file is explained by the file's line")
  func overrideAgainstFile() {
    #expect(
      message("env: a\noptimizer:\n  beta1: 0.8\n".utf8, ["optimizer.name=sgd"])
        == "configs/x.yaml:3: optimizer.beta1: belongs to adam and adamw, but optimizer.name is "
        + "sgd; remove it or change optimizer.name")
  }

  @Test("an optimizer is refused where the strategy has none")
  func foreignOptimizer() throws {
    let sentence =
      "optimizer: belongs to eggroll, openai-es, pgpe, guided-es, pes, noise-reuse-es, truncated-es "
      + "and ars, but strategy.name is cma-es; remove it or change strategy.name"
    let optimizer = "env: a\noptimizer:\n  learning_rate: 0.1\n"
    #expect(message((optimizer + "strategy: cma-es\n").utf8) == "configs/x.yaml:2: " + sentence)
    #expect(
      message(optimizer.utf8, ["strategy=cma-es", "optimizer.name=sgd"])
        == "--set optimizer.name=sgd: " + sentence)
    #expect(
      message("env: a\nstrategy: ars\noptimizer: sgd\n".utf8)
        == "configs/x.yaml:3: optimizer: ars has a learning_rate but no optimizer; keep "
        + "learning_rate alone")
    // One that replaces the strategy of the file replaces its optimizer as well.
    let replaced = try TrainingConfiguration.decode(
      yaml: optimizer + "strategy: {name: eggroll, rank: 2}\n", file: "x.yaml",
      overrides: ["strategy=cma-es"])
    #expect(replaced.optimizer == OptimizerConfiguration())
    #expect(!replaced.yaml.contains("optimizer"))
  }

  @Test("anchors that would multiply are refused before they do")
  func aliasBomb() {
    var yaml = "env: a\nx0: &x0 [lol, lol]\n"
    for level in 1...60 { yaml += "? &x\(level) [*x\(level - 1), *x\(level - 1)]\n: 1\n" }
    #expect(
      message(yaml.utf8)
        == "configs/x.yaml:2: YAML anchors (&name) and aliases (*name) are not accepted; "
        + "write the value out")
  }
}
