import EvoCore
import EvoRun
import EvoTrain
import Testing

@Suite("Training on data")
struct DataTrainingTests {
  private func trainer(
    _ configuration: TrainingConfiguration, _ dataset: Dataset, workers: Int = 1
  ) throws -> Trainer {
    try Trainer(
      configuration, subject: .data(dataset), workers: ThreadWorkers(count: workers))
  }

  @Test(
    "two clouds of points are told apart without a mistake, by either loss and any strategy",
    arguments: [Loss.crossEntropy, .accuracy], [StrategyMethod.eggroll, .openAIES])
  func blobs(loss: Loss, strategy: StrategyMethod) throws {
    var configuration = DataSample.configuration(.csv)
    configuration.objective.loss = loss
    configuration.strategy.method = strategy
    let trainer = try trainer(configuration, DataSample.blobs(count: 200))
    #expect(try trainer.evaluateCenter().returnMean < 1)
    _ = try trainer.run(generations: 60)
    let summary = try trainer.evaluateCenter()
    #expect(summary.returnMean == 1)
    #expect(summary.episodes == 200 && summary.failed == 0)
    #expect(trainer.stopReason == .generations)
  }

  @Test("a report counts the samples of all members, and evaluates when it is due")
  func report() throws {
    let trainer = try trainer(DataSample.configuration(.csv), DataSample.blobs(count: 200))
    let reports = try trainer.run(generations: 10)
    #expect(reports[0].envSteps == 32 * 32 && reports[9].envSteps == 10 * 32 * 32)
    #expect(reports[0].evaluation == nil && reports[9].evaluation?.loss != nil)
    #expect(reports[0].episodeLengthMean == 32)
    #expect(reports[0].fitness.mean < 0, "the fitness is the negative loss")
  }

  @Test("workers and a checkpoint in the middle change no bit")
  func invariance() throws {
    var configuration = DataSample.configuration(.csv)
    configuration.policy.normalizeObservations = true
    configuration.strategy.commonRandomNumbers = .pair
    let dataset = DataSample.blobs(count: 100)
    let whole = try trainer(configuration, dataset)
    let reports = try whole.run(generations: 12)
    let half = try trainer(configuration, dataset, workers: 3)
    #expect(try half.run(generations: 7) == Array(reports[..<7]))
    let file = half.checkpoint
    let rest = try trainer(configuration, dataset, workers: 2)
    try rest.restore(from: file, elapsed: 0)
    #expect(try rest.run(generations: 5) == Array(reports[7...]))
    #expect(rest.state.strategy.state == whole.state.strategy.state)
  }

  @Test("a line is fitted: the error falls to a small part of the variance")
  func regression() throws {
    let folder = try TemporaryFolder()
    try folder.write(DataSample.table(rows: 300), to: "x.csv")
    var configuration = DataSample.configuration(.csv)
    configuration.data.path = folder("x.csv")
    configuration.objective.loss = .meanSquaredError
    configuration.policy.hidden = []
    configuration.optimizer.learningRate = .linear(.init(start: 0.1, end: 0.01, generations: 60))
    let subject = try TrainingSubject(configuration) { _ in throw Unasked() }
    let trainer = try Trainer(
      configuration, subject: subject, workers: ThreadWorkers(count: 1))
    let before = try trainer.evaluateCenter()
    _ = try trainer.run(generations: 60)
    let after = try trainer.evaluateCenter()
    #expect(after.returnMean > 0.02 * before.returnMean, "\(before.returnMean)")
    #expect(after.loss == -after.returnMean)
  }

