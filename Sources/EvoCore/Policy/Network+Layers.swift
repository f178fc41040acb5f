extension Network {
  /// One layer: a matrix W, and what its kind makes of `W x`.
  public struct Layer: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
      /// `activation(W x + bias)`
      case dense(bias: ParameterLeaf)
      /// `activation((z - mean) / sqrt(variance + epsilon))`, `z = W x + bias`, with mean and biased
      /// variance over the units of the layer (Ba, Kiros and Hinton, arXiv 1607.06450); without gain
      /// and shift, as in the networks that EGGROLL was shown with (arXiv 2511.16652).
      case layerNormed(bias: ParameterLeaf)
      /// `activation(gain * (W x - mean) / sqrt(variance + epsilon) + shift)`, with mean and biased
      /// variance of each unit over the reference batch (see `VirtualBatchNorm`).
      case batchNormed(gain: ParameterLeaf, shift: ParameterLeaf)
      /// `activation(W x + bias)` for every square `x` of a picture, and the largest number of each
      /// square of what comes out (LeCun et al. 1998, section II).
      case convolved(ConvolutionWindow, bias: ParameterLeaf)
    }

    /// W: a row for each unit.
    public let weight: ParameterLeaf
    package let kind: Kind
    /// The identity in the last layer.
    public let activation: Activation

    public var inputs: Int { weight.columns }
    public var outputs: Int { weight.rows }

    /// Standard deviation of an initial weight times the square root of the fan-in.
    var initialGain: Float {
      switch kind {
      case .dense, .batchNormed, .convolved: activation.gain
      // The normalization takes the scale away.
      case .layerNormed: 1
      }
    }

    /// Numbers that each lane remembers from step to step.
    var stateCount: Int {
      switch kind {
      case .dense, .layerNormed, .batchNormed, .convolved: 0
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
      case .convolved(let window, let bias):
        [.convolve(window, weight: weight, bias: bias, activation)]
          + (window.layer.pool > 1 ? [.maxPool(window)] : [])
      }
    }

    /// How often the matrix is met: at every place where a convolution looks.
    package var positions: Int {
      if case .convolved(let window, _) = kind { window.positions } else { 1 }
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
    /// `y = activation(W x + bias)` at every place of a picture.
    case convolve(ConvolutionWindow, weight: ParameterLeaf, bias: ParameterLeaf, Activation)
    /// The largest number of each square of what the convolution before has made.
    case maxPool(ConvolutionWindow)
  }
}
