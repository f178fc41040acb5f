import EvoCore

/// Finds the policy that an argument of the command line means.
public enum SavedPolicy {
  /// Reads a run folder, a policy folder, a policy file, a checkpoint file, or a shipped policy by
  /// name.
  ///
  /// - Parameter kind: finds an environment by name; needed to rebuild a checkpoint.
  public static func load(
    _ argument: String, locator: ResourceLocator = ResourceLocator(),
    kind: (String) throws -> EnvironmentKind
  ) throws -> (file: PolicyFile, path: String) {
    var path = try locator.path(of: argument, .policies)
    if (try? FileSystem.posix.names(in: path)) != nil { path += "/\(RunFolder.policyName)" }
    let file = try TensorFile.read(path)
    guard CheckpointFile.isCheckpoint(file) else { return (try PolicyFile(file), path) }
    let heading = try CheckpointFile.heading(of: file)
    let configuration = try TrainingConfiguration.decode(yaml: heading.configuration, file: path)
    let trainer = try Trainer(
      configuration, kind: kind(configuration.env), workers: ThreadWorkers(count: 1))
    try trainer.restore(from: file, elapsed: heading.seconds)
    return (trainer.policyFile(name: heading.name), path)
  }
}

extension Trainer {
  /// The center with its papers.
  func policyFile(name: String) -> PolicyFile {
    PolicyFile(
      policy: policy, environment: kind.spec.name, configuration: name, seed: configuration.seed,
      generation: state.generation, envSteps: state.envSteps,
      evaluation: state.evaluation.flatMap {
        $0.generation == state.generation ? $0.summary : nil
      })
  }
}
