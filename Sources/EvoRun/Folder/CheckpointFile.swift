import EvoCore
import EvoFiles
import EvoTrain
import EvoWords

/// A training in the middle: all of its state as one safetensors file.
///
/// Wall time is not in it, it stands in the metrics: two runs of one configuration write the same
/// bytes.
public struct CheckpointFile: Sendable {
  public static let formatVersion = 1
  static let format = "evo-rl checkpoint"
  /// Where the last bits depend on it: what OpenBLAS took the processor for.
  static let processorKey = "openblas_processor"

  public var state: TrainerState
  /// The resolved configuration, as YAML.
  public var configuration: String
  /// Name of the configuration.
  public var name: String
  /// What is remembered of the environment, or of a table that is learned from.
  public var subject: [String: String]

  public init(
    state: TrainerState, configuration: String, name: String, subject: [String: String] = [:]
  ) {
    self.state = state
    self.configuration = configuration
    self.name = name
    self.subject = subject
  }

  public func tensorFile() -> TensorFile {
    var file = TensorFile()
    let strategy = state.strategy.state
    for vector in strategy.vectors { file["strategy.\(vector.name)"] = Tensor(vector.values) }
    for vector in strategy.doubles { file["strategy.\(vector.name)"] = Tensor(vector.values) }
    if let moments = state.moments { write(moments, as: "observation", to: &file) }
    if let best = state.bestCenter {
      file["best.center"] = Tensor(best.parameters)
      if let moments = best.moments { write(moments, as: "best.observation", to: &file) }
    }
    if let adversary = state.adversary {
      file["adversary.weights"] = Tensor(adversary.weights)
    }
    if let reference = state.reference {
      file["reference.observations"] = Tensor(
        reference.observations,
        shape: [reference.count, reference.observations.count / reference.count])
    }
    file.metadata = [
      "format": Self.format, "format_version": "\(Self.formatVersion)",
      "evo_rl_version": Version.text, "configuration": configuration, "name": name,
      "generation": "\(state.generation)", "env_steps": "\(state.envSteps)",
      "strategy.generation": "\(strategy.generation)",
    ]
    if let best = state.bestCenter { file.metadata["best.env_steps"] = "\(best.envSteps)" }
    if state.strategy.usesLinearAlgebra {
      file.metadata[Self.processorKey] = LinearAlgebra.processor
    }
    file.metadata.merge(subject) { $1 }
    if let horizon = state.horizon { file.metadata["horizon"] = "\(horizon)" }
    for (key, value) in strategy.counters { file.metadata["strategy.\(key)"] = "\(value)" }
    for (key, evaluation) in [("evaluation", state.evaluation), ("best", state.best)] {
      file.metadata[key] = evaluation?.summary.json.text
      file.metadata["\(key).generation"] = evaluation.map { "\($0.generation)" }
    }
    return file
  }

  private func write(_ moments: ObservationMoments, as name: String, to file: inout TensorFile) {
    file["\(name).count"] = Tensor([moments.count])
    file["\(name).mean"] = Tensor(moments.mean)
    file["\(name).squares"] = Tensor(moments.squares)
  }
}

extension CheckpointFile {
  /// The parts of a checkpoint that are needed before its state can be read.
  public struct Heading: Sendable {
    public var configuration: TrainingConfiguration
    public var name: String
    /// How many generations are complete.
    public var generation: Int
    /// Training steps of all members until then.
    public var envSteps: Int
    /// What OpenBLAS took the processor for; nil where that does not matter, or from before it was
    /// written down.
    public var processor: String?

    /// The processor, where it is another kind than this one and matters.
    public var otherProcessor: String? { processor == LinearAlgebra.processor ? nil : processor }
  }

  public static func isCheckpoint(_ file: TensorFile) -> Bool {
    file.metadata["format"] == format
  }

  /// - Throws: `PolicyFileError` or `ConfigurationError`.
  public static func heading(of file: TensorFile) throws -> Heading {
    guard isCheckpoint(file) else { throw PolicyFileError.notAPolicy(file: file.source) }
    try PolicyFile.requireVersion(formatVersion, of: file)
    return Heading(
      configuration: try .decode(
        yaml: PolicyFile.text("configuration", in: file), file: file.source),
      name: try PolicyFile.text("name", in: file),
      generation: try PolicyFile.count("generation", in: file),
      envSteps: try PolicyFile.count("env_steps", in: file),
      processor: file.metadata[processorKey])
  }

  /// Refuses a checkpoint whose center is not one of `network`, before memory is made for it.
  static func requireFit(_ file: TensorFile, _ network: Network) throws(SafetensorsError) {
    let (name, shape) = ("strategy.center", [network.parameterCount])
    guard let center = file[name] else {
      throw SafetensorsError(file.source, .missingTensor(name, present: file.names))
    }
    guard center.shape == shape else {
      throw SafetensorsError(
        file.source, .wrongShape(tensor: name, found: center.shape, expected: shape))
    }
  }

