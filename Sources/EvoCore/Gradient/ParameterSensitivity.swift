/// How much a network's outputs move when a parameter does: what safe mutation divides its noise by
/// (Lehman, Chen, Clune and Stanley 2018, "Safe mutations for deep and recurrent neural networks
/// through output gradients", section 3).
public enum ParameterSensitivity: String, Sendable, CaseIterable {
  /// SM-G-SUM: the length over outputs of the mean over samples of the derivative. Movements that
  /// cancel between samples do not count.
  case sum
  /// SM-G-ABS: the length over outputs of the mean over samples of the absolute derivative.
  case absolute

  /// One number per parameter, at least 0, in units of output per unit of parameter. Statistics of
  /// virtual batch normalization are followed by `sum` and constants to `absolute`.
  ///
  /// - Parameter inputs: observations as the policy meets them, one after the other.
  public func measure(_ policy: Policy, over inputs: [Float]) -> [Float] {
    let backpropagation = Backpropagation(policy)
    let pass = backpropagation.forward(inputs)
    let width = policy.head.outputCount
    var squares = [Double](repeating: 0, count: policy.network.parameterCount)
    for output in 0..<width {
      var slopes = [Double](repeating: 0, count: pass.outputs.count)
      for sample in 0..<pass.sampleCount {
        slopes[sample * width + output] = 1 / Double(pass.sampleCount)
      }
      let derivatives =
        self == .sum
        ? backpropagation.gradient(slopes, through: pass)
        : backpropagation.magnitudes(slopes, through: pass)
      for (i, derivative) in derivatives.enumerated() { squares[i] += derivative * derivative }
    }
    return squares.map { Float($0.squareRoot()) }
  }
}
