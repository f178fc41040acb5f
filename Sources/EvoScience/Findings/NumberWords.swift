import EvoWords

/// A number to so many significant digits, as people read it.
func short(_ value: Double, _ digits: Int = 3) -> String {
  guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-inf" : "inf" }
  if abs(value) >= 1000, abs(value) < 1e9 { return grouped(Int(value.rounded())) }
  return NumberText.significant(value, digits)
}

/// A whole number with commas between thousands.
func grouped(_ value: Int) -> String { NumberText.grouped(value) }

/// A share in percent.
func percent(_ share: Double, _ decimals: Int = 1) -> String {
  NumberText.fixed(100 * share, decimals) + " %"
}
