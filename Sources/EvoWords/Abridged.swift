/// Text of the user's, short and plain enough to be quoted in a sentence.
package func abridged(_ text: String) -> String {
  let limit = 60
  var line = String.UnicodeScalarView()
  for scalar in text.unicodeScalars.prefix(limit + 1) {
    line.append(scalar.isPrintable ? scalar : " ")
  }
  return line.count > limit ? String(line.prefix(limit - 3)) + "..." : String(line)
}

extension Unicode.Scalar {
  /// Whether the scalar stands for itself on a line: no control or format character, no line break,
  /// nothing unassigned.
  package var isPrintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
      .unassigned:
      false
    default: true
    }
  }
}
