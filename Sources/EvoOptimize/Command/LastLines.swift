/// The end of what a program prints, as far as it says something: the last line that is not blank,
/// however much blank follows it, without the escape sequences that color text or move the cursor.
/// What it takes is bounded.
struct LastLines {
  private static let limit = 1 << 16

  /// Where in an escape sequence (ECMA-48) the text is.
  private enum Escape {
    case none
    /// Behind ESC.
    case begun
    /// Before its last byte.
    case last
    /// Behind ESC [, up to a letter.
    case control
    /// Behind ESC ], up to a bell or the next escape sequence.
    case command
  }

  /// The latest line that is complete and not blank.
  private var latest: [UInt8] = []
  /// The line that is being printed.
  private var current: [UInt8] = []
  private var isBlank = true
  private var escape = Escape.none

  mutating func append(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      if byte == 0x1B {
        escape = .begun
        continue
      }
      switch escape {
      case .none: appendText(byte)
      case .begun:
        switch byte {
        case UInt8(ascii: "["): escape = .control
        case UInt8(ascii: "]"): escape = .command
        case UInt8(ascii: "("), UInt8(ascii: ")"): escape = .last
        default: escape = .none
        }
      case .last: escape = .none
      case .control: if (0x40...0x7E).contains(byte) { escape = .none }
      case .command: if byte == 0x07 { escape = .none }
      }
    }
  }

  private mutating func appendText(_ byte: UInt8) {
    switch byte {
    case 0x0A, 0x0B, 0x0C, 0x0D:
      if !isBlank { latest = current }
      current.removeAll(keepingCapacity: true)
      isBlank = true
    case 0x20, 0x09:
      // A run of blanks says no more than one.
      if current.last != 0x20 { current.append(0x20) }
    default:
      current.append(byte)
      isBlank = false
    }
    if current.count > 2 * Self.limit { current.removeFirst(current.count - Self.limit) }
  }

  /// The last line that is not blank; empty where there is none.
  var bytes: [UInt8] { isBlank ? latest : current }
}
