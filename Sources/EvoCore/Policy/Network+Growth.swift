extension Network {
  /// Whether this network has the layers of `smaller`, some of them perhaps with more units: then it
  /// can begin as the same function (`grown`).
  public func extends(_ smaller: Network) -> Bool {
    widths.count == smaller.widths.count && widths.first == smaller.widths.first
      && widths.last == smaller.widths.last && activation == smaller.activation
      && hidden == smaller.hidden && convolutions == smaller.convolutions
      && zip(widths, smaller.widths).allSatisfy { $0 >= $1 }
  }

  /// The parameters with which this network is the function that a smaller one is: its units, and
  /// further ones that nobody listens to yet.
  ///
  /// Nothing is rounded otherwise, but with layer normalization: there the further units repeat those
  /// that were, so that mean and variance over the layer stay what they are.
  ///
  /// - Parameters:
  ///   - smaller: a network that this one extends.
  ///   - parameters: of the smaller one.
  ///   - fresh: of this one, from which further units take what they listen to.
  /// - Returns: nil when a layer with layer normalization does not grow by a whole multiple.
  public func grown(
    from smaller: Network, _ parameters: [Float], fresh: [Float]
  ) -> [Float]? {
    precondition(extends(smaller), "a network with at least as many units")
    precondition(
      parameters.count == smaller.parameterCount && fresh.count == parameterCount,
      "one number per parameter")
    var grown = fresh
    for (small, large) in zip(smaller.layers, layers) {
      let repeats = if case .layerNormed = large.kind { true } else { false }
      guard !repeats || large.outputs.isMultiple(of: small.outputs) else { return nil }
      for row in 0..<large.outputs where repeats || row < small.outputs {
        let unit = row % small.outputs
        let (from, to) = (
          small.weight.offset + unit * small.inputs, large.weight.offset + row * large.inputs
        )
        for k in 0..<large.inputs { grown[to + k] = k < small.inputs ? parameters[from + k] : 0 }
        for (vector, other) in zip(small.vectors, large.vectors) {
          grown[other.offset + row] = parameters[vector.offset + unit]
        }
      }
    }
    return grown
  }
}

extension Network.Layer {
  /// The leaves beside the matrix, a number for each unit.
  fileprivate var vectors: [ParameterLeaf] {
    switch kind {
    case .dense(let bias), .layerNormed(let bias), .convolved(_, let bias): [bias]
    case .batchNormed(let gain, let shift): [gain, shift]
    }
  }
}
