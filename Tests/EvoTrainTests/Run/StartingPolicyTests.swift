import EvoCore
import EvoRun
import EvoTrain
import Testing

@Suite("Trainings that start from a saved policy")
struct StartingPolicyTests {
  /// A policy of each kind after three generations, as a file holds it.
  private func saved(_ sample: TrainerSample) throws -> PolicyFile {
    let trainer = try sample.trainer()
    _ = try trainer.run(generations: 3)
    let file = PolicyFile(
      policy: trainer.policy, environment: sample.configuration.env, configuration: "test",
      seed: 1, generation: 3, envSteps: trainer.state.envSteps, evaluation: nil)
    return try PolicyFile(file.tensorFile())
  }

  private func trainer(
    _ configuration: TrainingConfiguration, from file: PolicyFile
  ) throws -> Trainer {
    let subject = TrainingSubject.environment(try environmentKind(configuration.env))
    let start = try StartingPolicy(file, path: "p.safetensors", for: subject, configuration)
    return try Trainer(
      configuration, subject: subject, start: start, workers: ThreadWorkers(count: 1))
  }

  @Test("the first center is the policy, with its normalizers", arguments: TrainerSample.allCases)
  func firstCenter(sample: TrainerSample) throws {
    let file = try saved(sample)
    var configuration = sample.configuration
    configuration.seed += 1
    let trainer = try trainer(configuration, from: file)
    #expect(trainer.policy == file.policy)
    // What was seen before weighs as much as it was.
    if let moments = trainer.state.moments { #expect(moments.count == Double(file.envSteps)) }
    _ = try trainer.run(generations: 1)
    #expect(trainer.policy.parameters != file.policy.parameters)
  }

  @Test(
    "its reference batch may be of another size than the configuration's, after a resume as well")
  func otherReferenceBatch() throws {
    let file = try saved(.normalizedPendulum)
    var configuration = TrainerSample.normalizedPendulum.configuration
    configuration.policy.referenceBatch = 30
    let trainer = try trainer(configuration, from: file)
    #expect(trainer.policy.reference?.count == 21)
    let resumed = try Trainer(checkpoint: trainer.checkpoint, kind: environmentKind)
    #expect(resumed.policy == trainer.policy)
    #expect(try resumed.run(generations: 1) == trainer.run(generations: 1))
  }

  @Test("frozen, the statistics of the observations stay those of the policy")
  func frozen() throws {
    let file = try saved(.normalizedPendulum)
    var configuration = TrainerSample.normalizedPendulum.configuration
    configuration.policy.start = "p.safetensors"
    let moving = try trainer(configuration, from: file)
    configuration.policy.freezeNormalization = true
    let frozen = try trainer(configuration, from: file)
    for trainer in [moving, frozen] { _ = try trainer.run(generations: 2) }
    #expect(frozen.policy.normalizer == file.policy.normalizer)
    #expect(frozen.policy.parameters != file.policy.parameters)
    #expect(moving.policy.normalizer != file.policy.normalizer)
  }

  @Test("a larger network begins as the policy was, and moves all of its units")
  func growing() throws {
    let file = try saved(.normalizedPendulum)
    var configuration = TrainerSample.normalizedPendulum.configuration
    let same = try trainer(configuration, from: file)
    configuration.policy.hidden = configuration.policy.hidden.map { $0 + 5 }
    let larger = try trainer(configuration, from: file)
    #expect(larger.policy.parameters.count > file.policy.parameters.count)
    #expect(larger.policy.normalizer == file.policy.normalizer)
    #expect(try larger.evaluateCenter() == same.evaluateCenter())
    let before = larger.policy.parameters
    _ = try larger.run(generations: 1)
    #expect(zip(before, larger.policy.parameters).allSatisfy { $0 != $1 })
  }

  @Test("with layer normalization it grows by whole multiples or is refused")
  func growingLayerNorm() throws {
    let sample = try #require(TrainerSample.allCases.first { $0.configuration.policy.layerNorm })
    let file = try saved(sample)
    var configuration = sample.configuration
    let hidden = configuration.policy.hidden
    configuration.policy.hidden = hidden.map { 2 * $0 }
    #expect(
      try trainer(configuration, from: file).policy.network.widths != file.policy.network.widths)
    configuration.policy.hidden = hidden.map { $0 + 1 }
    let widths = NetworkRecord(
      configuration.policy, for: .environment(try environmentKind(configuration.env))
    ).widths
    let sentence =
      "p.safetensors: a training cannot start from this policy: with layer_norm a hidden layer can "
      + "only grow to a multiple of its units, but its layers are \(file.policy.network.widths) "
      + "and the configuration's \(widths); change 'policy.hidden' or 'policy.start'"
    #expect {
      _ = try trainer(configuration, from: file)
    } throws: {
      "\($0)" == sentence
    }
  }

  @Test("a policy of another kind is refused with what differs")
  func otherKind() throws {
    let file = try saved(.pendulum)
    func complaint(_ change: (inout TrainingConfiguration) -> Void) -> String {
      var configuration = TrainerSample.pendulum.configuration
      change(&configuration)
      do {
        _ = try trainer(configuration, from: file)
        return ""
      } catch { return "\(error)" }
    }
    func sentence(_ key: String, _ found: String, _ expected: String) -> String {
      "p.safetensors: a training cannot start from this policy: its \(key) "
        + "\(key == "layers" ? "are" : "is") \(found), "
        + "the configuration's \(expected); change the configuration or 'policy.start'"
    }
    #expect(complaint { _ in } == "")
    #expect(
      complaint { $0.policy.hidden = [8, 4] } == sentence("layers", "[3, 16, 1]", "[3, 8, 4, 1]"))
    #expect(complaint { $0.policy.hidden = [8] } == sentence("layers", "[3, 16, 1]", "[3, 8, 1]"))
    #expect(
      complaint { $0.policy.activation = .relu } == sentence("activation", "silu", "relu"))
    #expect(
      complaint { $0.policy.normalizeObservations = true }
        == sentence("normalize_observations", "false", "true"))
    #expect(
      complaint { $0.policy.virtualBatchNorm = true }
        == sentence("virtual_batch_norm", "false", "true"))
    #expect(complaint { $0.policy.layerNorm = true } == sentence("layer_norm", "false", "true"))
    #expect(
      complaint { $0.policy.squash = .clip }
        == "p.safetensors: the policy does not fit the environment 'pendulum': found other "
        + "actions, expected the environment's kind and bounds of actions, with squash: clip")
    #expect(
      complaint { $0.env = "cartpole" } == sentence("layers", "[3, 16, 1]", "[4, 16, 2]"))
  }
}
