import EvoCore
import EvoTestSupport
import Foundation
import Testing

/// The optimizers against the algorithms in PyTorch's documentation, which descend along a loss, and
/// against that of the paper of ClipUp, written out in double precision.
@Suite("Optimizers")
struct OptimizerTests {
  static let count = 5
  static let steps = 50

  enum Rule: CaseIterable, Sendable { case plain, momentum, adam, adamWithDecay, adamW, clipUp }

  private func optimizer(_ rule: Rule) -> any Optimizer {
    switch rule {
    case .plain: SGD(parameterCount: Self.count, momentum: 0, weightDecay: 0)
    case .momentum: SGD(parameterCount: Self.count, momentum: 0.9, weightDecay: 0.02)
    case .adam: adam(weightDecay: 0, isDecoupled: false)
    case .adamWithDecay: adam(weightDecay: 0.03, isDecoupled: false)
    case .adamW: adam(weightDecay: 0.03, isDecoupled: true)
    case .clipUp: ClipUp(parameterCount: Self.count, momentum: 0.6, weightDecay: 0)
    }
  }

  private func adam(weightDecay: Double, isDecoupled: Bool) -> Adam {
    Adam(
      parameterCount: Self.count, beta1: 0.9, beta2: 0.99, epsilon: 1e-8,
      weightDecay: weightDecay, isDecoupled: isDecoupled)
  }

  private func gradient(_ step: Int) -> [Float] {
    var random = Random(test: UInt64(100 + step))
    // Sizes from 1e-4 to 1e3, and one component that is often 0.
    return [random.bell(), random.bell() * 1e-4, random.bell() * 1e3, 0.5, Float(step % 3 - 1)]
  }

  private func learningRate(_ step: Int) -> Double { 0.1 / Double(1 + step / 10) }

  @Test("each follows its definition", arguments: Rule.allCases)
  func definition(rule: Rule) {
    var optimizer = optimizer(rule)
    var parameters: [Float] = [1, -2, 30, 0, 0.5]
    var expected = parameters.map(Double.init)
    var (first, second) = ([Double](repeating: 0, count: 5), [Double](repeating: 0, count: 5))
    for step in 0..<Self.steps {
      let rate = learningRate(step)
      optimizer.step(&parameters, along: gradient(step), learningRate: rate)
      if rule == .clipUp {
        let slope = gradient(step).map(Double.init)
        let steepness = length(slope)
        for i in 0..<5 { first[i] = 0.6 * first[i] + rate * slope[i] / steepness }
        let speed = length(first)
        if speed > 2 * rate { for i in 0..<5 { first[i] *= 2 * rate / speed } }
      }
      for (i, g) in gradient(step).enumerated() {
        var loss = -Double(g)
        switch rule {
        case .plain: expected[i] -= rate * loss
        case .clipUp: expected[i] += first[i]
        case .momentum:
          loss += 0.02 * expected[i]
          first[i] = 0.9 * first[i] + loss
          expected[i] -= rate * first[i]
        case .adam, .adamWithDecay, .adamW:
          if rule == .adamWithDecay { loss += 0.03 * expected[i] }
          if rule == .adamW { expected[i] -= rate * 0.03 * expected[i] }
          first[i] = 0.9 * first[i] + 0.1 * loss
          second[i] = 0.99 * second[i] + 0.01 * loss * loss
          let t = Double(step + 1)
          let corrected = (second[i] / (1 - pow(0.99, t))).squareRoot()
          expected[i] -= rate * first[i] / (1 - pow(0.9, t)) / (corrected + 1e-8)
        }
      }
      for i in 0..<5 {
        #expect(
          abs(Double(parameters[i]) - expected[i]) < 2e-6 * max(1, abs(expected[i])),
          "parameter \(i), step \(step)")
      }
    }
    #expect(optimizer.stepCount == Self.steps)
  }

  @Test("steps of ClipUp have the length of the learning rate, then of twice that at most")
  func clipUpSpeed() {
    for scale: Float in [1e-20, 1, 1e20] {
      var optimizer = ClipUp(parameterCount: 2, momentum: 0.9, weightDecay: 0)
      var parameters: [Float] = [0, 0]
      optimizer.step(&parameters, along: [3 * scale, 4 * scale], learningRate: 0.5)
      #expect(relativeDistance(parameters.map(Double.init), [0.3, 0.4]) < 1e-6)
      for _ in 0..<20 {
        let before = parameters
        optimizer.step(&parameters, along: [3 * scale, 4 * scale], learningRate: 0.5)
        #expect(length(zip(parameters, before).map { Double($0 - $1) }) < 1.000_01)
      }
      let before = parameters
      optimizer.step(&parameters, along: [0, 0], learningRate: 0.5)
      #expect(abs(length(zip(parameters, before).map { Double($0 - $1) }) - 0.9) < 1e-5)
    }
  }

  private func length(_ vector: [Double]) -> Double {
    vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  @Test("the first step of Adam is the learning rate, whatever the gradient's size")
  func firstAdamStep() {
    var optimizer = optimizer(.adam)
    var parameters: [Float] = [0, 0, 0, 0, 0]
    optimizer.step(&parameters, along: [1e-3, -5, 1e3, -1e-2, 0], learningRate: 0.25)
    #expect(relativeDistance(parameters.map(Double.init), [0.25, -0.25, 0.25, -0.25, 0]) < 2e-5)
  }

  @Test("it goes uphill", arguments: Rule.allCases)
  func uphill(rule: Rule) {
    var optimizer = optimizer(rule)
    var parameters: [Float] = [4, -4, 1, 0, 2]
    for _ in 0..<400 {
      optimizer.step(&parameters, along: parameters.map { -$0 }, learningRate: 0.05)
    }
    #expect(parameters.allSatisfy { abs($0) < 0.1 })
  }

  @Test("a copy restored from the state goes on with the same bits", arguments: Rule.allCases)
  func state(rule: Rule) {
    var original = optimizer(rule)
    var parameters: [Float] = [1, -2, 30, 0, 0.5]
    for step in 0..<10 {
      original.step(&parameters, along: gradient(step), learningRate: learningRate(step))
    }
    var restored = optimizer(rule)
    restored.state = original.state
    restored.stepCount = original.stepCount
    var copy = parameters
    for step in 10..<20 {
      original.step(&parameters, along: gradient(step), learningRate: learningRate(step))
      restored.step(&copy, along: gradient(step), learningRate: learningRate(step))
    }
    #expect(bits(copy) == bits(parameters))
    #expect(restored.state.map(\.name) == original.state.map(\.name))
  }
}
