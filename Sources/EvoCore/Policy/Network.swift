import CKernels

/// The nonlinearity between layers.
public enum Activation: String, Sendable, CaseIterable {
  case tanh, relu, sigmoid, silu, identity

  var kernel: Int32 {
    switch self {
    case .tanh: Int32(CK_TANH)
    case .relu: Int32(CK_RELU)
    case .sigmoid: Int32(CK_SIGMOID)
    case .silu: Int32(CK_SILU)
    case .identity: Int32(CK_IDENTITY)
    }
  }

  /// Standard deviation of an initial weight times the square root of the fan-in.
  var gain: Float {
    switch self {
    case .relu, .silu: 1.414_213_5
    case .tanh, .sigmoid, .identity: 1
    }
  }
}

/// One named block of the flat parameter vector.
public struct ParameterLeaf: Sendable, Equatable {
  /// The tensor's name in files, such as `layers.0.weight`.
  public let name: String
  /// Position of the first element in the parameter vector.
  public let offset: Int
  /// Outputs of the layer.
  public let rows: Int
  /// Inputs of the layer for a matrix, 1 for a vector.
  public let columns: Int
  public let isMatrix: Bool
  /// The number of the leaf in the network; its noise streams derive from it.
  public let index: Int

  public var count: Int { rows * columns }
  public var range: Range<Int> { offset..<offset + count }
}

/// The shape of a fully connected network; the parameters are a flat vector beside it.
///
/// Hidden layer: `y = activation(W x + bias)`, or with virtual batch normalization
/// `y = activation(gain * (W x - mean) / sqrt(variance + epsilon) + shift)`. The last layer is
/// `W x + bias`. Matrices are row-major, one row per output, as in PyTorch.
///
/// With layer normalization (Ba, Kiros and Hinton, arXiv 1607.06450) a hidden layer is
/// `y = activation((z - mean) / sqrt(variance + epsilon))`, `z = W x + bias`, with mean and biased
/// variance over the units of the layer; without gain and shift, as in the networks that EGGROLL
/// was shown with (arXiv 2511.16652).
public struct Network: Sendable, Equatable {
  public struct Layer: Sendable, Equatable {
    public let inputs: Int
    public let outputs: Int
    public let weight: ParameterLeaf
    /// nil in a normalized layer, whose shift takes its place.
    public let bias: ParameterLeaf?
    public let gain: ParameterLeaf?
    public let shift: ParameterLeaf?
    public let hasLayerNorm: Bool
  }

  /// Added to the variance of virtual batch normalization (Salimans et al. 2017 use 1e-3).
  public static let varianceEpsilon: Float = 1e-3
  /// Added to the variance of layer normalization, as in PyTorch.
  public static let layerNormEpsilon: Float = 1e-5

  /// Inputs, hidden sizes, outputs.
  public let widths: [Int]
  public let activation: Activation
  public let virtualBatchNorm: Bool
  public let layerNorm: Bool
  public let layers: [Layer]
  /// All leaves in the order of the parameter vector.
  public let leaves: [ParameterLeaf]
  public let parameterCount: Int

  /// - Parameters:
  ///   - layerNorm: not together with virtual batch normalization.
  public init(
    widths: [Int], activation: Activation, virtualBatchNorm: Bool, layerNorm: Bool = false
  ) {
    precondition(widths.count >= 2 && widths.allSatisfy { $0 > 0 }, "widths \(widths)")
    precondition(!(virtualBatchNorm && layerNorm), "one kind of normalization")
    self.widths = widths
    self.activation = activation
    self.virtualBatchNorm = virtualBatchNorm
    self.layerNorm = layerNorm
    var leaves: [ParameterLeaf] = []
    var offset = 0
    func leaf(_ name: String, rows: Int, columns: Int, isMatrix: Bool) -> ParameterLeaf {
      let leaf = ParameterLeaf(
        name: name, offset: offset, rows: rows, columns: columns, isMatrix: isMatrix,
        index: leaves.count)
      leaves.append(leaf)
      offset += leaf.count
      return leaf
    }
    layers = (0..<widths.count - 1).map { i in
      let (inputs, outputs) = (widths[i], widths[i + 1])
      let normalized = virtualBatchNorm && i < widths.count - 2
      let name = "layers.\(i)"
      return Layer(
        inputs: inputs, outputs: outputs,
        weight: leaf("\(name).weight", rows: outputs, columns: inputs, isMatrix: true),
        bias: normalized ? nil : leaf("\(name).bias", rows: outputs, columns: 1, isMatrix: false),
        gain: normalized ? leaf("\(name).gain", rows: outputs, columns: 1, isMatrix: false) : nil,
        shift: normalized ? leaf("\(name).shift", rows: outputs, columns: 1, isMatrix: false) : nil,
        hasLayerNorm: layerNorm && i < widths.count - 2)
    }
    self.leaves = leaves
    parameterCount = offset
  }

  /// No network at all: a bare vector of parameters, as the minimum of a function has.
  init(vectorOf count: Int) {
    widths = []
    activation = .identity
    virtualBatchNorm = false
    layerNorm = false
    layers = []
    leaves = [
      ParameterLeaf(name: "x", offset: 0, rows: count, columns: 1, isMatrix: false, index: 0)
    ]
    parameterCount = count
  }

  /// Starting parameters: hidden weights normal with standard deviation gain / sqrt(inputs) (LeCun;
  /// He for rectifiers without layer normalization, which takes the scale away), the last layer a
  /// hundredth of that, so that the first policy prefers nothing; biases and shifts 0, gains 1.
  public func initialParameters(seed: UInt64) -> [Float] {
    var parameters = [Float](repeating: 0, count: parameterCount)
    for (i, layer) in layers.enumerated() {
      let isLast = i == layers.count - 1
      let gain: Float = isLast ? 0.01 : layer.hasLayerNorm ? 1 : activation.gain
      let scale = gain / Float(layer.inputs).squareRoot()
      let stream = ck_stream(
        seed: seed, leaf: Random.Domain.initialization.rawValue, generation: 0)
      parameters.withUnsafeMutableBufferPointer { all in
        guard let base = all.baseAddress else { return }
        ck_normal_lane(
          base + layer.weight.offset, layer.weight.count, stream, UInt32(i), scale, nil, 1)
      }
      if let gain = layer.gain {
        for index in gain.range { parameters[index] = 1 }
      }
    }
    return parameters
  }
}
