import EvoCore
import Foundation

/// A network with its parameters as plain doubles: what the fast code approximates, written from the
/// definitions and without regard to the order of operations.
public struct ExplicitNetwork: Sendable {
  public struct Statistics: Sendable {
    public var mean: [Double]
    public var variance: [Double]
  }

  public let network: Network
  public var parameters: [Double]

  public init(_ network: Network, parameters: [Double]) {
    self.network = network
    self.parameters = parameters
  }

  /// - Parameter statistics: one per hidden layer of a normalized network.
  public func outputs(for x: [Double], statistics: [Statistics] = []) -> [Double] {
    network.layers.indices.reduce(x) { input, index in
      activations(layer: index, sums(layer: index, input), statistics)
    }
  }

  /// Mean and biased variance of every normalized unit over a batch, layer by layer.
  public func statistics(over batch: [[Double]]) -> [Statistics] {
    var statistics: [Statistics] = []
    var inputs = batch
    for (index, layer) in network.layers.enumerated() {
      guard case .batchNormed = layer.kind else { break }
      let sums = inputs.map { self.sums(layer: index, $0) }
      let count = Double(sums.count)
      var mean = [Double](repeating: 0, count: layer.outputs)
      var variance = mean
      for o in mean.indices {
        for sum in sums { mean[o] += sum[o] / count }
        for sum in sums { variance[o] += (sum[o] - mean[o]) * (sum[o] - mean[o]) / count }
      }
      statistics.append(Statistics(mean: mean, variance: variance))
      inputs = sums.map { activations(layer: index, $0, statistics) }
    }
    return statistics
  }

  /// W x, plus the bias where there is one.
  private func sums(layer index: Int, _ x: [Double]) -> [Double] {
    let layer = network.layers[index]
    if case .convolved(let window, let bias) = layer.kind {
      return convolved(window, layer.weight, bias, x)
    }
    var sums = [Double](repeating: 0, count: layer.outputs)
    for o in sums.indices {
      switch layer.kind {
      case .dense(let bias), .layerNormed(let bias): sums[o] = parameters[bias.offset + o]
      case .batchNormed, .convolved: break
      }
      let row = layer.weight.offset + o * layer.inputs
      for (k, input) in x.enumerated() { sums[o] += parameters[row + k] * input }
    }
    return sums
  }

  private func activations(layer index: Int, _ sums: [Double], _ statistics: [Statistics])
    -> [Double]
  {
    let layer = network.layers[index]
    if index == network.layers.count - 1 { return sums }
    switch layer.kind {
    case .dense: return sums.map(activation)
    case .layerNormed: return normalized(sums).map(activation)
    case .convolved(let window, _): return pooled(window, sums.map(activation))
    case .batchNormed(let gain, let shift):
      return sums.enumerated().map { o, sum in
        let normalized =
          (sum - statistics[index].mean[o]) / (statistics[index].variance[o] + 1e-3).squareRoot()
        return activation(parameters[gain.offset + o] * normalized + parameters[shift.offset + o])
      }
    }
  }

  /// The definition: at each place the sum over channels, rows and columns of a square.
  private func convolved(
    _ window: ConvolutionWindow, _ weight: ParameterLeaf, _ bias: ParameterLeaf, _ x: [Double]
  ) -> [Double] {
    let (input, output, layer) = (window.input, window.output, window.layer)
    func pixel(_ channel: Int, _ row: Int, _ column: Int) -> Double {
      guard (0..<input.height).contains(row), (0..<input.width).contains(column) else { return 0 }
      return x[(channel * input.height + row) * input.width + column]
    }
    var sums: [Double] = []
    for channel in 0..<output.channels {
      for row in 0..<output.height {
        for column in 0..<output.width {
          var sum = parameters[bias.offset + channel]
          for from in 0..<input.channels {
            for i in 0..<layer.kernel {
              for j in 0..<layer.kernel {
                let at = ((channel * input.channels + from) * layer.kernel + i) * layer.kernel + j
                sum +=
                  parameters[weight.offset + at]
                  * pixel(from, row + i - layer.padding, column + j - layer.padding)
              }
            }
          }
          sums.append(sum)
        }
      }
    }
    return sums
  }

  private func pooled(_ window: ConvolutionWindow, _ x: [Double]) -> [Double] {
    let (from, to, side) = (window.output, window.pooled, window.layer.pool)
    return (0..<to.count).map { index in
      let (channel, place) = index.quotientAndRemainder(dividingBy: to.height * to.width)
      let (row, column) = place.quotientAndRemainder(dividingBy: to.width)
      let square = (0..<side * side).map { k in
        x[
          (channel * from.height + row * side + k / side) * from.width + column * side + k % side]
      }
      return square.max() ?? .nan
    }
  }

  private func normalized(_ sums: [Double]) -> [Double] {
    let count = Double(sums.count)
    let mean = sums.reduce(0, +) / count
    let variance = sums.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / count
    return sums.map { ($0 - mean) / (variance + 1e-5).squareRoot() }
  }

  private func activation(_ x: Double) -> Double {
    switch network.activation {
    case .tanh: tanh(x)
    case .relu: max(x, 0)
    case .sigmoid: 1 / (1 + exp(-x))
    case .silu: x / (1 + exp(-x))
    case .identity: x
    }
  }
}
