/// What a policy computes, operation by operation and with all its numbers: the one description from
/// which a policy is written down in other languages.
///
/// A program that does these operations in this order, in single precision, with every `+` of a product
/// as a fused multiply-add where that is said, has the bits of `PolicyBlock`.
public struct PolicyFormula: Sendable, Equatable {
  /// One step from the numbers `x` of a layer to the next ones.
  package enum Operation: Sendable, Equatable {
    /// `x = clip((x - mean) * inverse, -limit, limit)`; a NaN stays one.
    case normalize(mean: [Float], inverse: [Float], limit: Float)
    /// `x = W x + bias`: the sum begins with the bias, or with 0 where there is none, and fused
    /// multiply-adds go through the inputs in ascending order.
    case dense(Matrix, bias: [Float]?)
    /// `x = x * scale + shift`, fused.
    case affine(scale: [Float], shift: [Float])
    /// `x = (x - mean) * (1 / sqrt(variance + epsilon))` over the units; the squares are summed by fused
    /// multiply-adds.
    case layerNorm(units: Int, epsilon: Float)
    /// `W x + bias` for the square `x` at every place of the pictures `x`, as `dense`: the number of
    /// channel c at place p is `c * places + p`.
    case convolve(ConvolutionWindow, Matrix, bias: [Float])
    /// The largest number of each square of what `convolve` makes; a NaN stays one.
    case maxPool(ConvolutionWindow)
    case activate(Activation)
  }

  /// Row-major, a row for each output.
  public struct Matrix: Sendable, Equatable {
    public var rows: Int
    public var columns: Int
    public var values: [Float]
  }

  public var inputCount: Int
  package var operations: [Operation]
  public var head: ActionHead
}

extension Policy {
  public var formula: PolicyFormula {
    var operations: [PolicyFormula.Operation] = []
    if let normalizer {
      operations.append(
        .normalize(
          mean: normalizer.mean, inverse: normalizer.inverseDeviation, limit: normalizer.limit))
    }
    func values(_ leaf: ParameterLeaf) -> [Float] { Array(parameters[leaf.range]) }
    func matrix(_ leaf: ParameterLeaf) -> PolicyFormula.Matrix {
      PolicyFormula.Matrix(rows: leaf.rows, columns: leaf.columns, values: values(leaf))
    }
    var statistics = batchStatistics().makeIterator()
    for step in network.steps {
      let activation: Activation
      switch step {
      case .dense(let weight, let bias, let own):
        operations.append(.dense(matrix(weight), bias: values(bias)))
        activation = own
      case .batchNormed(let weight, let gain, let shift, let own):
        operations.append(.dense(matrix(weight), bias: nil))
        if let measured = statistics.next() {
          operations.append(measured.operation(gain: values(gain), shift: values(shift)))
        }
        activation = own
      case .layerNorm(let units, let own):
        operations.append(.layerNorm(units: units, epsilon: Network.layerNormEpsilon))
        activation = own
      case .convolve(let window, let weight, let bias, let own):
        operations.append(.convolve(window, matrix(weight), bias: values(bias)))
        activation = own
      case .maxPool(let window):
        operations.append(.maxPool(window))
        activation = .identity
      }
      if activation != .identity { operations.append(.activate(activation)) }
    }
    return PolicyFormula(inputCount: network.widths[0], operations: operations, head: head)
  }

  /// The frozen statistics of the unperturbed network, one entry per normalized layer.
  public func batchStatistics() -> [BatchStatistics] {
    let block = PolicyBlock(policy: self, rank: 0, stride: 16)
    block.loadCenter(lane: 0)
    return block.batchStatistics(lane: 0)
  }
}

extension BatchStatistics {
  /// Factor and offset of a normalized unit, with which `gain * (z - mean) / sqrt(variance + epsilon) +
  /// shift` is one multiply-add.
  static func affine(
    mean: Float, variance: Float, gain: Float, shift: Float
  ) -> (scale: Float, shift: Float) {
    let scale = gain / (variance + Network.varianceEpsilon).squareRoot()
    return (scale, shift - mean * scale)
  }

  fileprivate func operation(gain: [Float], shift: [Float]) -> PolicyFormula.Operation {
    let units = mean.indices.map {
      Self.affine(mean: mean[$0], variance: variance[$0], gain: gain[$0], shift: shift[$0])
    }
    return .affine(scale: units.map(\.scale), shift: units.map(\.shift))
  }
}

extension PolicyFormula {
  /// The same function with every `affine` inside the matrix before it. Its numbers are rounded
  /// otherwise, by a few units in the last place.
  public var folded: PolicyFormula {
    var folded = self
    folded.operations = []
    for operation in operations {
      guard case .affine(let scale, let shift) = operation,
        case .dense(var matrix, bias: nil) = folded.operations.last
      else {
        folded.operations.append(operation)
        continue
      }
      for row in 0..<matrix.rows {
        for k in row * matrix.columns..<(row + 1) * matrix.columns {
          matrix.values[k] *= scale[row]
        }
      }
      folded.operations[folded.operations.count - 1] = .dense(matrix, bias: shift)
    }
    return folded
  }

  /// Whether all its numbers are.
  public var isFinite: Bool {
    operations.allSatisfy { operation in
      switch operation {
      case .normalize(let mean, let inverse, _): (mean + inverse).allSatisfy(\.isFinite)
      case .dense(let matrix, let bias): (matrix.values + (bias ?? [])).allSatisfy(\.isFinite)
      case .affine(let scale, let shift): (scale + shift).allSatisfy(\.isFinite)
      case .convolve(_, let matrix, let bias): (matrix.values + bias).allSatisfy(\.isFinite)
      case .layerNorm, .activate, .maxPool: true
      }
    }
  }
}
