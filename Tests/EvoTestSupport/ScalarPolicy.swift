import EvoCore

/// One member of a generation, or the center, as a plain scalar network: the readable twin of a lane
/// of `PolicyBlock`, equal to it bit for bit.
public struct ScalarPolicy {
  public let normalizer: ObservationNormalizer?
  public let head: ActionHead
  public let layers: [ScalarLayer]

  /// - Parameters:
  ///   - noise: a block that holds the member's perturbation in `lane`.
  ///   - statistics: of each normalized layer, as the member's own lane measured them.
  public init(_ policy: Policy, noise: NoiseBlock, lane: Int, statistics: [BatchStatistics] = []) {
    normalizer = policy.normalizer
    head = policy.head
    func column(_ rows: UnsafePointer<Float>, _ count: Int) -> [Float] {
      (0..<count).map { rows[$0 * noise.stride + lane] }
    }
    func vector(_ leaf: ParameterLeaf) -> [Float] {
      column(noise.values(noise.leaves[leaf.index]), leaf.count)
    }
    layers = policy.network.layers.enumerated().map { index, shape in
      var layer = ScalarLayer(
        inputs: shape.inputs, outputs: shape.outputs,
        weight: Array(policy.parameters[shape.weight.range]))
      layer.activation = shape.activation
      let matrix = noise.leaves[shape.weight.index]
      if let rank = noise.rank {
        layer.rank = rank
        layer.a = column(noise.a(matrix), shape.outputs * rank)
        layer.b = column(noise.b(matrix), shape.inputs * rank)
      } else {
        layer.dense = column(noise.values(matrix), shape.weight.count)
      }
      switch shape.kind {
      case .dense(let bias):
        layer.bias = vector(bias)
      case .layerNormed(let bias):
        layer.bias = vector(bias)
        layer.hasLayerNorm = true
      case .convolved(let window, let bias):
        layer.bias = vector(bias)
        layer.window = window
      case .batchNormed(let gain, let shift):
        let measured = statistics[index]
        let scale = zip(vector(gain), measured.variance).map {
          $0 / ($1 + Network.varianceEpsilon).squareRoot()
        }
        layer.scale = scale
        layer.shift = zip(vector(shift), zip(measured.mean, scale)).map { $0 - $1.0 * $1.1 }
      }
      return layer
    }
  }

  public func outputs(for observation: [Float]) -> [Float] {
    layers.reduce(normalized(observation)) { $1($0) }
  }

  public func action(for observation: [Float]) -> [Float] {
    let outputs = outputs(for: observation)
    switch head {
    case .discrete:
      guard !outputs.contains(where: \.isNaN) else { return [.nan] }
      var best = 0
      for o in outputs.indices where outputs[o] > outputs[best] { best = o }
      return [Float(best)]
    case .continuous(let middle, let half, let squash):
      return outputs.indices.map {
        let y = outputs[$0]
        let share = squash == .tanh ? Activation.tanh.scalar(y) : y > 1 ? 1 : y < -1 ? -1 : y
        return middle[$0].addingProduct(half[$0], share)
      }
    case .value(let mean, let deviation):
      return outputs.map { mean + deviation * $0 }
    }
  }

  private func normalized(_ observation: [Float]) -> [Float] {
    guard let normalizer else { return observation }
    let inverse = normalizer.inverseDeviation
    return observation.indices.map {
      let x = (observation[$0] - normalizer.mean[$0]) * inverse[$0]
      return x > normalizer.limit ? normalizer.limit : x < -normalizer.limit ? -normalizer.limit : x
    }
  }
}
