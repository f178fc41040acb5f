import Glibc

/// The mean loss of a policy over samples of a data set, and its gradient.
public struct LossGradient: Sendable {
  private let backpropagation: Backpropagation
  private let inputs: PolicyInputs
  private let loss: Loss

  /// Samples that go through the network at a time.
  private static let chunk = 1024

  /// - Parameter loss: one that has a gradient, so not `.accuracy`.
  public init(_ policy: Policy, loss: Loss) {
    precondition(loss != .accuracy, "accuracy has no gradient")
    backpropagation = Backpropagation(policy)
    inputs = PolicyInputs(policy)
    self.loss = loss
  }

  /// Over the samples with the numbers `indices`.
  public func evaluate(_ samples: Samples, _ indices: [Int32]) -> (
    value: Double, gradient: [Double]
  ) {
    var gradient = [Double](repeating: 0, count: backpropagation.network.parameterCount)
    var value = 0.0
    for first in stride(from: 0, to: indices.count, by: Self.chunk) {
      let some = indices[first..<min(first + Self.chunk, indices.count)]
      let pass = backpropagation.forward(samples.rows(some))
      var slopes = [Double](repeating: 0, count: pass.outputs.count)
      for (row, index) in some.enumerated() {
        value += add(
          samples.answers, Int(index), pass.outputs, row: row, scale: 1 / Double(indices.count),
          to: &slopes)
      }
      for (i, slope) in backpropagation.gradient(slopes, through: pass).enumerated() {
        gradient[i] += slope
      }
    }
    return (value / Double(indices.count), gradient)
  }

  /// Adds the scaled slopes of one sample, and returns its loss.
  private func add(
    _ answers: Samples.Answers, _ index: Int, _ outputs: [Double], row: Int, scale: Double,
    to slopes: inout [Double]
  ) -> Double {
    switch answers {
    case .targets(let targets):
      let target = Double((targets[index] - inputs.targetMean) / inputs.targetDeviation)
      slopes[row] = 2 * scale * (outputs[row] - target)
      return (outputs[row] - target) * (outputs[row] - target)
    case .labels(let labels):
      let width = backpropagation.network.widths[backpropagation.network.widths.count - 1]
      let own = row * width..<(row + 1) * width
      let largest = outputs[own].max() ?? 0
      let sum = outputs[own].reduce(0) { $0 + exp($1 - largest) }
      for at in own { slopes[at] = scale * exp(outputs[at] - largest) / sum }
      let right = own.lowerBound + Int(labels[index])
      slopes[right] -= scale
      return log(sum) - (outputs[right] - largest)
    }
  }
}

extension Samples {
  /// The features of some samples, one row after the other.
  public func rows(_ indices: some Collection<Int32>) -> [Float] {
    indices.flatMap { index in
      let row = Int(index) * featureCount..<(Int(index) + 1) * featureCount
      switch features {
      case .bytes(let bytes): return bytes[row].map { Float($0) * Self.byteScale }
      case .floats(let floats): return Array(floats[row])
      }
    }
  }
}
