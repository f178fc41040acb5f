import Glibc

/// Numbers as C's printf writes them.
package enum NumberText {
  /// At most so many significant digits, without zeros behind: 0.00123, 1.2e-09, 12.
  package static func significant(_ value: Double, _ digits: Int) -> String {
    text("%.*g", digits, value)
  }

  /// So many digits behind the point.
  package static func fixed(_ value: Double, _ decimals: Int) -> String {
    text("%.*f", decimals, value)
  }

  /// A whole number with commas between thousands: 1,234,567.
  package static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return (value < 0 ? "-" : "") + text
  }

  /// The very number: 0x1.99999ap-4.
  package static func hexadecimal(_ value: Float) -> String {
    text("%.*a", -1, Double(value))
  }

  private static func text(_ format: String, _ digits: Int, _ value: Double) -> String {
    // The largest number has 309 digits before the point.
    let capacity = 320 + max(digits, 0)
    return withVaList([CInt(clamping: digits), value]) { arguments in
      String(unsafeUninitializedCapacity: capacity) { buffer in
        buffer.withMemoryRebound(to: CChar.self) {
          Int(vsnprintf($0.baseAddress, capacity, format, arguments))
        }
      }
    }
  }
}
