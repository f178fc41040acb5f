extension Network {
  /// One layer: a matrix W, and what its kind makes of `W x`.
  public struct Layer: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
      /// `activation(W x + bias)`
      case dense(bias: ParameterLeaf)
      /// `activation((z - mean) / sqrt(variance + epsilon))`, `z = W x + bias`, with mean and biased
      /// variance over the units of the layer (Ba, Kiros and Hinton, arXiv 1607.06450); without gain
      /// and shift, as in the networks that EGGROLL was shown with (arXiv 2511.16652).
      case layerNormed(bias: ParameterLeaf)
      /// `activation(gain * (W x - mean) / sqrt(variance + epsilon) + shift)`, with mean and biased
      /// variance of each unit over the reference batch (see `VirtualBatchNorm`).
      case batchNormed(gain: ParameterLeaf, shift: ParameterLeaf)
    }

    /// W: a row for each unit.
    public let weight: ParameterLeaf
    public let kind: Kind
    /// The identity in the last layer.
    public let activation: Activation

    public var inputs: Int { weight.columns }
    public var outputs: Int { weight.rows }

    /// Standard deviation of an initial weight times the square root of the fan-in.
    var initialGain: Float {
      switch kind {
      case .dense, .batchNormed: activation.gain
      // The normalization takes the scale away.
      case .layerNormed: 1
      }
    }

    /// Numbers that each lane remembers from step to step.
    var stateCount: Int {
      switch kind {
      case .dense, .layerNormed, .batchNormed: 0
      }
    }

    /// What the layer does, in order.
    var steps: [Step] {
      switch kind {
      case .dense(let bias):
        [.dense(weight: weight, bias: bias, activation)]
      case .layerNormed(let bias):
        [.dense(weight: weight, bias: bias, .identity), .layerNorm(units: outputs, activation)]
      case .batchNormed(let gain, let shift):
        [.batchNormed(weight: weight, gain: gain, shift: shift, activation)]
      }
    }
  }

  /// One step of the forward pass: what a kernel does in one call.
  enum Step: Sendable, Equatable {
    /// `y = activation(W x + bias)`
    case dense(weight: ParameterLeaf, bias: ParameterLeaf, Activation)
    /// `y = activation(gain * (W x - mean) / sqrt(variance + varianceEpsilon) + shift)`
    case batchNormed(weight: ParameterLeaf, gain: ParameterLeaf, shift: ParameterLeaf, Activation)
    /// `y = activation((x - mean) / sqrt(variance + layerNormEpsilon))` over the units, in place.
    case layerNorm(units: Int, Activation)
  }
}
