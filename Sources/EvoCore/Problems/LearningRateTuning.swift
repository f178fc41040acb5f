import Glibc

/// The learning rates of gradient descent, as a problem (Metz et al. 2019, section 2.2; Vicol et al.
/// 2021, section 5.1): 100 steps on a bumpy function of two numbers, with a learning rate that goes
/// from `exp(first parameter)` to `exp(second)` in a straight line. The loss of a step is the value
/// of the function after it.
///
/// Large rates cross the plane in time but jump about the ridge; looking at a few steps at a time
/// prefers rates that are too small.
public struct LearningRateTuning: UnrolledProblem {
  public let name = "learning-rate-tuning"
  public let summary = "unrolled: logarithms of the first and last learning rate of a descent"
  public let horizon = 100
  public let parameterCount = 2
  public let start = -2.0
  public let sigma = 0.3
  public let initialState = [1.0, 1.0]

  public init() {}

  public func step(_ state: inout [Double], index: Int, parameters: [Double]) -> Double {
    let way = Double(index) / Double(horizon)
    // Rates past these are as good as these, and stay numbers.
    let rates = parameters.map { exp(min(max($0, -50), 50)) }
    let rate = (1 - way) * rates[0] + way * rates[1]
    let (x, y) = (state[0], state[1])
    let (wave, well) = (sin(y), exp(-5 * x * x))
    let slopeX = x / (x * x + 5).squareRoot() - 10 * x * well * wave * wave
    let slopeY = 2 * wave * cos(y) * well + (y > 100 ? 0.25 : y < 100 ? -0.25 : 0)
    state = [x - rate * slopeX, y - rate * slopeY]
    return Self.value(state[0], state[1])
  }

  private static func value(_ x: Double, _ y: Double) -> Double {
    let wave = sin(y)
    return (x * x + 5).squareRoot() - 5.0.squareRoot() + wave * wave * exp(-5 * x * x)
      + 0.25 * abs(y - 100)
  }
}
