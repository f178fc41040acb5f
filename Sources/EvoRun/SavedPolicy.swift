import EvoCore
import EvoFiles
import EvoTrain

/// Finds the policy that an argument of the command line means.
public enum SavedPolicy {
  /// Reads a run folder, a policy folder, a policy file, a checkpoint file, or a shipped policy by
  /// name.
  ///
  /// - Parameters:
  ///   - data: where the policy's data are now; nil for where they were.
  ///   - kind: finds the environment of a checkpoint by name and version, such as `lunar-lander-v2`.
  public static func load(
    _ argument: String, data: String? = nil, locator: ResourceLocator = ResourceLocator(),
    kind: (String) throws -> EnvironmentKind
  ) throws -> (file: PolicyFile, path: String) {
    var path = try locator.path(of: argument, .policies)
    if (try? FileSystem.posix.names(in: path)) != nil { path += "/\(RunFolder.policyName)" }
    let file = try TensorFile.read(path)
    guard CheckpointFile.isCheckpoint(file) else {
      var policy = try PolicyFile(file)
      if let data { try policy.moveData(to: data, file: path) }
      return (policy, path)
    }
    return (try PolicyFile(checkpoint: file, data: data, kind: kind), path)
  }
}

extension PolicyFile {
  /// The center of a checkpoint as a policy. Only what a policy needs is read, and no training is made
  /// of it.
  ///
  /// - Parameters:
  ///   - data: where its data are now; nil for where they were.
  ///   - kind: finds an environment by name and version, such as `lunar-lander-v2`.
  /// - Throws: `SafetensorsError`, `PolicyFileError` or `ConfigurationError`, or what `kind` or loading
  ///   a data set throws.
  public init(
    checkpoint file: TensorFile, data: String? = nil, kind: (String) throws -> EnvironmentKind
  ) throws {
    let heading = try CheckpointFile.heading(of: file)
    var configuration = heading.configuration
    if let data { try configuration.moveData(to: data, file: file.source) }
    let subject = try CheckpointFile.subject(configuration, file: file, kind: kind)
    let network = Network(configuration.policy, for: subject)
    try CheckpointFile.requireFit(file, network)
    let width = subject.inputCount
    let settings = configuration.policy
    let evaluation = try CheckpointFile.evaluation("evaluation", in: file)
    self.init(
      policy: Policy(
        settings, for: subject, network: network,
        center: try file.values("strategy.center", shape: [network.parameterCount]),
        moments: settings.normalizeObservations
          ? try CheckpointFile.moments(width: width, in: file) : nil,
        reference: settings.virtualBatchNorm
          ? try CheckpointFile.reference(width: width, in: file) : nil),
      environment: configuration.subjectName, environmentVersion: subject.environmentVersion,
      configuration: heading.name,
      seed: configuration.seed, generation: heading.generation, envSteps: heading.envSteps,
      evaluation: evaluation.flatMap {
        $0.generation == heading.generation ? $0.summary : nil
      }, data: PolicyFile.TrainingData(configuration, subject))
  }
}

extension Trainer {
  /// The center as a policy file: what a run saves as `policy.safetensors`.
  ///
  /// - Parameters:
  ///   - name: what the file calls the configuration.
  ///   - evaluation: of the present center, if there was one.
  public func policyFile(name: String, evaluation: EvaluationSummary? = nil) -> PolicyFile {
    PolicyFile(
      policy: policy, environment: configuration.subjectName,
      environmentVersion: subject.environmentVersion, configuration: name,
      seed: configuration.seed, generation: state.generation, envSteps: state.envSteps,
      evaluation: evaluation, data: PolicyFile.TrainingData(configuration, subject))
  }
}
