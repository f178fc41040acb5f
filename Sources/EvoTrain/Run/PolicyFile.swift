import EvoCore
import Foundation

/// A policy with its papers, as `policy.safetensors` holds it. `docs/file-formats.md` describes the
/// file for readers in other languages.
public struct PolicyFile: Sendable, Equatable {
  /// The version that is written; nothing else is read.
  public static let formatVersion = 1
  static let format = "evo-rl policy"

  public var policy: Policy
  /// Name of the environment that the policy was trained in.
  public var environment: String
  /// Name of the configuration.
  public var configuration: String
  public var seed: UInt64
  public var generation: Int
  public var envSteps: Int
  /// What the policy achieved when it was saved; `evo-rl eval` gives the same numbers.
  public var evaluation: EvaluationSummary?

  public init(
    policy: Policy, environment: String, configuration: String, seed: UInt64, generation: Int,
    envSteps: Int, evaluation: EvaluationSummary?
  ) {
    self.policy = policy
    self.environment = environment
    self.configuration = configuration
    self.seed = seed
    self.generation = generation
    self.envSteps = envSteps
    self.evaluation = evaluation
  }
}

/// Why a safetensors file is no policy.
public enum PolicyFileError: Error, Equatable, Sendable {
  case notAPolicy(file: String)
  case otherVersion(file: String, found: String)
  case missing(file: String, key: String)
  case invalid(file: String, key: String, found: String, expected: String)
  case unknownEnvironment(file: String, name: String, nearest: String?)
  case doesNotFit(file: String, environment: String, found: String, expected: String)
}

extension PolicyFileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notAPolicy(let file):
      "\(file): no evo-rl policy; expected a policy.safetensors or a checkpoint written by evo-rl"
    case .otherVersion(let file, let found):
      "\(file): format version \(found), but this evo-rl reads version \(PolicyFile.formatVersion); "
        + "use the evo-rl that wrote it"
    case .missing(let file, let key):
      "\(file): the metadata lack '\(key)'; the file was not written by evo-rl or is incomplete"
    case .invalid(let file, let key, let found, let expected):
      "\(file): \(key): found \(abridged(found)), expected \(expected)"
    case .unknownEnvironment(let file, let name, let nearest):
      "\(file): the policy is for the environment '\(abridged(name))', which this evo-rl does not have"
        + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    case .doesNotFit(let file, let environment, let found, let expected):
      "\(file): the policy does not fit the environment '\(environment)': "
        + "found \(found), expected \(expected)"
    }
  }
}

// MARK: - Writing

extension PolicyFile {
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
      "env_steps": "\(envSteps)", "network": networkJSON.text,
      "evo_rl_version": Version.text,
    ]
    if let evaluation { file.metadata["evaluation"] = evaluation.json.text }
    return file
  }

  private var networkJSON: JSONObject {
    var json = JSONObject()
    json.add("layers", policy.network.widths)
    json.add("activation", policy.network.activation.rawValue)
    json.add("virtual_batch_norm", policy.network.virtualBatchNorm)
    json.add("epsilon", Double("\(Network.varianceEpsilon)"))
    json.add("observation_clip", policy.normalizer.map { Double("\($0.limit)") ?? 0 })
    switch policy.head {
    case .discrete: json.add("action", "discrete")
    case .continuous(let middle, let half):
      json.add("action", "continuous")
      json.add("action_low", zip(middle, half).map { $0 - $1 })
      json.add("action_high", zip(middle, half).map { $0 + $1 })
    }
    return json
  }
}

extension Policy {
  /// The frozen statistics of the unperturbed network, one entry per normalized layer.
  public func batchStatistics() -> [BatchStatistics] {
    let block = PolicyBlock(policy: self, rank: 0, stride: 16)
    block.loadCenter(lane: 0)
    return block.batchStatistics(lane: 0)
  }
}

