import Glibc

/// One axis laid out: which values it shows, and where between its ends each lies.
struct AxisScale {
  let isLogarithmic: Bool
  let range: ClosedRange<Double>
  let ticks: Ticks

  /// Shows `values` with `margin` (a share of the span) on both sides, unless the axis has a range
  /// of its own; about `tickCount` ticks.
  init(_ axis: LinePlot.Axis, showing values: some Sequence<Double>, margin: Double, tickCount: Int)
  {
    let isLogarithmic = axis.scale == .logarithmic
    self.isLogarithmic = isLogarithmic
    var range = axis.range.flatMap { Self.isUsable($0, isLogarithmic) ? $0 : nil }
    if range == nil {
      var low = Double.infinity
      var high = -Double.infinity
      for value in values where Self.isShown(value, isLogarithmic) {
        low = min(low, value)
        high = max(high, value)
      }
      range = Self.padded(low, high, margin: margin, isLogarithmic)
    }
    let shown = range ?? (isLogarithmic ? 1...10 : 0...1)
    self.range = shown
    ticks =
      isLogarithmic
      ? Ticks(logarithmic: shown, count: tickCount) : Ticks(linear: shown, count: tickCount)
  }

  /// 0 at the lower end of the axis, 1 at the upper; NaN for a value that cannot be shown.
  func position(of value: Double) -> Double {
    guard Self.isShown(value, isLogarithmic) else { return .nan }
    if isLogarithmic {
      return log(value / range.lowerBound) / log(range.upperBound / range.lowerBound)
    }
    return (value - range.lowerBound) / (range.upperBound - range.lowerBound)
  }

  /// Beyond these sizes, differences and ratios of values are no longer finite.
  private static func isShown(_ value: Double, _ isLogarithmic: Bool) -> Bool {
    isLogarithmic ? value > 1e-150 && value < 1e150 : abs(value) < 1e150
  }

  private static func isUsable(_ range: ClosedRange<Double>, _ isLogarithmic: Bool) -> Bool {
    isShown(range.lowerBound, isLogarithmic) && isShown(range.upperBound, isLogarithmic)
      && range.lowerBound < range.upperBound
  }

  private static func padded(
    _ low: Double, _ high: Double, margin: Double, _ isLogarithmic: Bool
  ) -> ClosedRange<Double>? {
    guard low <= high else { return nil }
    if isLogarithmic {
      let factor = low == high ? 2 : pow(high / low, margin)
      return low / factor...high * factor
    }
    // A constant gets room around it that its own magnitude can resolve.
    let room = low == high ? max(abs(low) * 0.1, 1) : (high - low) * margin
    return low - room...high + room
  }
}
