import Glibc

/// A quantity known from independent repetitions: seeds, generations, members.
public struct Estimate: Sendable, Equatable {
  public let mean: Double
  /// The standard error of the mean.
  public let error: Double
  /// Degrees of freedom of the error.
  package let degrees: Double
  /// How many repetitions.
  public let count: Int

  package init(mean: Double, error: Double, degrees: Double, count: Int) {
    self.mean = mean
    self.error = error
    self.degrees = degrees
    self.count = count
  }

  /// The mean of some values; of a single one nothing is known but itself.
  package init(_ values: [Double]) {
    let (mean, deviation) = meanAndDeviation(values)
    self.init(
      mean: mean,
      error: values.count > 1 ? deviation / Double(values.count).squareRoot() : .infinity,
      degrees: Double(max(values.count - 1, 1)), count: values.count)
  }

  /// The share of so many repetitions in which something happened: the middle and the error of Agresti
  /// and Coull, which are right for shares near 0 and 1 too.
  package init(share hits: Int, of count: Int) {
    let (n, share) = (Double(count) + 4, (Double(hits) + 2) / (Double(count) + 4))
    self.init(
      mean: share, error: (share * (1 - share) / n).squareRoot(), degrees: 1e6, count: count)
  }

  /// The standard deviation of the values, from which the deviation of a normal distribution is known
  /// to about 1 / √(2n - 2).
  package init(deviationOf values: [Double]) {
    let deviation = meanAndDeviation(values).deviation
    let degrees = Double(max(values.count - 1, 1))
    self.init(
      mean: deviation, error: values.count > 1 ? deviation / (2 * degrees).squareRoot() : .infinity,
      degrees: degrees, count: values.count)
  }

  /// A ratio of two means of pairs of values that belong together, by the delta method.
  package init(ratioOf values: [Double], to others: [Double]) {
    let (top, bottom) = (meanAndDeviation(values).mean, meanAndDeviation(others).mean)
    let ratio = top / bottom
    let rest = Estimate(zip(values, others).map { ($0 - ratio * $1) / bottom })
    self.init(mean: ratio, error: rest.error, degrees: rest.degrees, count: rest.count)
  }

  /// The difference to another quantity that is independent of this one (Welch).
  package func minus(_ other: Estimate) -> Estimate {
    let (own, its) = (error * error, other.error * other.error)
    let both = own + its
    return Estimate(
      mean: mean - other.mean, error: both.squareRoot(),
      degrees: both > 0 && both.isFinite
        ? both * both / (own * own / degrees + its * its / other.degrees)
        : min(degrees, other.degrees),
      count: min(count, other.count))
  }

  func times(_ factor: Double) -> Estimate {
    Estimate(mean: mean * factor, error: error * abs(factor), degrees: degrees, count: count)
  }

  /// Where the quantity lies with so much confidence.
  ///
  /// - Parameter family: how many such intervals are to hold together (Bonferroni).
  package func interval(confidence: Double = 0.95, family: Int = 1) -> Interval {
    guard error.isFinite else { return Interval(low: -.infinity, high: .infinity) }
    let tail = (1 - confidence) / 2 / Double(family)
    let reach = error * StudentDistribution.quantile(1 - tail, degrees: degrees)
    return Interval(low: mean - reach, high: mean + reach)
  }

  /// A dot for a picture, with its interval.
  func sample(at x: Double, times factor: Double = 1) -> (x: Double, y: Double, Interval) {
    let own = interval()
    return (x, mean * factor, Interval(low: own.low * factor, high: own.high * factor))
  }
}

/// Two numbers between which a quantity lies.
public struct Interval: Sendable, Equatable {
  public var low: Double
  public var high: Double
}

/// What is claimed of a quantity.
package enum Claim {
  case within(ClosedRange<Double>)
  case atLeast(Double)
  case atMost(Double)
  case outside(ClosedRange<Double>)

  /// The same within a share of the value.
  package static func about(_ value: Double, _ share: Double) -> Claim {
    .within(value - abs(value) * share...value + abs(value) * share)
  }

  /// Whether the claim holds wherever in the interval the quantity lies.
  package func holds(_ interval: Interval) -> Bool {
    switch self {
    case .within(let range): range.lowerBound <= interval.low && interval.high <= range.upperBound
    case .atLeast(let value): interval.low >= value
    case .atMost(let value): interval.high <= value
    case .outside(let range):
      interval.low > range.upperBound || interval.high < range.lowerBound
    }
  }

  /// Whether it holds nowhere in the interval.
  package func fails(_ interval: Interval) -> Bool {
    switch self {
    case .within(let range): interval.high < range.lowerBound || interval.low > range.upperBound
    case .atLeast(let value): interval.high < value
    case .atMost(let value): interval.low > value
    case .outside(let range):
      range.lowerBound <= interval.low && interval.high <= range.upperBound
    }
  }

  func text(_ unit: String) -> String {
    switch self {
    case .within(let range):
      range.lowerBound == -range.upperBound
        ? "0 ± \(short(range.upperBound))\(unit)"
        : "\(short(range.lowerBound)) to \(short(range.upperBound))\(unit)"
    case .atLeast(let value): "≥ \(short(value))\(unit)"
    case .atMost(let value): "≤ \(short(value))\(unit)"
    case .outside(let range): "not " + Claim.within(range).text(unit)
    }
  }
}
