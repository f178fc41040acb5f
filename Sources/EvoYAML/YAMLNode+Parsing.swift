import Yams

extension YAMLNode {
  /// The largest text that is parsed, in bytes.
  static let sizeLimit = 1 << 20

  /// The root of a YAML document, or nil when it holds nothing but comments.
  ///
  /// - Parameters:
  ///   - subject: what the text should be, such as "training configuration".
  ///   - place: tells where a line of the text is.
  package init?(
    yaml bytes: some Collection<UInt8>, of subject: String, place: (_ line: Int) -> YAMLPlace
  ) throws(YAMLError) {
    guard bytes.count <= Self.sizeLimit else {
      throw YAMLError(place(1).whole, .tooLarge(limit: Self.sizeLimit, subject: subject))
    }
    let text = try plainText(bytes, place: place)
    guard let root = try compose(text, place: place) else { return nil }
    try self.init(root, place: place)
  }

  private init(
    _ node: Node, place: (_ line: Int) -> YAMLPlace
  ) throws(YAMLError) {
    self.place = place(node.mark?.line ?? 1)
    let tag: Tag
    switch node {
    case .scalar(let scalar):
      tag = scalar.tag
      content = .scalar(scalar.string, isQuoted: scalar.style != .plain)
    case .sequence(let sequence):
      tag = sequence.tag
      var elements: [YAMLNode] = []
      for element in sequence { elements.append(try YAMLNode(element, place: place)) }
      content = .sequence(elements)
    case .mapping(let mapping):
      tag = mapping.tag
      var entries: [Entry] = []
      for (key, value) in mapping {
        let keyPlace = place(key.mark?.line ?? 1)
        guard case .scalar(let name) = key else {
          throw YAMLError(keyPlace, .compositeKey)
        }
        let value = try YAMLNode(value, place: place)
        entries.append(Entry(key: name.string, place: keyPlace, value: value))
      }
      content = .mapping(entries)
    case .alias:
      throw YAMLError(self.place, .anchor)
    }
    // Yams marks quoted text with the tag of strings.
    if tag.rawValue != Tag.Name.implicit.rawValue, tag.rawValue != Tag.Name.str.rawValue {
      throw YAMLError(self.place, .tag(tag.rawValue))
    }
  }
}

/// The text of `bytes`, after refusing what must not reach the YAML parser or what it would explain
/// badly.
private func plainText(
  _ bytes: some Collection<UInt8>, place: (_ line: Int) -> YAMLPlace
) throws(YAMLError) -> String {
  guard let text = String(validating: bytes, as: UTF8.self) else {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let bad = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
    throw YAMLError(place(bad + 1), .notUTF8)
  }
  var line = 1
  var previous = UInt8(ascii: "\n")
  var isAfterAmpersand = false
  for byte in bytes {
    let isWord = isWordByte(byte)
    // Anchors let a few lines stand for billions of values, and Yams hashes those when they are
    // keys. An ampersand inside a word ("R&D") or before a space is none.
    if isAfterAmpersand, isWord { throw YAMLError(place(line), .anchor) }
    isAfterAmpersand = byte == UInt8(ascii: "&") && !isWordByte(previous)
    switch byte {
    case UInt8(ascii: "\n"): line += 1
    case UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
    case 0..<0x20, 0x7F: throw YAMLError(place(line), .controlCharacter(byte))
    default: break
    }
    previous = byte
  }
  return text
}

private func isWordByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
    true
  default: false
  }
}

/// Yams's tree of the text. Tags are left unresolved: the decoder knows what each key expects, and
/// Yams's own rules cost a regular expression per scalar.
private func compose(
  _ text: String, place: (_ line: Int) -> YAMLPlace
) throws(YAMLError) -> Node? {
  do {
    return try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
  } catch let error as YamlError {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _):
      throw YAMLError(place(mark.line), syntaxProblem(problem, line: mark.line, of: text))
    case .composer(let context, let problem, let mark, _):
      // The parser gives a context to the second document only.
      throw YAMLError(
        place(mark.line), context == nil ? .syntax(problem) : .severalDocuments)
    case .duplicatedKeysInMapping(let names, let context):
      throw YAMLError(place(context.mark.line), .duplicateKey(names.first ?? ""))
    case .reader(let problem, let offset, _, _):
      let line = text.prefix(offset ?? 0).count(where: \.isNewline) + 1
      throw YAMLError(place(line), .syntax(problem))
    default:
      throw YAMLError(place(1).whole, .syntax("\(error)"))
    }
  } catch {
    throw YAMLError(place(1).whole, .syntax("\(error)"))
  }
}

/// The problem that the parser has with a line, in clearer words where it has a usual cause.
private func syntaxProblem(
  _ problem: String, line: Int, of text: String
) -> YAMLError.Problem {
  let lines = text.split(
    maxSplits: line, omittingEmptySubsequences: false, whereSeparator: \.isNewline)
  if let first = lines.dropFirst(line - 1).first?.first(where: { $0 != " " }), first == "\t" {
    return .tab
  }
  return problem.hasPrefix("Maximum nesting level") ? .tooDeep : .syntax(problem)
}
