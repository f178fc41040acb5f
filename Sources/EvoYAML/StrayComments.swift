import EvoWords

/// Words behind a "#" where a value should begin: YAML takes `color: #884422` for a key without a
/// value and a comment.
struct StrayComments {
  /// The word of each such line; lines count from 1.
  private var words: [Int: String] = [:]

  init(in text: String) {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      if let word = Self.word(in: line) { words[index + 1] = word }
    }
  }

  private static func word(in line: Substring) -> String? {
    var rest = line
    while let hash = rest.firstIndex(of: "#") {
      let before = line[..<hash]
      let word = line[hash...].dropFirst().prefix { $0.isLetter || $0.isNumber }
      let begins = before.reversed().drop { $0 == " " }
      if before.last == " ", begins.first == ":" || begins.first == "-", !word.isEmpty {
        return "#" + word
      }
      rest = line[hash...].dropFirst()
    }
    return nil
  }

  subscript(line: Int) -> String? { words[line] }

  /// What may be to blame for an error that was noticed in a line, and where it stands.
  func nearest(upTo line: Int) -> (line: Int, word: String)? {
    for line in stride(from: line, through: max(line - 3, 1), by: -1) {
      if let word = words[line] { return (line, word) }
    }
    return nil
  }
}