  /// Fills `state`, which is that of a trainer of the same configuration, from a checkpoint.
  ///
  /// - Throws: `SafetensorsError`, `PolicyFileError`, or `CheckpointError` where it holds what cannot
  ///   be; `state` may then be half filled.
  public static func restore(_ state: inout TrainerState, from file: TensorFile) throws {
    var strategy = state.strategy.state
    strategy.generation = try PolicyFile.count("strategy.generation", in: file)
    for key in strategy.counters.keys.sorted() {
      strategy.counters[key] = try PolicyFile.count("strategy.\(key)", in: file)
    }
    for index in strategy.vectors.indices {
      let vector = strategy.vectors[index]
      strategy.vectors[index].values = try file.values(
        "strategy.\(vector.name)", shape: [vector.values.count])
    }
    for index in strategy.doubles.indices {
      let vector = strategy.doubles[index]
      strategy.doubles[index].values = try file.values(
        "strategy.\(vector.name)", shape: [vector.values.count])
    }
    // A strategy makes its next members at once, of whatever numbers it is given.
    try requirePossible(strategy, pieces: state.strategy.pieces, file: file.source)
    state.strategy.state = strategy
    state.generation = try PolicyFile.count("generation", in: file)
    state.envSteps = try PolicyFile.count("env_steps", in: file)
    if state.horizon != nil { state.horizon = try PolicyFile.count("horizon", in: file) }
    if let moments = state.moments {
      state.moments = try Self.moments(width: moments.mean.count, in: file)
    }
    if let adversary = state.adversary {
      state.adversary?.weights = try file.values(
        "adversary.weights", shape: [adversary.weights.count])
    }
    if let reference = state.reference {
      state.reference = try Self.reference(
        width: reference.observations.count / reference.count, in: file)
    }
    state.evaluation = try evaluation("evaluation", in: file)
    state.best = try evaluation("best", in: file)
    state.bestCenter = try bestCenter(like: state, in: file)
    try requirePossible(state, strategy, file: file.source)
  }

  /// What the configuration of a checkpoint names.
  ///
  /// - Throws: `CheckpointError` where that is not to be had here, which is not the file's fault.
  static func subject(
    _ configuration: TrainingConfiguration, file tensors: TensorFile,
    kind: (String) throws -> EnvironmentKind
  ) throws -> TrainingSubject {
    let (name, file) = (configuration.subjectName, tensors.source)
    let version = try EnvironmentVersion.read(tensors)
    do {
      return try TrainingSubject(configuration) {
        try kind(EnvironmentLibrary.identifier($0, version: version))
      }
    } catch let error as ResourceError {
      throw configuration.data.name == nil
        ? CheckpointError.unknownEnvironment(file: file, name: name, reason: "\(error)")
        : CheckpointError.noData(file: file, name: name, reason: "\(error)")
    } catch let error as DatasetError {
      throw CheckpointError.noData(file: file, name: name, reason: "\(error)")
    } catch let error as FileError where error.isOfContents {
      throw CheckpointError.noData(file: file, name: name, reason: "\(error)")
    }
  }

  /// The center of the best evaluation; nil where it was not kept.
  private static func bestCenter(
    like state: TrainerState, in file: TensorFile
  ) throws -> TrainerState.Center? {
    guard file["best.center"] != nil else { return nil }
    return TrainerState.Center(
      parameters: try file.values("best.center", shape: [state.strategy.center.count]),
      moments: try state.moments.map {
        try moments("best.observation", width: $0.mean.count, in: file)
      }, envSteps: try PolicyFile.count("best.env_steps", in: file))
  }

  /// The statistics of observations of `width` components.
  static func moments(
    _ name: String = "observation", width: Int, in file: TensorFile
  ) throws(SafetensorsError) -> ObservationMoments {
    let count: [Double] = try file.values("\(name).count", shape: [1])
    return ObservationMoments(
      count: count[0], mean: try file.values("\(name).mean", shape: [width]),
      squares: try file.values("\(name).squares", shape: [width]))
  }

  /// The reference batch, of as many observations as there are.
  static func reference(
    width: Int, in file: TensorFile
  ) throws(SafetensorsError) -> ReferenceBatch {
    let name = "reference.observations"
    let count = max(file[name]?.shape.first ?? 1, 1)
    return ReferenceBatch(
      observations: try file.values(name, shape: [count, width]), count: count)
  }

  /// The evaluation under a key, and after which generation it was made.
  static func evaluation(
    _ key: String, in file: TensorFile
  ) throws(PolicyFileError) -> TrainerState.Evaluation? {
    guard let summary = try EvaluationSummary(metadata: key, in: file) else { return nil }
    return TrainerState.Evaluation(
      generation: try PolicyFile.count("\(key).generation", in: file), summary: summary)
  }
}

extension Trainer {
  /// Goes on where a checkpoint of the same configuration was written.
  ///
  /// - Parameter elapsed: seconds that the run has taken so far.
  public func restore(from file: TensorFile, elapsed: Double = 0) throws {
    var restored = state
    try CheckpointFile.restore(&restored, from: file)
    if let horizon = restored.horizon, let limit = subject.environment?.spec.stepLimit {
      try CheckpointFile.require(
        (1...limit).contains(horizon), "horizon", found: "\(horizon)",
        expected: "a number of steps from 1 to \(limit)", file: file.source)
    }
    restore(restored, elapsed: elapsed)
  }

  /// A training as a checkpoint holds it.
  ///
  /// - Parameters:
  ///   - kind: finds an environment by name and version, such as `lunar-lander-v2`.
  ///   - data: where its data are now; nil for where they were.
  public convenience init(
    checkpoint file: TensorFile, kind: (String) throws -> EnvironmentKind, data: String? = nil,
    workers: any Workers = ThreadWorkers(count: 1), team: any Team = SoloTeam(),
    elapsed: Double = 0, interrupt: Interrupt = Interrupt()
  ) throws {
    var configuration = try CheckpointFile.heading(of: file).configuration
    if let data { try configuration.moveData(to: data, file: file.source) }
    let subject = try CheckpointFile.subject(configuration, file: file, kind: kind)
    try CheckpointFile.requireData(file, subject, path: configuration.data.path ?? "")
    try CheckpointFile.requireFit(file, Network(configuration.policy, for: subject))
    try self.init(
      configuration, subject: subject, workers: workers, team: team, interrupt: interrupt)
    try restore(from: file, elapsed: elapsed)
  }
}
