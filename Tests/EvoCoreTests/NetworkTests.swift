import EvoCore
import Testing

@Suite("Network")
struct NetworkTests {
  @Test("leaves lie side by side in the order of the layers and cover the parameter vector")
  func leaves() {
    let network = Network(widths: [4, 8, 6, 2], activation: .tanh, hidden: .batchNormed)
    #expect(
      network.leaves.map(\.name) == [
        "layers.0.weight", "layers.0.gain", "layers.0.shift", "layers.1.weight", "layers.1.gain",
        "layers.1.shift", "layers.2.weight", "layers.2.bias",
      ])
    var end = 0
    for (index, leaf) in network.leaves.enumerated() {
      #expect(leaf.offset == end && leaf.index == index)
      end = leaf.range.upperBound
    }
    #expect(end == network.parameterCount)
    let plain = Network(widths: [4, 8, 2], activation: .tanh)
    #expect(plain.parameterCount == 4 * 8 + 8 + 8 * 2 + 2)
    let linear = Network(widths: [4, 2], activation: .tanh, hidden: .batchNormed)
    #expect(linear.leaves.map(\.name) == ["layers.0.weight", "layers.0.bias"])
    let normalized = Network(
      widths: [4, 8, 2], activation: .tanh, hidden: .layerNormed)
    #expect(normalized.leaves == plain.leaves)
    let kinds = normalized.layers.map { layer in
      if case .layerNormed = layer.kind { true } else { false }
    }
    #expect(kinds == [true, false])
    #expect(normalized.layers.map(\.activation) == [.tanh, .identity])
  }

  @Test("what a kind of layer does not lend itself to is asked, not met")
  func uses() {
    for kind in HiddenKind.allCases {
      #expect(kind.allows(.derivatives))
      #expect(kind.allows(.data) == (kind != .batchNormed))
      #expect(kind.needsReference == (kind == .batchNormed))
      #expect(Network(widths: [3, 4, 2], activation: .tanh, hidden: kind).stateCount == 0)
    }
  }

  @Test("starting weights have the spread of their fan-in; biases are 0 and gains 1")
  func initialization() throws {
    for (activation, layerNorm, gain) in [
      (Activation.tanh, false, 1), (.relu, false, 2.0.squareRoot()), (.relu, true, 1),
    ] {
      let network = Network(
        widths: [100, 80, 60, 3], activation: activation,
        hidden: layerNorm ? .layerNormed : .batchNormed)
      let parameters = network.initialParameters(seed: 9)
      #expect(parameters == network.initialParameters(seed: 9))
      #expect(parameters != network.initialParameters(seed: 10))
      for (index, layer) in network.layers.enumerated() {
        let weights = parameters[layer.weight.range].map(Double.init)
        let deviation = (weights.reduce(0) { $0 + $1 * $1 } / Double(weights.count)).squareRoot()
        let expected = (index == 2 ? 0.01 : gain) / Double(layer.inputs).squareRoot()
        // Four standard errors of a standard deviation.
        let error = 4 / (2 * Double(weights.count)).squareRoot()
        #expect(abs(deviation / expected - 1) < error)
      }
      guard case .batchNormed(let gains, let shifts) = network.layers[0].kind else {
        #expect(layerNorm)
        continue
      }
      #expect(parameters[gains.range].allSatisfy { $0 == 1 })
      #expect(parameters[shifts.range].allSatisfy { $0 == 0 })
    }
  }
}
