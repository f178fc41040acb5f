import EvoCore
import EvoTrain
import FoundationEssentials

extension PolicyFile {
  private struct NetworkRecord: Decodable {
    let layers: [Int]
    let activation: String
    let virtual_batch_norm: Bool
    let layer_norm: Bool?
    let observation_clip: Float?
    let action: String
    let action_low: [Float]?
    let action_squash: String?
    let action_high: [Float]?
    let action_mean: Float?
    let action_deviation: Float?
  }

  /// - Throws: `SafetensorsError` or `PolicyFileError`.
  public init(_ file: TensorFile) throws {
    let name = file.source
    guard file.metadata["format"] == Self.format else {
      throw PolicyFileError.notAPolicy(file: name)
    }
    try Self.requireVersion(Self.formatVersion, of: file)
    data = try TrainingData(metadata: file)
    environment = try data?.name ?? Self.text("env", in: file)
    configuration = try Self.text("configuration", in: file)
    seed = try Self.number("seed", in: file)
    generation = try Self.count("generation", in: file)
    envSteps = try Self.count("env_steps", in: file)
    policy = try Self.policy(in: file)
    evaluation = try EvaluationSummary(metadata: "evaluation", in: file)
  }

  private static func policy(in file: TensorFile) throws -> Policy {
    let text = try text("network", in: file)
    func invalid(_ expected: String) -> PolicyFileError {
      .invalid(file: file.source, key: "network", found: text, expected: expected)
    }
    guard let record = try? JSONDecoder().decode(NetworkRecord.self, from: Data(text.utf8)) else {
      throw invalid("the JSON that evo-rl writes there")
    }
    // The tensors bound what is allocated: every layer's weight must be there with this shape.
    guard (2...18).contains(record.layers.count),
      record.layers.allSatisfy({ (1...65_536).contains($0) })
    else { throw invalid("2 to 18 layer sizes of 1 to 65536 each") }
    for (index, pair) in zip(record.layers, record.layers.dropFirst()).enumerated() {
      guard file["layers.\(index).weight"]?.shape == [pair.1, pair.0] else {
        throw invalid("layer sizes that fit layers.\(index).weight")
      }
    }
    guard let activation = Activation(rawValue: record.activation) else {
      throw invalid("one of " + Activation.allCases.map(\.rawValue).joined(separator: ", "))
    }
    let layerNorm = record.layer_norm ?? false
    guard !(record.virtual_batch_norm && layerNorm) else {
      throw invalid("virtual_batch_norm or layer_norm, not both")
    }
    let network = Network(
      widths: record.layers, activation: activation, virtualBatchNorm: record.virtual_batch_norm,
      layerNorm: layerNorm)
    var parameters: [Float] = []
    parameters.reserveCapacity(network.parameterCount)
    for leaf in network.leaves {
      parameters += try file.values(
        leaf.name, shape: leaf.isMatrix ? [leaf.rows, leaf.columns] : [leaf.rows])
    }
    let outputs = record.layers[record.layers.count - 1]
    return Policy(
      network: network, head: try head(record, outputs: outputs, invalid: invalid),
      parameters: parameters, normalizer: try normalizer(record, in: file, invalid: invalid),
      reference: try reference(record, in: file))
  }

  private static func head(
    _ record: NetworkRecord, outputs: Int, invalid: (String) -> PolicyFileError
  ) throws -> ActionHead {
    switch record.action {
    case "discrete": return .discrete(choices: outputs)
    case "continuous":
      guard let low = record.action_low, let high = record.action_high,
        low.count == outputs, high.count == outputs,
        zip(low, high).allSatisfy({ $0.isFinite && $1.isFinite && $0 <= $1 })
      else { throw invalid("one finite action_low and action_high per output") }
      // Files from before there was a choice do not say which.
      guard let squash = Squash(rawValue: record.action_squash ?? Squash.tanh.rawValue) else {
        throw invalid("an action_squash that is tanh or clip")
      }
      return ActionHead(
        .continuous(zip(low, high).map { Component("action", $0, $1) }), squash: squash)
    case "value":
      guard outputs == 1, let mean = record.action_mean, let deviation = record.action_deviation,
        mean.isFinite, deviation.isFinite, deviation > 0
      else { throw invalid("one output, an action_mean and a positive action_deviation") }
      return .value(mean: mean, deviation: deviation)
    default: throw invalid("an action that is discrete, continuous or value")
    }
  }

  private static func normalizer(
    _ record: NetworkRecord, in file: TensorFile, invalid: (String) -> PolicyFileError
  ) throws -> ObservationNormalizer? {
    guard let limit = record.observation_clip else { return nil }
    guard limit > 0, limit.isFinite else { throw invalid("an observation_clip above 0") }
    let shape = [record.layers[0]]
    return ObservationNormalizer(
      mean: try file.values("observation.mean", shape: shape),
      variance: try file.values("observation.variance", shape: shape), limit: limit)
  }

  private static func reference(
    _ record: NetworkRecord, in file: TensorFile
  ) throws -> ReferenceBatch? {
    guard record.virtual_batch_norm else { return nil }
    let count = file["reference.observations"]?.shape.first ?? 0
    let observations: [Float] = try file.values(
      "reference.observations", shape: [max(count, 1), record.layers[0]])
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
    guard policy.head == expected.head else {
      throw .doesNotFit(
        file: file, environment: spec.name, found: "other actions",
        expected: "the environment's kind and bounds of actions")
    }
  }
}
