import Glibc

/// Reverse-mode differentiation of a policy's network, in double precision: the truth that the
/// estimates of evolution strategies are held against.
///
/// With virtual batch normalization the network's statistics are functions of its parameters, by way
/// of the reference batch, and are differentiated as such: every perturbed member measures its own.
public struct Backpropagation: Sendable {
  public let network: Network
  private let parameters: [Double]
  private let normalizer: ObservationNormalizer?
  /// The reference batch, normalized, one observation after the other; empty without one.
  private var reference: [Double] = []

  public init(_ policy: Policy) {
    precondition(
      policy.network.virtualBatchNorm == (policy.reference != nil), "a reference batch for VBN only"
    )
    network = policy.network
    parameters = policy.parameters.map(Double.init)
    normalizer = policy.normalizer
    reference = normalized(policy.reference?.observations ?? [])
  }

  /// Sends samples through the network.
  ///
  /// - Parameter inputs: observations as the policy meets them, one after the other.
  public func forward(_ inputs: [Float]) -> ForwardPass {
    precondition(
      !inputs.isEmpty && inputs.count % network.widths[0] == 0, "whole observations")
    // The reference batch rides along as more columns.
    var input = normalized(inputs) + reference
    let samples = inputs.count / network.widths[0]
    let columns = input.count / network.widths[0]
    var layers: [ForwardPass.Layer] = []
    for (index, layer) in network.layers.enumerated() {
      var sums = LinearAlgebra.product(
        Array(parameters[layer.weight.range]), input, rows: layer.outputs, inner: layer.inputs,
        columns: columns, transposed: true)
      if let bias = layer.bias {
        forEach(columns, layer.outputs) { at, unit in sums[at] += parameters[bias.offset + unit] }
      }
      var record = ForwardPass.Layer(input: input, sums: sums)
      if let gain = layer.gain, let shift = layer.shift {
        let statistics = NormalizedUnits(
          sums, units: layer.outputs, columns: samples..<columns)
        forEach(columns, layer.outputs) { at, unit in
          record.centered[at] = (sums[at] - statistics.mean[unit]) * statistics.inverse[unit]
          record.sums[at] =
            parameters[gain.offset + unit] * record.centered[at] + parameters[shift.offset + unit]
        }
        record.statistics = statistics
      }
      if layer.hasLayerNorm {
        record.inverse = LayerNormalization.normalize(&record.sums, units: layer.outputs)
      }
      layers.append(record)
      input =
        index == network.layers.count - 1
        ? record.sums : record.sums.map(network.activation.value)
    }
    let width = network.widths[network.widths.count - 1]
    return ForwardPass(
      outputs: Array(input.prefix(samples * width)), sampleCount: samples, columnCount: columns,
      layers: layers)
  }

  /// The gradient of a scalar with respect to all parameters.
  ///
  /// - Parameter slopes: the derivative of the scalar by every output, as `ForwardPass.outputs`.
  public func gradient(_ slopes: [Double], through pass: ForwardPass) -> [Double] {
    backward(slopes, pass, asMagnitudes: false)
  }

  /// The sum over samples of the absolute derivative of each sample's own scalar by each parameter.
  /// Statistics of virtual batch normalization count as constants.
  ///
  /// A sample's derivative by a matrix is an outer product, so that its absolute value is the outer
  /// product of absolute values: all samples take one pass.
  public func magnitudes(_ slopes: [Double], through pass: ForwardPass) -> [Double] {
    backward(slopes, pass, asMagnitudes: true)
  }

