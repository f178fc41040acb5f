import EvoCore
import EvoTestSupport
import Testing

/// A larger network that begins as a smaller one.
@Suite("Growing networks")
struct NetworkGrowthTests {
  /// A random policy with one to three hidden layers.
  private func policy(
    _ hidden: HiddenKind, _ activation: Activation, _ random: inout Random
  ) -> Policy {
    let depth = 1 + random.index(below: 3)
    let widths =
      [1 + random.index(below: 5)] + (0..<depth).map { _ in 1 + random.index(below: 9) }
      + [1 + random.index(below: 4)]
    let network = Network(widths: widths, activation: activation, hidden: hidden)
    return policy(network, (0..<network.parameterCount).map { _ in random.bell() }, &random)
  }

  private func policy(
    _ network: Network, _ parameters: [Float], _ random: inout Random
  ) -> Policy {
    let count = network.widths[0]
    return Policy(
      network: network, head: .discrete(choices: network.widths[network.widths.count - 1]),
      parameters: parameters, normalizer: nil,
      reference: network.hidden.needsReference
        ? ReferenceBatch(
          observations: (0..<count * 20).map { _ in random.uniform(-2, 2) }, count: 20) : nil)
  }

  /// The outputs of the policy for 16 observations.
  private func outputs(_ policy: Policy, _ x: LaneMatrix) -> [Float] {
    let block = PolicyBlock(policy: policy, rank: 0, stride: 16)
    for lane in 0..<16 { block.loadCenter(lane: lane) }
    let y = block.forward(x.base, lanes: 16)
    return (0..<policy.head.outputCount * 16).map { y[$0] }
  }

  @Test(
    "a network with more units begins as the same function",
    arguments: HiddenKind.allCases, Activation.allCases)
  func sameFunction(hidden: HiddenKind, activation: Activation) throws {
    var random = Random(test: 71)
    for _ in 0..<40 {
      let small = policy(hidden, activation, &random)
      let ends = [0, small.network.widths.count - 1]
      let widths = small.network.widths.enumerated().map { index, width in
        if ends.contains(index) { return width }
        return hidden == .layerNormed
          ? width * (1 + random.index(below: 3)) : width + random.index(below: 9)
      }
      let network = Network(widths: widths, activation: activation, hidden: hidden)
      #expect(network.extends(small.network))
      let parameters = try #require(
        network.grown(
          from: small.network, small.parameters,
          fresh: (0..<network.parameterCount).map { _ in random.bell() }))
      var large = policy(network, parameters, &random)
      large.reference = small.reference
      let x = LaneMatrix(rows: widths[0], stride: 16) { 2 * random.bell() }
      for (found, expected) in zip(outputs(large, x), outputs(small, x)) {
        if hidden == .layerNormed {
          #expect(abs(found - expected) < 1e-3 * max(1, abs(expected)))
        } else {
          #expect(found == expected)
        }
      }
    }
  }

  @Test("further units listen but are not listened to")
  func furtherUnits() throws {
    let small = Network(widths: [2, 2, 1], activation: .tanh)
    let large = Network(widths: [2, 3, 1], activation: .tanh)
    let grown = try #require(
      large.grown(
        from: small, [1, 2, 3, 4, 5, 6, 7, 8, 9],
        fresh: [Float](repeating: -1, count: large.parameterCount)))
    #expect(grown == [1, 2, 3, 4, -1, -1, 5, 6, -1, 7, 8, 0, 9])
  }

  @Test("a network of another kind, depth or end is none that grew")
  func others() {
    let small = Network(widths: [2, 4, 1], activation: .tanh)
    for other in [
      Network(widths: [2, 3, 1], activation: .tanh), Network(widths: [3, 4, 1], activation: .tanh),
      Network(widths: [2, 4, 2], activation: .tanh),
      Network(widths: [2, 4, 4, 1], activation: .tanh),
      Network(widths: [2, 5, 1], activation: .relu),
      Network(widths: [2, 5, 1], activation: .tanh, hidden: .layerNormed),
    ] {
      #expect(!other.extends(small))
    }
  }

  @Test("with layer normalization a layer grows by whole multiples or not at all")
  func multiples() {
    func network(_ units: Int) -> Network {
      Network(widths: [2, units, 1], activation: .tanh, hidden: .layerNormed)
    }
    let small = network(4)
    for units in 4...9 {
      let large = network(units)
      let grown = large.grown(
        from: small, small.initialParameters(seed: 1), fresh: large.initialParameters(seed: 1))
      #expect((grown != nil) == (units % 4 == 0))
    }
  }
}
