import EvoWords

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
    // Some editors begin UTF-8 with a mark, which is no part of the text.
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = try plainText(
      bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : Array(bytes), place: place)
    let comments = StrayComments(in: text)
    guard let root = try compose(text, comments, place: place) else { return nil }
    try self.init(root, comments, place: place)
  }

  private init(
    _ node: ComposedYAML, _ comments: StrayComments, place: (_ line: Int) -> YAMLPlace
  ) throws(YAMLError) {
    let content: Content
    var comment: String?
    switch node.content {
    case .scalar(let text, let isQuoted):
      content = .scalar(text, isQuoted: isQuoted)
      if text.isEmpty, !isQuoted { comment = comments[node.line] }
    case .sequence(let composed):
      var elements: [YAMLNode] = []
      for element in composed { elements.append(try YAMLNode(element, comments, place: place)) }
      content = .sequence(elements)
    case .mapping(let composed):
      var entries: [Entry] = []
      for (key, value) in composed {
        guard case .scalar(let name, _) = key.content else {
          throw YAMLError(place(key.line), .compositeKey)
        }
        let value = try YAMLNode(value, comments, place: place)
        entries.append(Entry(key: name, place: place(key.line), value: value))
      }
      content = .mapping(entries)
    }
    if let tag = node.tag { throw YAMLError(place(node.line), .tag(tag)) }
    self.init(content: content, place: place(node.line), comment: comment)
  }
}

/// The text of `bytes`, after refusing what must not reach the YAML parser or what it would explain
/// badly.
private func plainText(
  _ bytes: [UInt8], place: (_ line: Int) -> YAMLPlace
) throws(YAMLError) -> String {
  guard let text = String(validating: bytes, as: UTF8.self) else {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let bad = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
    throw YAMLError(place(bad + 1), .notUTF8)
  }
  var line = 1
  for byte in bytes {
    switch byte {
    case UInt8(ascii: "\n"): line += 1
    case UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
    case 0..<0x20, 0x7F: throw YAMLError(place(line), .controlCharacter(byte))
    default: break
    }
  }
  return text
}

/// The tree of the text.
private func compose(
  _ text: String, _ comments: StrayComments, place: (_ line: Int) -> YAMLPlace
) throws(YAMLError) -> ComposedYAML? {
  do { return try YAMLComposer.compose(Array(text.utf8)) } catch {
    let place = error.line.map(place) ?? place(1).whole
    switch error.problem {
    case .syntax(let problem):
      throw YAMLError(
        place,
        error.line.map { syntaxProblem(problem, line: $0, of: text, comments) } ?? .syntax(problem))
    case .character(let problem): throw YAMLError(place, .syntax(problem))
    case .duplicateKey(let name): throw YAMLError(place, .duplicateKey(name))
    case .anchor: throw YAMLError(place, .anchor)
    case .tooDeep: throw YAMLError(place, .tooDeep)
    case .severalDocuments: throw YAMLError(place, .severalDocuments)
    }
  }
}

/// The problem that the parser has with a line, in clearer words where it has a usual cause.
private func syntaxProblem(
  _ problem: String, line: Int, of text: String, _ comments: StrayComments
) -> YAMLError.Problem {
  let lines = text.split(
    maxSplits: line, omittingEmptySubsequences: false, whereSeparator: \.isNewline)
  if let first = lines.dropFirst(line - 1).first?.first(where: { $0 != " " }), first == "\t" {
    return .tab
  }
  guard let comment = comments.nearest(upTo: line) else { return .syntax(problem) }
  return .syntax(
    "\(problem); in line \(comment.line), '\(abridged(comment.word))' begins a comment; put it in "
      + "quotes")
}