  private func backward(
    _ slopes: [Double], _ pass: ForwardPass, asMagnitudes: Bool
  ) -> [Double] {
    precondition(slopes.count == pass.outputs.count, "one slope per output")
    let columns = pass.columnCount
    let padding = pass.layers[pass.layers.count - 1].sums.count - slopes.count
    var slopes = slopes + [Double](repeating: 0, count: padding)
    var gradient = [Double](repeating: 0, count: network.parameterCount)
    func add(_ value: Double, _ leaf: ParameterLeaf, _ unit: Int) {
      gradient[leaf.offset + unit] += asMagnitudes ? abs(value) : value
    }
    for (index, layer) in network.layers.enumerated().reversed() {
      let record = pass.layers[index]
      if index < network.layers.count - 1 {
        for at in slopes.indices { slopes[at] *= network.activation.slope(at: record.sums[at]) }
      }
      if layer.hasLayerNorm {
        LayerNormalization.pullBack(
          &slopes, normalized: record.sums, inverse: record.inverse, units: layer.outputs)
      }
      if let bias = layer.bias {
        forEach(columns, layer.outputs) { at, unit in add(slopes[at], bias, unit) }
      }
      if let gain = layer.gain, let shift = layer.shift, let statistics = record.statistics {
        forEach(columns, layer.outputs) { at, unit in
          add(slopes[at] * record.centered[at], gain, unit)
          add(slopes[at], shift, unit)
          slopes[at] *= parameters[gain.offset + unit]
        }
        statistics.pullBack(
          &slopes, centered: record.centered, followsStatistics: !asMagnitudes)
      }
      var weight = [Double](repeating: 0, count: layer.weight.count)
      LinearAlgebra.addProduct(
        asMagnitudes ? record.input.map(abs) : record.input,
        transposedRight: asMagnitudes ? slopes.map(abs) : slopes, to: &weight,
        rows: layer.inputs, inner: columns, columns: layer.outputs)
      gradient.replaceSubrange(layer.weight.range, with: weight)
      guard index > 0 else { break }
      slopes = LinearAlgebra.product(
        Array(parameters[layer.weight.range]), slopes, rows: layer.inputs, inner: layer.outputs,
        columns: columns)
    }
    return gradient
  }

  private func normalized(_ observations: [Float]) -> [Double] {
    guard let normalizer else { return observations.map(Double.init) }
    let (mean, inverse) = (normalizer.mean, normalizer.inverseDeviation)
    let limit = Double(normalizer.limit)
    return observations.enumerated().map { index, value in
      let k = index % mean.count
      return min(max(Double(value - mean[k]) * Double(inverse[k]), -limit), limit)
    }
  }
}

/// What a backward pass needs to remember of samples that went through a network.
public struct ForwardPass: Sendable {
  /// Output k of sample s at `[s * width + k]`.
  public let outputs: [Double]
  public let sampleCount: Int
  /// Samples, and behind them the reference batch.
  let columnCount: Int
  let layers: [Layer]

  struct Layer: Sendable {
    let input: [Double]
    /// What the activation is applied to.
    var sums: [Double]
    /// Normalized, before gain and shift; only with virtual batch normalization.
    var centered: [Double]
    var statistics: NormalizedUnits?
    /// Per column 1 / sqrt(variance + epsilon); only with layer normalization.
    var inverse: [Double] = []

    init(input: [Double], sums: [Double]) {
      self.input = input
      self.sums = sums
      centered = sums
    }
  }
}

/// Calls `body` with the position and the unit of every element of a layer.
@inline(__always)
func forEach(_ columns: Int, _ units: Int, _ body: (_ at: Int, _ unit: Int) -> Void) {
  for column in 0..<columns {
    for unit in 0..<units { body(column * units + unit, unit) }
  }
}

extension Activation {
  func value(_ x: Double) -> Double {
    switch self {
    case .tanh: Glibc.tanh(x)
    case .relu: max(x, 0)
    case .sigmoid: 1 / (1 + exp(-x))
    case .silu: x / (1 + exp(-x))
    case .identity: x
    }
  }

  /// The derivative; of the rectifier at 0 it is 0.
  func slope(at x: Double) -> Double {
    switch self {
    case .tanh:
      let y = Glibc.tanh(x)
      return 1 - y * y
    case .relu: return x > 0 ? 1 : 0
    case .sigmoid:
      let y = 1 / (1 + exp(-x))
      return y * (1 - y)
    case .silu:
      let y = 1 / (1 + exp(-x))
      return y * (1 + x * (1 - y))
    case .identity: return 1
    }
  }
}
