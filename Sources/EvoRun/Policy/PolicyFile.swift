import EvoCore
import EvoFiles
import EvoTrain
import EvoWords

/// A policy with its metadata, as `policy.safetensors` holds it. `docs/file-formats.md` describes the
/// file for readers in other languages.
public struct PolicyFile: Sendable, Equatable {
  /// The version that is written; nothing else is read.
  public static let formatVersion = 1
  static let format = "evo-rl policy"

  public var policy: Policy
  /// Name of the environment that the policy was trained in, or of the data set.
  public var environment: String
  /// The version of the environment, which decides how its world moves.
  public var environmentVersion: Int
  /// Name of the configuration.
  public var configuration: String
  public var seed: UInt64
  public var generation: Int
  public var envSteps: Int
  /// What the policy achieved when it was saved; `evo-rl eval` gives the same numbers.
  public var evaluation: EvaluationSummary?
  /// The data that the policy was trained on; nil when it was an environment.
  public var data: TrainingData?

  public init(
    policy: Policy, environment: String, environmentVersion: Int = 1, configuration: String,
    seed: UInt64, generation: Int,
    envSteps: Int, evaluation: EvaluationSummary?, data: TrainingData? = nil
  ) {
    self.policy = policy
    self.environment = environment
    self.environmentVersion = environmentVersion
    self.configuration = configuration
    self.seed = seed
    self.generation = generation
    self.envSteps = envSteps
    self.evaluation = evaluation
    self.data = data
  }
}

extension PolicyFile {
  private static let usualEpisodes = 100
  /// Episodes that are played because a file says so; some minutes of a walker.
  private static let episodeLimit = 10_000

  /// How many episodes its evaluation had, or as many as are usual.
  ///
  /// - Parameter file: the name of the policy in errors.
  /// - Throws: `PolicyFileError.asksForEpisodes`.
  public func evaluationEpisodes(file: String) throws(PolicyFileError) -> Int {
    let count = evaluation?.episodes ?? Self.usualEpisodes
    guard count <= Self.episodeLimit else {
      throw .asksForEpisodes(file: file, found: count, limit: Self.episodeLimit)
    }
    return count
  }

  public func tensorFile() -> TensorFile {
    var file = TensorFile()
    let network = policy.network
    for leaf in network.leaves {
      file[leaf.name] = Tensor(
        Array(policy.parameters[leaf.range]),
        shape: leaf.isMatrix ? [leaf.rows, leaf.columns] : [leaf.rows])
    }
    if let normalizer = policy.normalizer {
      file["observation.mean"] = Tensor(normalizer.mean)
      file["observation.variance"] = Tensor(normalizer.variance)
    }
    if let reference = policy.reference {
      for (index, statistics) in policy.batchStatistics().enumerated() {
        file["layers.\(index).mean"] = Tensor(statistics.mean)
        file["layers.\(index).variance"] = Tensor(statistics.variance)
      }
      file["reference.observations"] = Tensor(
        reference.observations, shape: [reference.count, network.widths[0]])
    }
    file.metadata = [
      "format": Self.format, "format_version": "\(Self.formatVersion)", "env": environment,
      "configuration": configuration, "seed": "\(seed)", "generation": "\(generation)",
      "env_steps": "\(envSteps)", "network": NetworkRecord(policy).json.text,
      "evo_rl_version": Version.text,
    ]
    EnvironmentVersion.write(environmentVersion, to: &file.metadata)
    if let evaluation { file.metadata["evaluation"] = evaluation.json.text }
    data?.write(to: &file.metadata)
    return file
  }
}
