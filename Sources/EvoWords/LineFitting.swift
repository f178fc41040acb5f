/// Text in lines of a given width.
package enum LineFitting {
  /// As many of the parts as fit, the first ones, with commas between; of the first one, what fits.
  package static func line(_ parts: [String], width: Int) -> String {
    guard var line = parts.first else { return "" }
    for part in parts.dropFirst() {
      guard line.count + 2 + part.count <= width else { break }
      line += ", " + part
    }
    return String(line.prefix(max(width, 0)))
  }

  /// The words of a text in lines; a word that is wider than a line has one of its own.
  ///
  /// - Parameter indentation: what every line begins with.
  package static func wrapped(_ text: String, width: Int, indentation: String = "") -> [String] {
    var lines: [String] = []
    var line = indentation
    for word in text.split(separator: " ") {
      let isFirst = line.count == indentation.count
      if !isFirst, line.count + 1 + word.count > width {
        lines.append(line)
        line = indentation + word
      } else {
        line += isFirst ? word : " " + word
      }
    }
    return lines + [line]
  }
}
