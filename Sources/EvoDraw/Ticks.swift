import Glibc

/// The places on an axis that carry a number.
package struct Ticks: Equatable {
  package var values: [Double]
  package var labels: [String]

  /// About `count` round numbers (1, 2 or 5 times a power of ten apart) inside `range`.
  package init(linear range: ClosedRange<Double>, count: Int) {
    let step = Self.roundStep(range.upperBound - range.lowerBound, count: count)
    let first = (range.lowerBound / step).rounded(.up)
    let last = (range.upperBound / step).rounded(.down)
    let steps = last - first
    // A range too narrow for its own magnitude has no numbers between its ends.
    guard steps.isFinite, steps <= 4 * Double(count) else {
      self.init(values: [range.lowerBound], labels: ["\(range.lowerBound)"])
      return
    }
    let values = steps < 0 ? [] : (0...Int(steps)).map { (first + Double($0)) * step }
    let largest = max(abs(values.first ?? 0), abs(values.last ?? 0))
    self.init(
      values: values,
      labels: values.map { NumberLabel.text($0, step: step, largest: largest) })
  }

  /// Powers of ten inside `range`, which is positive; round numbers where it holds fewer than two.
  package init(logarithmic range: ClosedRange<Double>, count: Int) {
    let first = Int((log10(range.lowerBound) - 1e-9).rounded(.up))
    let last = Int((log10(range.upperBound) + 1e-9).rounded(.down))
    guard last > first else {
      self.init(linear: range, count: count)
      return
    }
    let stride = (last - first) / max(count, 1) + 1
    let values = Swift.stride(from: first, through: last, by: stride).map { pow(10, Double($0)) }
    self.init(
      values: values, labels: values.map { NumberLabel.text($0, step: $0, largest: $0) })
  }

  package init(values: [Double], labels: [String]) {
    self.values = values
    self.labels = labels
  }

  private static func roundStep(_ span: Double, count: Int) -> Double {
    let rough = span / Double(max(count, 1))
    let power = pow(10, log10(rough).rounded(.down))
    for factor in [1.0, 2, 5] where factor * power >= rough * 0.999 { return factor * power }
    return 10 * power
  }
}
