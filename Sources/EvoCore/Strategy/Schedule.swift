import Glibc

/// A number that may change over the generations.
public enum Schedule: Sendable, Equatable {
  case constant(Double)
  /// The value changes by the same amount in each generation, then stays.
  case linear(Ramp)
  /// The value changes by the same factor in each generation, then stays.
  case exponential(Ramp)

  /// A way from one value, in generation 0, to another. Exponential ones are positive.
  public struct Ramp: Equatable, Sendable {
    public var start: Double
    public var end: Double
    /// The generation that has the value `end`, as all later ones do.
    public var generations: Int

    public init(start: Double, end: Double, generations: Int) {
      self.start = start
      self.end = end
      self.generations = generations
    }

    func progress(at index: Int) -> Double {
      generations > 0 ? min(Double(index) / Double(generations), 1) : 1
    }
  }

  /// The value in generation `index`, counted from 0. An exponential one is rounded to single
  /// precision: the last bit of libm's exp and log differs between processors and must not reach
  /// the parameters.
  public func value(at index: Int) -> Double {
    switch self {
    case .constant(let value): value
    case .linear(let ramp): ramp.start + (ramp.end - ramp.start) * ramp.progress(at: index)
    case .exponential(let ramp):
      Double(Float(ramp.start * exp(log(ramp.end / ramp.start) * ramp.progress(at: index))))
    }
  }
}
