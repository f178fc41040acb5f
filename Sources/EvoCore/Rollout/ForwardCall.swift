import CKernels

/// What is added to a shared matrix, lane by lane.
package enum MatrixNoise {
  case absent
  /// The factors A and B, as `NoiseBlock` has them.
  case lowRank(Int, a: UnsafePointer<Float>, b: UnsafePointer<Float>)
  case dense(UnsafePointer<Float>)
}

extension NoiseBlock {
  /// What the block holds for a matrix.
  func matrix(_ parameter: ParameterLeaf) -> MatrixNoise {
    let leaf = leaves[parameter.index]
    guard let rank else { return .dense(values(leaf)) }
    return rank > 0 ? .lowRank(rank, a: a(leaf), b: b(leaf)) : .absent
  }

  /// The perturbed values of a vector.
  func vector(_ parameter: ParameterLeaf) -> UnsafeMutablePointer<Float> {
    values(leaves[parameter.index])
  }
}

extension ck_layer {
  /// `y = activation(W x + bias)` for the kernels.
  ///
  /// - Parameters:
  ///   - matrix: W, row-major.
  ///   - bias: [rows][stride], lane by lane.
  package init(
    _ matrix: UnsafePointer<Float>, rows: Int, columns: Int, noise: MatrixNoise = .absent,
    bias: UnsafePointer<Float>? = nil, activation: Activation = .identity
  ) {
    self.init()
    inputs = Int32(columns)
    outputs = Int32(rows)
    self.activation = activation.kernel
    weight = matrix
    self.bias = bias
    switch noise {
    case .absent: break
    case .lowRank(let rank, let a, let b):
      self.rank = Int32(rank)
      self.a = a
      self.b = b
    case .dense(let differences):
      dense = differences
    }
  }

  /// The same for a matrix of a network.
  init(
    _ weights: WeightBlock, _ leaf: ParameterLeaf, noise: NoiseBlock,
    bias: UnsafePointer<Float>? = nil, activation: Activation = .identity
  ) {
    self.init(
      weights(leaf), rows: leaf.rows, columns: leaf.columns, noise: noise.matrix(leaf), bias: bias,
      activation: activation)
  }
}

/// A step of the forward pass with its addresses in a block of lanes.
enum ForwardCall: BitwiseCopyable {
  case layer(ck_layer, output: UnsafeMutablePointer<Float>)
  case layerNorm(UnsafeMutablePointer<Float>, units: Int, activation: Int32)
  /// - Parameter window: its number among those of the block.
  case convolve(ck_layer, window: Int, output: UnsafeMutablePointer<Float>)
  case maxPool(window: Int, output: UnsafeMutablePointer<Float>)
}
