/// A loss that adds up over the steps of a process with an inner state, such as the training of a
/// model whose learning rates are the parameters.
///
/// Promise: `step` is a function of its arguments.
public protocol UnrolledProblem: Sendable {
  var name: String { get }
  /// What is unrolled, and what is hard about it.
  var summary: String { get }
  /// Steps of a whole unroll.
  var horizon: Int { get }
  var parameterCount: Int { get }
  /// The customary start of every parameter.
  var start: Double { get }
  /// The customary standard deviation of the noise.
  var sigma: Double { get }
  /// The inner state that every unroll begins with.
  var initialState: [Double] { get }

  /// Makes one inner step, the one with number `index` counted from 0, and returns its loss.
  func step(_ state: inout [Double], index: Int, parameters: [Double]) -> Double
}

extension UnrolledProblem {
  /// Makes the inner steps `steps`.
  ///
  /// - Returns: the sum of their losses.
  func unroll(_ state: inout [Double], steps: Range<Int>, parameters: [Double]) -> Double {
    steps.reduce(0) { $0 + step(&state, index: $1, parameters: parameters) }
  }

  /// The mean loss of the steps of a whole unroll: what is to be minimized.
  public func loss(_ parameters: [Double]) -> Double {
    var state = initialState
    return unroll(&state, steps: 0..<horizon, parameters: parameters) / Double(horizon)
  }
}

/// The unrolled problems that are built in.
public enum UnrolledProblems {
  public static let all: [any UnrolledProblem] = [InfluenceBalancing(), LearningRateTuning()]

  public static func named(_ name: String) -> (any UnrolledProblem)? {
    all.first { $0.name == name }
  }
}
