import EvoCore
import EvoTrain

extension PolicyFile {
  /// - Throws: `SafetensorsError` or `PolicyFileError`.
  public init(_ file: TensorFile) throws {
    let name = file.source
    guard file.metadata["format"] == Self.format else {
      throw PolicyFileError.notAPolicy(file: name)
    }
    try Self.requireVersion(Self.formatVersion, of: file)
    data = try TrainingData(metadata: file)
    environment = try data?.name ?? Self.text("env", in: file)
    environmentVersion = try EnvironmentVersion.read(file)
    configuration = try Self.text("configuration", in: file)
    seed = try Self.number("seed", in: file)
    generation = try Self.count("generation", in: file)
    envSteps = try Self.count("env_steps", in: file)
    policy = try Self.policy(in: file)
    evaluation = try EvaluationSummary(metadata: "evaluation", in: file)
  }

  private static func policy(in file: TensorFile) throws -> Policy {
    let text = try text("network", in: file)
    let record = try NetworkRecord(json: text) { layer, inputs, outputs in
      file["layers.\(layer).weight"]?.shape == [outputs, inputs]
    } invalid: {
      PolicyFileError.invalid(file: file.source, key: "network", found: text, expected: $0)
    }
    let network = record.network
    var parameters: [Float] = []
    parameters.reserveCapacity(network.parameterCount)
    for leaf in network.leaves {
      parameters += try file.values(
        leaf.name, shape: leaf.isMatrix ? [leaf.rows, leaf.columns] : [leaf.rows])
    }
    return Policy(
      network: network, head: record.head, parameters: parameters,
      normalizer: try normalizer(record, in: file), reference: try reference(record, in: file))
  }

  private static func normalizer(
    _ record: NetworkRecord, in file: TensorFile
  ) throws -> ObservationNormalizer? {
    guard let limit = record.observationClip else { return nil }
    let shape = [record.widths[0]]
    return ObservationNormalizer(
      mean: try file.values("observation.mean", shape: shape),
      variance: try file.values("observation.variance", shape: shape), limit: limit)
  }

  private static func reference(
    _ record: NetworkRecord, in file: TensorFile
  ) throws -> ReferenceBatch? {
    guard record.hidden.needsReference else { return nil }
    let count = file["reference.observations"]?.shape.first ?? 0
    let observations: [Float] = try file.values(
      "reference.observations", shape: [max(count, 1), record.widths[0]])
    return ReferenceBatch(observations: observations, count: count)
  }

  /// Refuses a file of another format version, and names the program that can read it.
  static func requireVersion(_ version: Int, of file: TensorFile) throws(PolicyFileError) {
    let found = file.metadata["format_version"] ?? "none"
    guard found == "\(version)" else {
      throw .otherVersion(
        file: file.source, found: found, expected: version,
        writer: file.metadata["evo_rl_version"])
    }
  }

  static func text(_ key: String, in file: TensorFile) throws(PolicyFileError) -> String {
    guard let value = file.metadata[key] else {
      throw .missing(file: file.source, key: key)
    }
    return value
  }

  static func number<Number: FixedWidthInteger>(
    _ key: String, in file: TensorFile, upTo limit: Number = .max
  ) throws(PolicyFileError) -> Number {
    let found = try text(key, in: file)
    guard let value = Number(found), (0...limit).contains(value) else {
      throw .invalid(
        file: file.source, key: key, found: found, expected: "a whole number from 0 to \(limit)")
    }
    return value
  }

  /// How many of something there are: at most 10^15, so that counting on cannot overflow.
  static func count(_ key: String, in file: TensorFile) throws(PolicyFileError) -> Int {
    try number(key, in: file, upTo: 1_000_000_000_000_000)
  }

  /// Refuses a policy whose inputs and outputs are not those of `spec`.
  public func requireFit(_ spec: EnvironmentSpec, file: String) throws(PolicyFileError) {
    let expected = (
      inputs: spec.observation.count, outputs: spec.action.outputCount,
      head: ActionHead(spec.action, squash: policy.head.squash)
    )
    let widths = policy.network.widths
    let found = (inputs: widths[0], outputs: widths[widths.count - 1])
    guard found == (expected.inputs, expected.outputs) else {
      throw .doesNotFit(
        file: file, environment: spec.name,
        found: "\(found.inputs) inputs and \(found.outputs) outputs",
        expected: "\(expected.inputs) and \(expected.outputs)")
    }
    guard policy.network.convolutions == nil else {
      throw .doesNotFit(
        file: file, environment: spec.name, found: "convolutions",
        expected: "a policy without, as there are no pictures")
    }
    guard policy.head == expected.head else {
      throw .doesNotFit(
        file: file, environment: spec.name, found: "other actions",
        expected: "the environment's kind and bounds of actions")
    }
  }
}