extension EvaluationSummary {
  var json: JSONObject {
    var json = JSONObject()
    json.add("episodes", episodes)
    json.add("seed", seed)
    json.add("return_mean", returnMean)
    json.add("return_std", returnStd)
    json.add("return_median", returnMedian)
    json.add("return_min", returnMin)
    json.add("return_max", returnMax)
    json.add("length_mean", lengthMean)
    json.add("success_rate", successRate)
    json.add("failed", failed)
    return json
  }
}

// MARK: - Reading

extension PolicyFile {
  private struct NetworkRecord: Decodable {
    let layers: [Int]
    let activation: String
    let virtual_batch_norm: Bool
    let observation_clip: Float?
    let action: String
    let action_low: [Float]?
    let action_high: [Float]?
  }

  private struct EvaluationRecord: Decodable {
    let episodes: Int
    let seed: UInt64
    let return_mean: Double?
    let return_std: Double?
    let return_median: Double?
    let return_min: Double?
    let return_max: Double?
    let length_mean: Double
    let success_rate: Double?
    let failed: Int
  }

  /// - Throws: `SafetensorsError` or `PolicyFileError`.
  public init(_ file: TensorFile) throws {
    let name = file.source
    guard file.metadata["format"] == Self.format else {
      throw PolicyFileError.notAPolicy(file: name)
    }
    let version = file.metadata["format_version"] ?? "none"
    guard version == "\(Self.formatVersion)" else {
      throw PolicyFileError.otherVersion(file: name, found: version)
    }
    environment = try Self.text("env", in: file)
    configuration = try Self.text("configuration", in: file)
    seed = try Self.number("seed", in: file)
    generation = try Self.number("generation", in: file)
    envSteps = try Self.number("env_steps", in: file)
    policy = try Self.policy(in: file)
    evaluation = try file.metadata["evaluation"].map { text in
      guard let record = try? JSONDecoder().decode(EvaluationRecord.self, from: Data(text.utf8))
      else {
        throw PolicyFileError.invalid(
          file: name, key: "evaluation", found: text, expected: "what evo-rl writes there")
      }
      return EvaluationSummary(
        seed: record.seed, episodes: record.episodes, returnMean: record.return_mean ?? .nan,
        returnStd: record.return_std ?? .nan, returnMedian: record.return_median ?? .nan,
        returnMin: record.return_min ?? .nan, returnMax: record.return_max ?? .nan,
        lengthMean: record.length_mean, successRate: record.success_rate, failed: record.failed)
    }
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
    guard (2...18).contains(record.layers.count), record.layers.allSatisfy({ (1...65_536).contains($0) })
    else { throw invalid("2 to 18 layer sizes of 1 to 65536 each") }
    for (index, pair) in zip(record.layers, record.layers.dropFirst()).enumerated() {
      guard file["layers.\(index).weight"]?.shape == [pair.1, pair.0] else {
        throw invalid("layer sizes that fit layers.\(index).weight")
      }
    }
    guard let activation = Activation(rawValue: record.activation) else {
      throw invalid("one of " + Activation.allCases.map(\.rawValue).joined(separator: ", "))
    }
    let network = Network(
      widths: record.layers, activation: activation, virtualBatchNorm: record.virtual_batch_norm)
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
      return ActionHead(
        .continuous(zip(low, high).map { Component("action", $0, $1) }))
    default: throw invalid("an action that is discrete or continuous")
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

  static func text(_ key: String, in file: TensorFile) throws -> String {
    guard let value = file.metadata[key] else {
      throw PolicyFileError.missing(file: file.source, key: key)
    }
    return value
  }

  static func number<Number: FixedWidthInteger>(_ key: String, in file: TensorFile) throws -> Number {
    let found = try text(key, in: file)
    guard let value = Number(found), value >= 0 else {
      throw PolicyFileError.invalid(
        file: file.source, key: key, found: found, expected: "a whole number from 0 on")
    }
    return value
  }

  /// Refuses a policy whose inputs and outputs are not those of `spec`.
  public func requireFit(_ spec: EnvironmentSpec, file: String) throws(PolicyFileError) {
    let expected = (
      inputs: spec.observation.count, outputs: spec.action.outputCount,
      head: ActionHead(spec.action)
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
