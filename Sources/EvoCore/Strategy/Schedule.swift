import Glibc

/// A number that may change over the generations.
public enum Schedule: Sendable, Equatable {
  case constant(Double)
  /// From start to end in equal steps over `generations`, then stays.
  case linear(start: Double, end: Double, generations: Int)
  /// From start to end by equal factors over `generations`, then stays. Both are positive.
  case exponential(start: Double, end: Double, generations: Int)

  /// The value in generation `index`, counted from 0, rounded to single precision: the last bit of
  /// libm's exp and log differs between processors and must not reach the parameters.
  public func value(at index: Int) -> Double {
    switch self {
    case .constant(let value): value
    case .linear(let start, let end, let generations):
      start + (end - start) * progress(index, generations)
    case .exponential(let start, let end, let generations):
      Double(Float(start * exp(log(end / start) * progress(index, generations))))
    }
  }

  private func progress(_ index: Int, _ generations: Int) -> Double {
    generations > 0 ? min(Double(index) / Double(generations), 1) : 1
  }
}
