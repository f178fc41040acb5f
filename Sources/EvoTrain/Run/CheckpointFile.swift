import EvoCore

/// A training in the middle: all of its state as one safetensors file.
public struct CheckpointFile: Sendable {
  public static let formatVersion = 1
  static let format = "evo-rl checkpoint"

  public var state: TrainerState
  /// The resolved configuration, as YAML.
  public var configuration: String
  /// Name of the configuration.
  public var name: String
  /// Wall time so far.
  public var seconds: Double
  /// Bytes of `metrics.csv` that belong to this state.
  public var metricsLength: Int

  public init(
    state: TrainerState, configuration: String, name: String, seconds: Double, metricsLength: Int
  ) {
    self.state = state
    self.configuration = configuration
    self.name = name
    self.seconds = seconds
    self.metricsLength = metricsLength
  }

  public func tensorFile() -> TensorFile {
    var file = TensorFile()
    let strategy = state.strategy.state
    for vector in strategy.vectors { file["strategy.\(vector.name)"] = Tensor(vector.values) }
    for vector in strategy.doubles { file["strategy.\(vector.name)"] = Tensor(vector.values) }
    if let moments = state.moments {
      file["observation.count"] = Tensor([moments.count])
      file["observation.mean"] = Tensor(moments.mean)
      file["observation.squares"] = Tensor(moments.squares)
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
      "seconds": "\(seconds)", "metrics_length": "\(metricsLength)",
      "strategy.generation": "\(strategy.generation)",
    ]
    if let horizon = state.horizon { file.metadata["horizon"] = "\(horizon)" }
    for (key, value) in strategy.counters { file.metadata["strategy.\(key)"] = "\(value)" }
    if let evaluation = state.evaluation {
      file.metadata["evaluation"] = evaluation.summary.json.text
      file.metadata["evaluation.generation"] = "\(evaluation.generation)"
    }
    return file
  }
}

extension CheckpointFile {
  /// The parts of a checkpoint that are needed before its state can be read.
  public struct Heading: Sendable {
    public var configuration: String
    public var name: String
    public var seconds: Double
    public var metricsLength: Int
  }

  public static func isCheckpoint(_ file: TensorFile) -> Bool {
    file.metadata["format"] == format
  }

  /// - Throws: `PolicyFileError`.
  public static func heading(of file: TensorFile) throws -> Heading {
    guard isCheckpoint(file) else { throw PolicyFileError.notAPolicy(file: file.source) }
    let version = file.metadata["format_version"] ?? "none"
    guard version == "\(formatVersion)" else {
      throw PolicyFileError.otherVersion(file: file.source, found: version)
    }
    let seconds = try PolicyFile.text("seconds", in: file)
    guard let value = Double(seconds), value.isFinite, value >= 0 else {
      throw PolicyFileError.invalid(
        file: file.source, key: "seconds", found: seconds, expected: "a number from 0 on")
    }
    return Heading(
      configuration: try PolicyFile.text("configuration", in: file),
      name: try PolicyFile.text("name", in: file), seconds: value,
      metricsLength: try PolicyFile.number("metrics_length", in: file))
  }

  /// Fills `state`, which is that of a trainer of the same configuration, from a checkpoint.
  ///
  /// - Throws: `SafetensorsError` or `PolicyFileError`; `state` may then be half filled.
  public static func restore(_ state: inout TrainerState, from file: TensorFile) throws {
    var strategy = state.strategy.state
    strategy.generation = try PolicyFile.number("strategy.generation", in: file)
    for key in strategy.counters.keys {
      strategy.counters[key] = try PolicyFile.number("strategy.\(key)", in: file) as Int
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
    state.strategy.state = strategy
    state.generation = try PolicyFile.number("generation", in: file)
    state.envSteps = try PolicyFile.number("env_steps", in: file)
    if state.horizon != nil { state.horizon = try PolicyFile.number("horizon", in: file) as Int }
    if let moments = state.moments {
      let count: [Double] = try file.values("observation.count", shape: [1])
      state.moments = ObservationMoments(
        count: count[0],
        mean: try file.values("observation.mean", shape: [moments.mean.count]),
        squares: try file.values("observation.squares", shape: [moments.mean.count]))
    }
    if let reference = state.reference {
      let observations: [Float] = try file.values(
        "reference.observations",
        shape: [reference.count, reference.observations.count / reference.count])
      state.reference = ReferenceBatch(observations: observations, count: reference.count)
    }
    state.evaluation = try EvaluationSummary(metadata: "evaluation", in: file).map {
      TrainerState.Evaluation(
        generation: try PolicyFile.number("evaluation.generation", in: file), summary: $0)
    }
  }
}
