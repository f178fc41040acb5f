import EvoWords

extension Comparison.Estimate {
  /// The number, with its interval where it has one.
  public var text: String {
    guard let interval else { return Self.number(value) }
    return "\(Self.number(value)) [\(Self.number(interval.lowerBound)), "
      + "\(Self.number(interval.upperBound))]"
  }

  static func number(_ value: Double) -> String { NumberText.significant(value, 4) }
}

extension Comparison.Pair {
  /// Whether it is a difference, in words.
  public var verdict: String {
    let (a, b) = (first.name, other.name)
    let size = "the interquartile mean of \(b) is \(distance)"
    guard let interval = difference.interval else {
      return
        "\(size) that of \(a), but one run says nothing about other seeds: no difference is shown. "
        + "Train both with --seeds 1-10"
    }
    let range =
      "\(Comparison.Estimate.number(interval.lowerBound)) to "
      + Comparison.Estimate.number(interval.upperBound)
    let chance = "A run of \(b) ends better than one of \(a) with probability \(improvement.text)"
    if interval.lowerBound > 0 || interval.upperBound < 0 {
      let (better, worse) = difference.value > 0 ? (b, a) : (a, b)
      return "\(better) is better than \(worse): \(size) that of \(a), with a 95 % interval from "
        + "\(range). \(chance)\(remark)"
    }
    return
      "no difference is shown between \(a) and \(b): \(size) that of \(a), but the 95 % interval "
      + "from \(range) holds 0. \(chance)\(remark)"
  }

  private var distance: String {
    difference.value == 0
      ? "equal to"
      : Comparison.Estimate.number(abs(difference.value))
        + (difference.value > 0 ? " above" : " below")
  }

  /// The percentiles of so few runs are too close together.
  private var remark: String {
    let fewest = min(first.runs.count, other.runs.count)
    return fewest < Self.enough
      ? ". With \(fewest) runs in a group these intervals are too narrow: train at least \(Self.enough)"
      : ""
  }

  private static let enough = 5
}
