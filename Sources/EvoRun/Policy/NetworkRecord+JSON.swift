import EvoCore
import EvoWords
import FoundationEssentials

/// The record of a network as policy files hold it, under the key `network`. Readers in other
/// languages know its members; their order is pinned.
extension NetworkRecord {
  var json: JSONObject {
    var json = JSONObject()
    json.add("layers", widths)
    json.add("activation", activation.rawValue)
    json.add("virtual_batch_norm", hidden == .batchNormed)
    if hidden == .layerNormed { json.add("layer_norm", true) }
    let epsilon = hidden == .layerNormed ? Network.layerNormEpsilon : Network.varianceEpsilon
    json.add("epsilon", Double("\(epsilon)"))
    json.add("observation_clip", observationClip.map { Double("\($0)") ?? 0 })
    switch head {
    case .discrete: json.add("action", "discrete")
    case .value(let mean, let deviation):
      json.add("action", "value")
      json.add("action_mean", Double("\(mean)"))
      json.add("action_deviation", Double("\(deviation)"))
    case .continuous(let middle, let half, let squash):
      json.add("action", "continuous")
      json.add("action_low", zip(middle, half).map { $0 - $1 })
      json.add("action_high", zip(middle, half).map { $0 + $1 })
      json.add("action_squash", squash.rawValue)
    }
    return json
  }

  /// The members, before they are known to fit each other.
  private struct Members: Decodable {
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

  /// Reads what `json` writes.
  ///
  /// - Parameters:
  ///   - fits: whether the file holds a matrix for a layer with these numbers of inputs and outputs.
  ///     Matrices bound what is allocated for a record that lies.
  ///   - invalid: the error that says what was expected.
  init<Failure: Error>(
    json text: String, fits: (_ layer: Int, _ inputs: Int, _ outputs: Int) -> Bool,
    invalid: (_ expected: String) -> Failure
  ) throws(Failure) {
    guard let members = try? JSONDecoder().decode(Members.self, from: Data(text.utf8)) else {
      throw invalid("the JSON that evo-rl writes there")
    }
    guard (2...18).contains(members.layers.count),
      members.layers.allSatisfy({ (1...65_536).contains($0) })
    else { throw invalid("2 to 18 layer sizes of 1 to 65536 each") }
    for (index, pair) in zip(members.layers, members.layers.dropFirst()).enumerated() {
      guard fits(index, pair.0, pair.1) else {
        throw invalid("layer sizes that fit layers.\(index).weight")
      }
    }
    guard let activation = Activation(rawValue: members.activation) else {
      throw invalid("one of " + Activation.allCases.map(\.rawValue).joined(separator: ", "))
    }
    let hidden: HiddenKind
    switch (members.virtual_batch_norm, members.layer_norm ?? false) {
    case (false, false): hidden = .dense
    case (false, true): hidden = .layerNormed
    case (true, false): hidden = .batchNormed
    case (true, true): throw invalid("virtual_batch_norm or layer_norm, not both")
    }
    let outputs = members.layers[members.layers.count - 1]
    let head = try Self.head(members, outputs: outputs, invalid: invalid)
    if let limit = members.observation_clip, !(limit > 0 && limit.isFinite) {
      throw invalid("an observation_clip above 0")
    }
    self.init(
      widths: members.layers, activation: activation, hidden: hidden,
      observationClip: members.observation_clip, head: head)
  }

  private static func head<Failure: Error>(
    _ members: Members, outputs: Int, invalid: (String) -> Failure
  ) throws(Failure) -> ActionHead {
    switch members.action {
    case "discrete": return .discrete(choices: outputs)
    case "continuous":
      guard let low = members.action_low, let high = members.action_high,
        low.count == outputs, high.count == outputs,
        zip(low, high).allSatisfy({ $0.isFinite && $1.isFinite && $0 <= $1 })
      else { throw invalid("one finite action_low and action_high per output") }
      // Files from before there was a choice do not say which.
      guard let squash = Squash(rawValue: members.action_squash ?? Squash.tanh.rawValue) else {
        throw invalid("an action_squash that is tanh or clip")
      }
      return ActionHead(
        .continuous(zip(low, high).map { Component("action", $0, $1) }), squash: squash)
    case "value":
      guard outputs == 1, let mean = members.action_mean, let deviation = members.action_deviation,
        mean.isFinite, deviation.isFinite, deviation > 0
      else { throw invalid("one output, an action_mean and a positive action_deviation") }
      return .value(mean: mean, deviation: deviation)
    default: throw invalid("an action that is discrete, continuous or value")
    }
  }
}
