import EvoCore
import EvoTestSupport
import Foundation
import Testing

/// Gradients by backpropagation against central differences of the explicit network.
@Suite("Gradients")
struct GradientTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let activation: Activation
    let isNormalized: Bool
    let hasLayerNorm: Bool
    var looksAtPictures = false
    var testDescription: String {
      "\(activation), VBN \(isNormalized), layer normalization \(hasLayerNorm), "
        + "pictures \(looksAtPictures)"
    }
  }

  static let cases = Activation.allCases.flatMap { activation in
    [(false, false), (true, false), (false, true)].map {
      Case(activation: activation, isNormalized: $0, hasLayerNorm: $1)
    } + [
      Case(activation: activation, isNormalized: false, hasLayerNorm: true, looksAtPictures: true)
    ]
  }

  /// For pictures of 2 x 4 x 5: with and without a rim, with and without pooling.
  private static let convolutions = ConvolutionStack(
    [
      Convolution(channels: 3, kernel: 3, padding: 1, pool: 2), Convolution(channels: 4, kernel: 2),
    ],
    on: PictureShape(channels: 2, height: 4, width: 5))

  /// A random policy of 5-4-3-2, or of 40-4-3-2 behind convolutions, its reference batch, and six
  /// observations.
  static func sample(_ test: Case) -> (policy: Policy, inputs: [Float]) {
    let inputs = test.looksAtPictures ? 40 : 5
    let network = Network(
      widths: [inputs, 4, 3, 2], activation: test.activation,
      hidden: test.isNormalized ? .batchNormed : test.hasLayerNorm ? .layerNormed : .dense,
      convolutions: test.looksAtPictures ? convolutions : nil)
    var random = Random(seed: 7, domain: .probe)
    func numbers(_ count: Int) -> [Float] { (0..<count).map { _ in random.uniform(-1, 1) } }
    let policy = Policy(
      network: network, head: .discrete(choices: 2),
      parameters: numbers(network.parameterCount).map { $0 + 0.3 },
      normalizer: ObservationNormalizer(
        mean: numbers(inputs),
        variance: (0..<inputs).map { [0.5, 1, 2, 0.1, 1][$0 % 5] }, limit: 2),
      reference: test.isNormalized
        ? ReferenceBatch(observations: numbers(inputs * 9), count: 9) : nil)
    return (policy, numbers(inputs * 6))
  }

  /// The outputs of the explicit network, statistics measured anew for its parameters.
  private static func outputs(_ policy: Policy, _ parameters: [Double], _ inputs: [Float])
    -> [[Double]]
  {
    let explicit = ExplicitNetwork(policy.network, parameters: parameters)
    let statistics = explicit.statistics(over: rows(policy.reference?.observations ?? [], policy))
    return rows(inputs, policy).map { explicit.outputs(for: $0, statistics: statistics) }
  }

  private static func rows(_ observations: [Float], _ policy: Policy) -> [[Double]] {
    let width = policy.network.widths[0]
    return stride(from: 0, to: observations.count, by: width).map { first in
      (0..<width).map { k in
        guard let normalizer = policy.normalizer else { return Double(observations[first + k]) }
        let x = (observations[first + k] - normalizer.mean[k]) * normalizer.inverseDeviation[k]
        return Double(min(max(x, -normalizer.limit), normalizer.limit))
      }
    }
  }

  /// A made-up scalar of the outputs, with its slopes.
  private static func scalar(_ outputs: [[Double]]) -> Double {
    outputs.joined().enumerated().reduce(0) { $0 + sin(Double($1.offset)) * $1.element }
  }

  @Test("a gradient agrees with finite differences for every parameter", arguments: cases)
  func agreesWithDifferences(test: Case) {
    let (policy, inputs) = Self.sample(test)
    let backpropagation = Backpropagation(policy)
    let pass = backpropagation.forward(inputs)
    let parameters = policy.parameters.map(Double.init)
    let expected = Self.outputs(policy, parameters, inputs).flatMap { $0 }
    for (found, expected) in zip(pass.outputs, expected) {
      #expect(abs(found - expected) < 1e-6)
    }
    let gradient = backpropagation.gradient(
      pass.outputs.indices.map { sin(Double($0)) }, through: pass)
    for i in parameters.indices {
      func value(_ step: Double) -> Double {
        var moved = parameters
        moved[i] += step
        return Self.scalar(Self.outputs(policy, moved, inputs))
      }
      let difference = (value(1e-5) - value(-1e-5)) / 2e-5
      #expect(
        abs(gradient[i] - difference) < 1e-5 * max(1, abs(difference)), "parameter \(i)")
    }
  }

  /// With virtual batch normalization a sample alone would still move the statistics.
  @Test(
    "magnitudes are the sum of each sample's absolute gradient",
    arguments: cases.filter { !$0.isNormalized })
  func magnitudes(test: Case) {
    let (policy, inputs) = Self.sample(test)
    let backpropagation = Backpropagation(policy)
    let pass = backpropagation.forward(inputs)
    let slopes = pass.outputs.indices.map { cos(Double($0)) }
    var expected = [Double](repeating: 0, count: policy.parameters.count)
    let width = policy.network.widths[0]
    for sample in 0..<6 {
      let one = backpropagation.forward(
        Array(inputs[width * sample..<width * sample + width]))
      let gradient = backpropagation.gradient(
        Array(slopes[2 * sample..<2 * sample + 2]), through: one)
      for i in expected.indices { expected[i] += abs(gradient[i]) }
    }
    for (found, expected) in zip(backpropagation.magnitudes(slopes, through: pass), expected) {
      #expect(abs(found - expected) < 1e-9 * max(1, expected))
    }
  }

  @Test("the gradient of a loss agrees with finite differences", arguments: [false, true])
  func loss(isRegression: Bool) {
    let network = Network(
      widths: [3, 4, isRegression ? 1 : 3], activation: .tanh)
    var random = Random(seed: 8, domain: .probe)
    let samples = Samples(
      featureCount: 3, features: .floats((0..<15).map { _ in random.uniform(-2, 2) }),
      answers: isRegression ? .targets([1, 2, 4, 8, 16]) : .labels([0, 1, 2, 1, 0]))
    let head = isRegression ? ActionHead.value(mean: 3, deviation: 5) : .discrete(choices: 3)
    let loss = isRegression ? Loss.meanSquaredError : .crossEntropy
    let parameters = (0..<network.parameterCount).map { _ in random.uniform(-1, 1) }
    func value(_ parameters: [Float]) -> (value: Double, gradient: [Double]) {
      LossGradient(
        Policy(
          network: network, head: head, parameters: parameters, normalizer: nil, reference: nil),
        loss: loss
      ).evaluate(samples, [0, 1, 2, 4, 4])
    }
    let gradient = value(parameters).gradient
    for i in parameters.indices {
      var (high, low) = (parameters, parameters)
      high[i] += 1e-3
      low[i] -= 1e-3
      let difference =
        (value(high).value - value(low).value) / (Double(high[i]) - Double(low[i]))
      #expect(abs(gradient[i] - difference) < 1e-5, "parameter \(i)")
    }
  }

  @Test("a linear network is as sensitive to a weight as its input is large")
  func linearSensitivity() {
    let network = Network(widths: [2, 1], activation: .identity)
    let policy = Policy(
      network: network, head: .value(mean: 0, deviation: 1), parameters: [1, 2, 3],
      normalizer: nil, reference: nil)
    let inputs: [Float] = [1, -2, 3, 2]
    #expect(ParameterSensitivity.absolute.measure(policy, over: inputs) == [2, 2, 1])
    #expect(ParameterSensitivity.sum.measure(policy, over: inputs) == [2, 0, 1])
  }
}
