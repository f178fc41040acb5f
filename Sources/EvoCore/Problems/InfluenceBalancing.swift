/// Influence balancing (Tallec and Ollivier 2017, section 5): a linear system whose parameter pushes
/// the loss one way at first and the other way in the end, so that looking at a few steps at a time
/// gives a gradient of the wrong sign.
///
/// A line of cells relaxes: each takes half of itself and half of the next one. The parameter is
/// added to the first ten and subtracted from the other thirteen, and the loss is
/// `(first cell - 1)² / 2`. The first cell feels the ten within a few steps and the thirteen later;
/// at rest it is -6 times the parameter.
public struct InfluenceBalancing: UnrolledProblem {
  private static let cells = 23
  private static let positive = 10

  public let name = "influence-balancing"
  public let summary = "unrolled: a parameter that helps at once and harms in the end"
  public let horizon = 200
  public let parameterCount = 1
  public let start = 0.5
  public let sigma = 0.1
  public let initialState = [Double](repeating: 1, count: cells)

  public init() {}

  public func step(_ state: inout [Double], index: Int, parameters: [Double]) -> Double {
    for i in state.indices {
      let next = i + 1 < state.count ? state[i + 1] : 0
      let push = i < Self.positive ? parameters[0] : -parameters[0]
      state[i] = 0.5 * state[i] + 0.5 * next + push
    }
    return 0.5 * (state[0] - 1) * (state[0] - 1)
  }

  /// The derivative of `loss`, exact because the first cell is linear in the parameter.
  public func derivative(_ parameters: [Double]) -> Double {
    var (state, slope) = (initialState, [Double](repeating: 0, count: Self.cells))
    var sum = 0.0
    for index in 0..<horizon {
      _ = step(&state, index: index, parameters: parameters)
      // The slope obeys the same recursion, from 0 and with a parameter of 1.
      _ = step(&slope, index: index, parameters: [1])
      sum += (state[0] - 1) * slope[0]
    }
    return sum / Double(horizon)
  }
}
