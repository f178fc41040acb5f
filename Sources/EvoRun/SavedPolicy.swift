import EvoCore
import EvoFiles
import EvoTrain

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
    let trainer = try Trainer(checkpoint: file, kind: kind)
    let name = try CheckpointFile.heading(of: file).name
    return (trainer.policyFile(name: name, evaluation: trainer.presentEvaluation), path)
  }
}

extension Trainer {
  /// The evaluation of the present center, if there was one.
  var presentEvaluation: EvaluationSummary? {
    state.evaluation.flatMap { $0.generation == state.generation ? $0.summary : nil }
  }

  /// The center as a policy file: what a run saves as `policy.safetensors`.
  ///
  /// - Parameters:
  ///   - name: what the file calls the configuration.
  ///   - evaluation: of the present center, if there was one.
  public func policyFile(name: String, evaluation: EvaluationSummary? = nil) -> PolicyFile {
    PolicyFile(
      policy: policy, environment: configuration.subjectName, configuration: name,
      seed: configuration.seed, generation: state.generation, envSteps: state.envSteps,
      evaluation: evaluation, data: PolicyFile.TrainingData(configuration, subject))
  }
}
