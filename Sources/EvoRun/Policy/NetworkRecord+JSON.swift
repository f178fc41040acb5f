import EvoCore
import EvoWords
import FoundationEssentials

/// The record of a network as policy files hold it, under the key `network`. Readers in other
/// languages know its members; their order is pinned.
extension NetworkRecord {
  var json: JSONObject {
    var json = JSONObject()
    json.add("layers", widths)
    if let convolutions {
      let picture = convolutions.picture
      json.add("picture", [picture.channels, picture.height, picture.width])
      json.add("convolutions", convolutions.layers.map(\.json))
    }
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
    let picture: [Int]?
    let convolutions: [Convolution]?
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

    struct Convolution: Decodable {
      let channels: Int
      let kernel: Int
      let padding: Int
      let pool: Int
    }
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
    let convolutions = try Self.convolutions(members, fits: fits, invalid: invalid)
    let inputs = [convolutions?.outputCount ?? members.layers[0]] + members.layers[1...]
    for (number, pair) in zip(inputs, members.layers.dropFirst()).enumerated() {
      let index = (convolutions?.layers.count ?? 0) + number
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
      observationClip: members.observation_clip, head: head, convolutions: convolutions)
  }

  private static func convolutions<Failure: Error>(
    _ members: Members, fits: (_ layer: Int, _ inputs: Int, _ outputs: Int) -> Bool,
    invalid: (_ expected: String) -> Failure
  ) throws(Failure) -> ConvolutionStack? {
    guard let records = members.convolutions else { return nil }
    guard let picture = members.picture, picture.count == 3,
      picture.allSatisfy({ (1...65_536).contains($0) }),
      picture[1] * picture[2] <= 65_536, picture.reduce(1, *) == members.layers[0],
      !members.virtual_batch_norm
    else { throw invalid("a picture of as many numbers as there are inputs") }
    guard (1...8).contains(records.count),
      records.allSatisfy({
        (1...1024).contains($0.channels) && (1...64).contains($0.kernel)
          && (0..<$0.kernel).contains($0.padding) && (1...64).contains($0.pool)
      }),
      let stack = ConvolutionStack(
        records.map {
          Convolution(
            channels: $0.channels, kernel: $0.kernel, padding: $0.padding, pool: $0.pool)
        }, on: PictureShape(channels: picture[0], height: picture[1], width: picture[2]))
    else { throw invalid("convolutions that fit into the picture") }
    var channels = picture[0]
    for (index, layer) in stack.layers.enumerated() {
      guard fits(index, channels * layer.kernel * layer.kernel, layer.channels) else {
        throw invalid("convolutions that fit layers.\(index).weight")
      }
      channels = layer.channels
    }
    return stack
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

extension Convolution {
  fileprivate var json: JSONObject {
    var json = JSONObject()
    json.add("channels", channels)
    json.add("kernel", kernel)
    json.add("padding", padding)
    json.add("pool", pool)
    return json
  }
}