  @Test("the policy file finds its data again and gives the numbers that training reported")
  func policyFile() throws {
    let folder = try TemporaryFolder()
    try folder.write(DataSample.table(rows: 200), to: "x.csv")
    for (loss, label) in [(Loss.crossEntropy, "above"), (.meanSquaredError, "y")] {
      var configuration = DataSample.configuration(.csv)
      configuration.data.path = folder("x.csv")
      configuration.data.label = label
      configuration.objective.loss = loss
      configuration.policy.normalizeObservations = true
      configuration.stop.generations = 20
      let path = folder("run-\(label)")
      let run = try TrainingRun.start(
        configuration, name: "test",
        subject: TrainingSubject(configuration) { _ in throw Unasked() }, path: path,
        workers: ThreadWorkers(count: 1), interrupt: Interrupt())
      #expect(try run.run { _ in } == .stopped(.generations))
      let reported = try #require(run.trainer.state.evaluation?.summary)

      for name in ["policy.safetensors", "checkpoints/generation-0000000020.safetensors"] {
        let (file, source) = try SavedPolicy.load("\(path)/\(name)") { _ in throw Unasked() }
        #expect(file.environment == "csv")
        #expect(file.data?.classes == (label == "above" ? ["0", "1"] : []))
        #expect(file.evaluation == reported)
        #expect(try file.test(on: ThreadWorkers(count: 2), file: source) == reported)
      }
      // Another table under the same name: one column more.
      let saved = try folder.text("x.csv")
      let wider = "c," + saved.split(separator: "\n").joined(separator: "\n1,")
      try folder.write(wider, to: "x.csv")
      let (file, source) = try SavedPolicy.load("\(path)/policy.safetensors") { _ in
        throw Unasked()
      }
      #expect(throws: PolicyFileError.self) {
        try file.test(on: ThreadWorkers(count: 1), file: source)
      }
      try folder.write(saved, to: "x.csv")
    }
  }

  private struct Unasked: Error {}
}

@Suite("Configurations that learn from data")
struct DataConfigurationTests {
  private func decode(_ yaml: String) throws(ConfigurationError) -> TrainingConfiguration {
    try TrainingConfiguration.decode(yaml: yaml, file: "x.yaml")
  }

  private func message(_ yaml: String) -> String? {
    #expect(throws: ConfigurationError.self) { try decode(yaml) }?.message
  }

  @Test("data takes the place of env, and the resolved form reads back as the same")
  func roundTrip() throws {
    for yaml in [
      "data: mnist-1d", "data: fashion-mnist\nobjective: accuracy",
      "data: {name: csv, path: a.csv, label: kind, test_fraction: 0.3, seed: 7}\n"
        + "objective: {loss: mse, batch: 64}\nstrategy: {common_random_numbers: pair}",
      "data:\n  name: mnist\n  path: /data/mnist",
    ] {
      let configuration = try decode(yaml)
      #expect(try decode(configuration.yaml) == configuration)
      #expect(!configuration.yaml.contains("env:"))
    }
    let plain = try decode("env: cartpole").yaml
    #expect(!plain.contains("data:") && !plain.contains("objective:"))
  }

  @Test("what does not belong to the kind of training is refused")
  func foreign() {
    let needsEnvironment =
      "belongs to training in an environment, but data names a data set to learn from; "
      + "remove one of them"
    #expect(message("data: mnist-1d\nenv: cartpole") == "x.yaml:2: env: \(needsEnvironment)")
    #expect(
      message("data: mnist-1d\nstrategy:\n  episodes: 2")
        == "x.yaml:3: strategy.episodes: \(needsEnvironment)")
    #expect(
      message("data: mnist-1d\npolicy: {virtual_batch_norm: true}")
        == "x.yaml:2: policy.virtual_batch_norm: \(needsEnvironment)")
    #expect(
      message("env: cartpole\nobjective: {batch: 5}")
        == "x.yaml:2: objective: belongs to learning from data; remove it, or name a data set in "
        + "data instead of env")
    #expect(
      message("data: {name: mnist-1d, path: x}")
        == "x.yaml:1: data.path: belongs to fashion-mnist, mnist and csv, but data.name is "
        + "mnist-1d; remove it or change data.name")
    #expect(
      message("data: mnist1d") == "x.yaml:1: data: unknown name 'mnist1d'; did you mean 'mnist-1d'?"
    )
    #expect(message("seed: 1")?.hasPrefix("x.yaml: env: missing") == true)
  }
}
