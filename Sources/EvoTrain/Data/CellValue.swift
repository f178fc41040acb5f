/// What a cell says: a number, nothing, or a word.
enum CellValue: Equatable {
  case number(Float)
  case missing
  case word

  /// What programs write where a value is missing, in small letters; an empty cell is missing, too.
  static let missingWords = ["na", "#na", "<na>", "n/a", "#n/a", "nan", "-nan", "null", "?"]

  private static let missingBytes = missingWords.map { Array($0.utf8) }

  init(_ cell: ArraySlice<UInt8>, decimal: DataConfiguration.DecimalMark) {
    if Self.isMissing(cell) {
      self = .missing
    } else if let value = Self.number(cell, decimal: decimal) {
      self = .number(value)
    } else {
      self = .word
    }
  }

  static func isMissing(_ cell: ArraySlice<UInt8>) -> Bool {
    guard let first = cell.first else { return true }
    // Most cells are digits, and large tables have millions of them.
    guard cell.count <= 4, !(48...57).contains(first) else { return false }
    let small = cell.map { (65...90).contains($0) ? $0 | 0x20 : $0 }
    return missingBytes.contains(small)
  }

  /// A finite decimal number; nil for everything else, such as hexadecimal digits.
  private static func number(
    _ cell: ArraySlice<UInt8>, decimal: DataConfiguration.DecimalMark
  ) -> Float? {
    // Most cells of large tables: a few digits, which a Float holds exactly.
    var isWhole = cell.count <= 7
    var whole: Int32 = 0
    var isPlain = cell.count <= 64
    for byte in cell {
      switch byte {
      case 48...57: if isWhole { whole = whole &* 10 &+ Int32(byte &- 48) }
      case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "e"), UInt8(ascii: "E"):
        isWhole = false
      case UInt8(ascii: ".") where decimal == .point: isWhole = false
      case UInt8(ascii: ",") where decimal == .comma: isWhole = false
      default: isPlain = false
      }
    }
    guard isPlain, !cell.isEmpty else { return nil }
    if isWhole { return Float(whole) }
    let text =
      decimal == .point
      ? String(decoding: cell, as: UTF8.self)
      : String(
        decoding: cell.lazy.map { $0 == UInt8(ascii: ",") ? UInt8(ascii: ".") : $0 }, as: UTF8.self)
    guard let value = Float(text), value.isFinite else { return nil }
    return value
  }
}
