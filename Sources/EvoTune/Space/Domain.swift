import EvoWords
import Glibc

/// The values that one number of a search may take.
///
/// A value is a `Double`: the number itself, or the index of a choice. Samplers see it as a place in
/// [0, 1], where a logarithmic range is even in its logarithm and each of several values has a cell.
public enum Domain: Sendable, Equatable {
  case real(low: Double, high: Double, isLog: Bool)
  /// `high` is one of the values: low, low + step and so on.
  case whole(low: Int, high: Int, step: Int, isLog: Bool)
  /// Texts, as a configuration has them.
  case choice([String])

  /// How many values there are; nil where they are not to be counted.
  public var count: Int? {
    switch self {
    case .real: nil
    case .whole(let low, let high, let step, _): (high - low) / step + 1
    case .choice(let texts): texts.count
    }
  }

  /// Whether the order of the values says nothing.
  public var isUnordered: Bool { if case .choice = self { true } else { false } }

  /// The value at a place.
  ///
  /// - Parameter place: from 0 to 1; others are moved to the nearer end.
  public func value(at place: Double) -> Double {
    let place = min(max(place, 0), 1)
    let (low, high) = ends
    let number = unscaled(low + (high - low) * place)
    switch self {
    case .real(let low, let high, _): return min(max(number, low), high)
    case .whole(let low, let high, let step, _):
      let steps = ((number - Double(low)) / Double(step)).rounded()
      return min(max(Double(low) + steps * Double(step), Double(low)), Double(high))
    case .choice(let texts): return min(number.rounded(.down), Double(texts.count - 1))
    }
  }

  /// The place of a value, the middle of its cell where it has one.
  public func place(of value: Double) -> Double {
    let (low, high) = ends
    guard high > low else { return 0.5 }
    if case .choice = self { return (value + 0.5) / high }
    return min(max((scaled(value) - low) / (high - low), 0), 1)
  }

  /// The places that mean the same value as `place`; nil where each means another.
  public func cell(around place: Double) -> ClosedRange<Double>? {
    let value = value(at: place)
    let (low, high) = ends
    func edge(_ number: Double) -> Double {
      high > low ? min(max((scaled(number) - low) / (high - low), 0), 1) : 0.5
    }
    switch self {
    case .real: return nil
    case .whole(_, _, let step, _):
      let half = Double(step) / 2
      return edge(value - half)...max(edge(value + half), edge(value - half))
    case .choice: return value / high...(value + 1) / high
    }
  }

  /// The value as a configuration has it.
  public func text(_ value: Double) -> String {
    switch self {
    case .real: "\(value)"
    case .whole: "\(Int(value))"
    case .choice(let texts): texts[Int(value)]
    }
  }

  /// The value that a text means, the nearest one where it lies beside the range; nil if it means none.
  public func value(of text: String) -> Double? {
    if case .choice(let texts) = self { return texts.firstIndex(of: text).map { Double($0) } }
    guard let number = Double(text), number.isFinite else { return nil }
    if case .real(let low, let high, _) = self { return min(max(number, low), high) }
    return value(at: place(of: number))
  }

  /// Both ends, with the outer half of the outer cells, as they are scaled.
  private var ends: (low: Double, high: Double) {
    switch self {
    case .real(let low, let high, _): (scaled(low), scaled(high))
    case .whole(let low, let high, let step, _):
      (scaled(Double(low) - Double(step) / 2), scaled(Double(high) + Double(step) / 2))
    case .choice(let texts): (0, Double(texts.count))
    }
  }

  private var isLog: Bool {
    switch self {
    case .real(_, _, let isLog), .whole(_, _, _, let isLog): isLog
    case .choice: false
    }
  }

  private func scaled(_ value: Double) -> Double { isLog ? log(value) : value }
  private func unscaled(_ value: Double) -> Double { isLog ? exp(value) : value }
}
