/// The number that a program prints: the last word of the last line that is not blank.
///
/// What is surely decoration is passed over: the colors of a terminal, which `LastLines` leaves out,
/// and a name before the number (`loss=0.25`, `loss:0.25`). A minus sign of Unicode (U+2212) and Fortran's
/// exponents (`1.5D-03`) are read as what they mean. Everything else, such as `93.5%` or
/// `tensor(0.25)`, is no number, and no earlier word is taken for it.
enum PrintedNumber {
  /// The number at the end of a line; nil where its last word is none.
  static func value(of line: String) -> Double? {
    guard let word = line.split(whereSeparator: \.isWhitespace).last else { return nil }
    var text = word
    if let mark = word.lastIndex(where: { $0 == "=" || $0 == ":" }) {
      // 12:30 is a time, and 3=0.5 is who knows what.
      guard word[..<mark].contains(where: \.isLetter), number(word[..<mark]) == nil else {
        return nil
      }
      text = word[word.index(after: mark)...]
    }
    return number(text)
  }

  private static func number(_ text: Substring) -> Double? {
    var plain = String(text)
    if plain.first == "\u{2212}" { plain = "-" + plain.dropFirst() }
    if let value = Double(plain) { return value }
    guard let exponent = plain.firstIndex(where: { $0 == "D" || $0 == "d" }) else { return nil }
    let (mantissa, power) = (plain[..<exponent], plain[plain.index(after: exponent)...])
    guard mantissa.allSatisfy({ $0.isASCII && ($0.isNumber || ".+-".contains($0)) }),
      Int(power) != nil
    else { return nil }
    return Double(mantissa + "e" + power)
  }
}
