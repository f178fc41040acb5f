import Glibc

/// Numbers as people read them on an axis: `0.25`, `−1200`, `2.5 M`, `3e−6`.
package enum NumberLabel {
  private static let suffixes: [(scale: Double, symbol: String)] = [
    (1e12, " T"), (1e9, " G"), (1e6, " M"), (1e3, " k"),
  ]

  /// A label for `value`, one of several that are `step` apart and at most `largest` in size.
  package static func text(_ value: Double, step: Double, largest: Double) -> String {
    // The powers of ten end soon below.
    guard abs(value) > 1e-300 else { return "0" }
    guard largest >= 1e-3, largest < 1e15 else { return scientific(value) }
    let suffix = largest < 1e4 ? nil : suffixes.first { largest >= $0.scale }
    let scale = suffix?.scale ?? 1
    let decimals = (-log10(step / scale) - 1e-9).rounded(.up)
    return fixed(value / scale, decimals: Int(min(max(decimals, 0), 6)))
      + (suffix?.symbol ?? "")
  }

  /// A number on its own, rounded to at most `decimals` places.
  package static func text(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "−∞" : "∞" }
    return abs(value) < 1e12 ? fixed(value, decimals: decimals) : scientific(value)
  }

  private static func fixed(_ value: Double, decimals: Int) -> String {
    let factor = pow(10, Double(decimals))
    let shifted = (abs(value) * factor).rounded()
    guard shifted < 1e18 else { return "\(value)" }
    let digits = Int(shifted)
    let whole = digits / Int(factor)
    let sign = value < 0 && digits != 0 ? "−" : ""
    guard decimals > 0 else { return "\(sign)\(whole)" }
    let fraction = String(digits % Int(factor))
    return "\(sign)\(whole).\(String(repeating: "0", count: decimals - fraction.count))\(fraction)"
  }

  private static func scientific(_ value: Double) -> String {
    var exponent = Int(log10(abs(value)).rounded(.down))
    // Rounding may carry 9.96 over to 10.0.
    var mantissa = (value / pow(10, Double(exponent)) * 10).rounded() / 10
    if abs(mantissa) >= 10 {
      mantissa /= 10
      exponent += 1
    }
    let digits = fixed(mantissa, decimals: mantissa == mantissa.rounded() ? 0 : 1)
    return "\(digits)e\(exponent < 0 ? "−" : "")\(abs(exponent))"
  }
}
