/// The words of JSON: punctuation, objects and strings.
extension SafetensorsHeaderParser {
  /// Calls `member` after each key and its colon; it must consume the value.
  mutating func parseObject(
    _ member: (inout SafetensorsHeaderParser, _ key: String) throws(SafetensorsError) -> Void
  ) throws(SafetensorsError) {
    try expect("{", or: "'{'")
    if skip("}") { return }
    repeat {
      let key = try parseString("a name in quotes")
      try expect(":", or: "':'")
      try member(&self, key)
    } while skip(",")
    try expect("}", or: "',' or '}'")
  }

  /// A string; `expected` says what it is for, should there be none.
  mutating func parseString(_ expected: String) throws(SafetensorsError) -> String {
    try expect("\"", or: expected)
    let start = position
    var text: [UInt8] = []
    while position < end {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw error(.syntax(offset: start, found: "invalid UTF-8", expected: "text"))
        }
        position += 1
        return string
      case UInt8(ascii: "\\"):
        position += 1
        text.append(contentsOf: String(try parseEscape()).utf8)
      case 0..<0x20: throw syntaxError("a printable character")
      default:
        text.append(byte)
        position += 1
      }
    }
    throw syntaxError("the string's closing quote")
  }

  /// What follows a backslash.
  private mutating func parseEscape() throws(SafetensorsError) -> Unicode.Scalar {
    guard position < end else { throw syntaxError("an escape") }
    let simple: Unicode.Scalar? =
      switch Unicode.Scalar(bytes[position]) {
      case "\"", "\\", "/": Unicode.Scalar(bytes[position])
      case "b": "\u{8}"
      case "f": "\u{C}"
      case "n": "\n"
      case "r": "\r"
      case "t": "\t"
      default: nil
      }
    if let simple {
      position += 1
      return simple
    }
    let unit = try parseUTF16Unit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    // A high surrogate needs its low one right behind; anything else is no character.
    guard UTF16.isLeadSurrogate(unit), position < end, bytes[position] == UInt8(ascii: "\\") else {
      throw syntaxError("the other half of a surrogate pair")
    }
    position += 1
    let low = try parseUTF16Unit()
    guard UTF16.isTrailSurrogate(low) else {
      throw syntaxError("the other half of a surrogate pair")
    }
    return UTF16.decode(UTF16.EncodedScalar([unit, low]))
  }

  /// `u` and four hexadecimal digits.
  private mutating func parseUTF16Unit() throws(SafetensorsError) -> UInt16 {
    guard position < end, bytes[position] == UInt8(ascii: "u") else {
      throw syntaxError("an escape that JSON has")
    }
    position += 1
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard position < end, let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue
      else { throw syntaxError("four hexadecimal digits") }
      unit = unit << 4 | UInt16(digit)
      position += 1
    }
    return unit
  }

  mutating func expect(_ token: Unicode.Scalar, or name: String) throws(SafetensorsError) {
    guard skip(token) else { throw syntaxError(name) }
  }

  /// Consumes `token`, an ASCII character, if it comes next.
  mutating func skip(_ token: Unicode.Scalar) -> Bool {
    skipSpace()
    guard position < end, bytes[position] == UInt8(ascii: token) else { return false }
    position += 1
    return true
  }

  mutating func skipSpace() {
    while position < end, " \t\n\r".utf8.contains(bytes[position]) { position += 1 }
  }

  func error(_ problem: SafetensorsError.Problem) -> SafetensorsError {
    SafetensorsError(file, problem)
  }

  func syntaxError(_ expected: String) -> SafetensorsError {
    let found =
      if position >= end {
        "the header's end"
      } else if (0x20..<0x7F).contains(bytes[position]) {
        "'\(Unicode.Scalar(bytes[position]))'"
      } else {
        "byte 0x" + String(bytes[position], radix: 16, uppercase: true)
      }
    return error(.syntax(offset: position, found: found, expected: expected))
  }
}
