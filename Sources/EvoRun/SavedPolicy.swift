import EvoCore
import EvoFiles
import EvoTrain

/// Finds the policy that an argument of the command line means.
public enum SavedPolicy {
  /// Reads a run folder, a policy folder, a policy file, a checkpoint file, or a shipped policy by
  /// name.
  ///
  /// - Parameters:
  ///   - best: whether the best policy of a run folder is meant, and not the last one.
  ///   - data: where the policy's data are now; nil for where they were.
  ///   - kind: finds the environment of a checkpoint by name and version, such as `lunar-lander-v2`.
  /// - Throws: `SavedPolicyError` where there is no best policy, and what reading a file throws.
  public static func load(
    _ argument: String, best: Bool = false, data: String? = nil,
    locator: ResourceLocator = ResourceLocator(), kind: (String) throws -> EnvironmentKind
  ) throws -> (file: PolicyFile, path: String) {
    var path = try locator.path(of: argument, .policies)
    if let names = try? FileSystem.posix.names(in: path) {
      if best, !names.contains(RunFolder.bestName) { throw SavedPolicyError.noBest(path) }
      path += "/\(best ? RunFolder.bestName : RunFolder.policyName)"
    } else if best {
      throw SavedPolicyError.bestOfFile(path)
    }
    let file = try TensorFile.read(path)
    guard CheckpointFile.isCheckpoint(file) else {
      var policy = try PolicyFile(file)
      if let data { try policy.moveData(to: data, file: path) }
      return (policy, path)
    }
    return (try PolicyFile(checkpoint: file, data: data, kind: kind), path)
  }
}

/// Why a folder or a file has no best policy.
public enum SavedPolicyError: Error, Equatable, Sendable, CustomStringConvertible {
  case noBest(String)
  case bestOfFile(String)

  public var description: String {
    switch self {
    case .noBest(let folder):
      "\(folder): there is no \(RunFolder.bestName) in it: it is no run, checkpoint.keep_best is "
        + "false, or nothing was evaluated yet; leave --best out for the last policy"
    case .bestOfFile(let file):
      "\(file): --best chooses a policy in the folder of a run, and this is a file; leave it out"
    }
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
  /// The policy of the best evaluation as a file: what a run saves as `best.safetensors`; nil where
  /// it is not kept.
  ///
  /// - Parameter name: what the file calls the configuration.
  public func bestPolicyFile(name: String) -> PolicyFile? {
    guard let policy = bestPolicy, let best = state.best, let center = state.bestCenter else {
      return nil
    }
    return PolicyFile(
      policy: policy, environment: configuration.subjectName,
      environmentVersion: subject.environmentVersion, configuration: name,
      seed: configuration.seed, generation: best.generation, envSteps: center.envSteps,
      evaluation: best.summary, data: PolicyFile.TrainingData(configuration, subject))
  }

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
