import CKernels

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

/// The shape of a network; the parameters are a flat vector beside it.
///
/// Convolutions come first, where there are any. A hidden layer is of the kind `hidden`, the last one is `W x + bias`. Matrices are row-major, one
/// row per output, as in PyTorch.
public struct Network: Sendable, Equatable {
  /// Added to the variance of virtual batch normalization (Salimans et al. 2017 use 1e-3).
  public static let varianceEpsilon: Float = 1e-3
  /// Added to the variance of layer normalization, as in PyTorch.
  public static let layerNormEpsilon: Float = 1e-5

  /// Inputs, hidden sizes, outputs.
  public let widths: [Int]
  public let activation: Activation
  public let hidden: HiddenKind
  /// The convolutions between the inputs and the first hidden layer; nil for none.
  public let convolutions: ConvolutionStack?
  public let layers: [Layer]
  /// The forward pass, which rollouts, batch normalization, data and gradients all walk.
  let steps: [Step]
  /// All leaves in the order of the parameter vector.
  public let leaves: [ParameterLeaf]
  public let parameterCount: Int

  /// - Parameter convolutions: for pictures of `widths[0]` numbers.
  public init(
    widths: [Int], activation: Activation, hidden: HiddenKind = .dense,
    convolutions: ConvolutionStack? = nil
  ) {
    precondition(widths.count >= 2 && widths.allSatisfy { $0 > 0 }, "widths \(widths)")
    precondition(
      convolutions.map { $0.picture.count == widths[0] } ?? true, "pictures of \(widths[0]) numbers"
    )
    self.widths = widths
    self.activation = activation
    self.hidden = hidden
    self.convolutions = convolutions
    var leaves: [ParameterLeaf] = []
    var offset = 0
    func leaf(_ name: String, rows: Int, columns: Int? = nil) -> ParameterLeaf {
      let leaf = ParameterLeaf(
        name: name, offset: offset, rows: rows, columns: columns ?? 1, isMatrix: columns != nil,
        index: leaves.count)
      leaves.append(leaf)
      offset += leaf.count
      return leaf
    }
    let windows = convolutions?.windows ?? []
    let convolved = windows.enumerated().map { i, window in
      let rows = window.layer.channels
      return Layer(
        weight: leaf("layers.\(i).weight", rows: rows, columns: window.patch),
        kind: .convolved(window, bias: leaf("layers.\(i).bias", rows: rows)), activation: activation
      )
    }
    let connected = (0..<widths.count - 1).map { number in
      let inputs = number == 0 ? convolutions?.outputCount ?? widths[0] : widths[number]
      let outputs = widths[number + 1]
      let isLast = number == widths.count - 2
      let i = windows.count + number
      let weight = leaf("layers.\(i).weight", rows: outputs, columns: inputs)
      func vector(_ name: String) -> ParameterLeaf { leaf("layers.\(i).\(name)", rows: outputs) }
      let kind: Layer.Kind =
        switch isLast ? .dense : hidden {
        case .dense: .dense(bias: vector("bias"))
        case .layerNormed: .layerNormed(bias: vector("bias"))
        case .batchNormed: .batchNormed(gain: vector("gain"), shift: vector("shift"))
        }
      return Layer(weight: weight, kind: kind, activation: isLast ? .identity : activation)
    }
    layers = convolved + connected
    steps = layers.flatMap(\.steps)
    self.leaves = leaves
    parameterCount = offset
  }

  /// No network at all: a bare vector of parameters, as the minimum of a function has.
  init(vectorOf count: Int) {
    widths = []
    activation = .identity
    hidden = .dense
    convolutions = nil
    layers = []
    steps = []
    leaves = [
      ParameterLeaf(name: "x", offset: 0, rows: count, columns: 1, isMatrix: false, index: 0)
    ]
    parameterCount = count
  }

  /// The most numbers that a lane has between two steps.
  public var widest: Int {
    (convolutions?.windows ?? []).reduce(widths.max() ?? 0) { max($0, $1.output.count) }
  }

  /// Numbers of the pictures with their rims of zeros that a lane has, those of the inputs among them.
  public var paddedCount: Int {
    (convolutions?.windows ?? []).reduce(0) { $0 + ($1.layer.padding > 0 ? $1.padded.count : 0) }
  }

  /// Numbers that each lane of a policy remembers from step to step.
  public var stateCount: Int { layers.reduce(0) { $0 + $1.stateCount } }

  /// Starting parameters: hidden weights normal with standard deviation gain / sqrt(inputs) (LeCun;
  /// He for rectifiers without layer normalization, which takes the scale away), the last layer a
  /// hundredth of that, so that the first policy prefers nothing; biases and shifts 0, gains 1.
  public func initialParameters(seed: UInt64) -> [Float] {
    var parameters = [Float](repeating: 0, count: parameterCount)
    for (i, layer) in layers.enumerated() {
      let gain = i == layers.count - 1 ? 0.01 : layer.initialGain
      let scale = gain / Float(layer.inputs).squareRoot()
      let stream = ck_stream(
        seed: seed, leaf: Random.Domain.initialization.rawValue, generation: 0)
      parameters.withUnsafeMutableBufferPointer { all in
        guard let base = all.baseAddress else { return }
        ck_normal_lane(
          base + layer.weight.offset, layer.weight.count, stream, UInt32(i), scale, nil, 1)
      }
      if case .batchNormed(let gain, _) = layer.kind {
        for index in gain.range { parameters[index] = 1 }
      }
    }
    return parameters
  }
}
