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
    precondition(policy.network.hidden.allows(.derivatives), "a network with derivatives")
    precondition(
      policy.network.hidden.needsReference == (policy.reference != nil),
      "a reference batch where the network needs one")
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
    var steps: [ForwardPass.Step] = []
    for step in network.steps {
      var record: ForwardPass.Step
      let activation: Activation
      switch step {
      case .dense(let weight, let bias, let following):
        record = ForwardPass.Step(input: input, sums: product(weight, input, columns))
        forEach(columns, bias.count) { at, unit in
          record.sums[at] += parameters[bias.offset + unit]
        }
        activation = following
      case .batchNormed(let weight, let gain, let shift, let following):
        let sums = product(weight, input, columns)
        record = ForwardPass.Step(input: input, sums: sums)
        let statistics = NormalizedUnits(sums, units: gain.count, columns: samples..<columns)
        record.centered = sums
        forEach(columns, gain.count) { at, unit in
          record.centered[at] = (sums[at] - statistics.mean[unit]) * statistics.inverse[unit]
          record.sums[at] =
            parameters[gain.offset + unit] * record.centered[at] + parameters[shift.offset + unit]
        }
        record.statistics = statistics
        activation = following
      case .layerNorm(let units, let following):
        record = ForwardPass.Step(input: [], sums: input)
        record.inverse = LayerNormalization.normalize(&record.sums, units: units)
        activation = following
      case .convolve(let window, let weight, let bias, let following):
        let unfolding = Unfolding(window)
        let patches = unfolding.unfold(input, samples: columns)
        let places = columns * window.positions
        var sums = product(weight, patches, places)
        forEach(places, bias.count) { at, unit in sums[at] += parameters[bias.offset + unit] }
        record = ForwardPass.Step(
          input: patches, sums: unfolding.gathered(sums, samples: columns))
        activation = following
      case .maxPool(let window):
        let (values, places) = Unfolding(window).pool(input, samples: columns)
        record = ForwardPass.Step(input: input, sums: values)
        record.places = places
        activation = .identity
      }
      steps.append(record)
      input = activation == .identity ? record.sums : record.sums.map(activation.value)
    }
    let width = network.widths[network.widths.count - 1]
    return ForwardPass(
      outputs: Array(input.prefix(samples * width)), sampleCount: samples, columnCount: columns,
      steps: steps)
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
    let padding = pass.steps[pass.steps.count - 1].sums.count - slopes.count
    var slopes = slopes + [Double](repeating: 0, count: padding)
    var gradient = [Double](repeating: 0, count: network.parameterCount)
    func add(_ value: Double, _ leaf: ParameterLeaf, _ unit: Int) {
      gradient[leaf.offset + unit] += asMagnitudes ? abs(value) : value
    }
    func activate(_ activation: Activation, _ record: ForwardPass.Step) {
      guard activation != .identity else { return }
      for at in slopes.indices { slopes[at] *= activation.slope(at: record.sums[at]) }
    }
    func passOn(_ weight: ParameterLeaf, _ record: ForwardPass.Step, isFirst: Bool) {
      var sums = [Double](repeating: 0, count: weight.count)
      LinearAlgebra.addProduct(
        asMagnitudes ? record.input.map(abs) : record.input,
        transposedRight: asMagnitudes ? slopes.map(abs) : slopes, to: &sums,
        rows: weight.columns, inner: columns, columns: weight.rows)
      gradient.replaceSubrange(weight.range, with: sums)
      guard !isFirst else { return }
      slopes = LinearAlgebra.product(
        Array(parameters[weight.range]), slopes, rows: weight.columns, inner: weight.rows,
        columns: columns)
    }
    for (index, step) in network.steps.enumerated().reversed() {
      let record = pass.steps[index]
      switch step {
      case .dense(let weight, let bias, let activation):
        activate(activation, record)
        forEach(columns, bias.count) { at, unit in add(slopes[at], bias, unit) }
        passOn(weight, record, isFirst: index == 0)
      case .batchNormed(let weight, let gain, let shift, let activation):
        activate(activation, record)
        forEach(columns, gain.count) { at, unit in
          add(slopes[at] * record.centered[at], gain, unit)
          add(slopes[at], shift, unit)
          slopes[at] *= parameters[gain.offset + unit]
        }
        record.statistics?.pullBack(
          &slopes, centered: record.centered, followsStatistics: !asMagnitudes)
        passOn(weight, record, isFirst: index == 0)
      case .layerNorm(let units, let activation):
        activate(activation, record)
        LayerNormalization.pullBack(
          &slopes, normalized: record.sums, inverse: record.inverse, units: units)
      case .maxPool(let window):
        var above = [Double](repeating: 0, count: columns * window.output.count)
        for (slope, place) in zip(slopes, record.places) { above[place] += slope }
        slopes = above
      case .convolve(let window, let weight, let bias, let activation):
        activate(activation, record)
        let unfolding = Unfolding(window)
        let perPlace = unfolding.scattered(slopes, samples: columns)
        // A sample's own derivative is a sum over its places, of which only the whole has a magnitude.
        let groups = asMagnitudes ? columns : 1
        let places = columns * window.positions / groups
        for group in 0..<groups {
          let own = perPlace[group * places * bias.count..<(group + 1) * places * bias.count]
          let patches = record.input[
            group * places * window.patch..<(group + 1) * places * window.patch]
          var sums = [Double](repeating: 0, count: weight.count)
          LinearAlgebra.addProduct(
            Array(patches), transposedRight: Array(own), to: &sums, rows: weight.columns,
            inner: places, columns: weight.rows)
          var biases = [Double](repeating: 0, count: bias.count)
          for (index, slope) in own.enumerated() { biases[index % bias.count] += slope }
          for (at, sum) in zip(weight.range, sums) { gradient[at] += asMagnitudes ? abs(sum) : sum }
          for (unit, sum) in biases.enumerated() { add(sum, bias, unit) }
        }
        guard index > 0 else { continue }
        let columnsOfSlopes = LinearAlgebra.product(
          Array(parameters[weight.range]), perPlace, rows: weight.columns, inner: weight.rows,
          columns: columns * window.positions)
        slopes = unfolding.fold(columnsOfSlopes, samples: columns)
      }
    }
    return gradient
  }

  /// W x of every column.
  private func product(_ weight: ParameterLeaf, _ input: [Double], _ columns: Int) -> [Double] {
    LinearAlgebra.product(
      Array(parameters[weight.range]), input, rows: weight.rows, inner: weight.columns,
      columns: columns, transposed: true)
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
  let steps: [Step]

  struct Step: Sendable {
    /// What a matrix is multiplied by.
    let input: [Double]
    /// What the activation is applied to.
    var sums: [Double]
    /// Normalized, before gain and shift; only with virtual batch normalization.
    var centered: [Double] = []
    var statistics: NormalizedUnits?
    /// Per column 1 / sqrt(variance + epsilon); only with layer normalization.
    var inverse: [Double] = []
    /// Where each number was that a pooling has kept.
    var places: [Int] = []
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
