extension YAMLNode {
  /// The value that an argument of the command line means.
  ///
  /// It is YAML where it begins as a list, a mapping or quoted text. Anything else is one plain
  /// scalar, whatever is in it: comments, anchors and short mappings are for files.
  package init(argument: some StringProtocol, place: YAMLPlace) throws(YAMLError) {
    let text = String(argument.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    if let first = text.first, "[{\"'".contains(first) {
      // Never nil: the text holds more than comments.
      self =
        try YAMLNode(yaml: text.utf8, of: "value", place: { _ in place })
        ?? YAMLNode(content: .scalar("", isQuoted: false), place: place)
      return
    }
    if let control = text.utf8.first(where: { $0 < 0x20 || $0 == 0x7F }) {
      throw YAMLError(place, .controlCharacter(control))
    }
    self.init(content: .scalar(text, isQuoted: false), place: place)
  }
}
