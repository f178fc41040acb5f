import CYAML

/// Builds a tree from the events of libyaml.
///
/// Tags are left unresolved: the decoder knows what each key expects. The first anchor ends it, so
/// that a few lines cannot stand for billions of values.
struct YAMLComposer: ~Copyable {
  /// libyaml keeps its own address in it, so that it must not move.
  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)

  /// Lists and mappings inside each other are refused at this depth: each takes room on the stack,
  /// here and wherever the tree is walked.
  private static let depthLimit = 1000

  /// The only document of a text, or nil when it holds none.
  static func compose(_ text: [UInt8]) throws(CompositionFailure) -> ComposedYAML? {
    try text.withUnsafeBufferPointer { bytes throws(CompositionFailure) in
      try YAMLComposer(bytes).document()
    }
  }

  private init(_ bytes: UnsafeBufferPointer<UInt8>) throws(CompositionFailure) {
    parser.initialize(to: yaml_parser_t())
    guard yaml_parser_initialize(parser) == 1 else { throw Self.outOfMemory }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  private func document() throws(CompositionFailure) -> ComposedYAML? {
    try skip()  // The beginning of the stream.
    guard try next({ $0.type }) != YAML_STREAM_END_EVENT else { return nil }
    let root = try node(depth: 0)
    try skip()  // The end of the document.
    let (type, line) = try next { ($0.type, Self.line($0)) }
    guard type == YAML_STREAM_END_EVENT else {
      throw CompositionFailure(problem: .severalDocuments, line: line)
    }
    return root
  }

  /// The node that begins with the next event.
  private func node(depth: Int) throws(CompositionFailure) -> ComposedYAML {
    guard let node = try nodeOrEnd(depth: depth) else {
      // libyaml ends nothing that has not begun.
      throw CompositionFailure(problem: .syntax("did not find a value"), line: nil)
    }
    return node
  }

  /// What may follow in a list or a mapping; nil at its end.
  ///
  /// - Parameter depth: how many lists and mappings it is in.
  private func nodeOrEnd(depth: Int) throws(CompositionFailure) -> ComposedYAML? {
    switch try next({ Beginning($0) }) {
    case .end: return nil
    case .alias(let line):
      throw CompositionFailure(problem: .syntax("found undefined alias"), line: line)
    case .anchor(let line):
      throw CompositionFailure(problem: .anchor, line: line)
    case .scalar(let node): return node
    case .sequence(let tag, let line):
      let inside = try deeper(depth, line)
      var elements: [ComposedYAML] = []
      while let element = try nodeOrEnd(depth: inside) { elements.append(element) }
      return ComposedYAML(content: .sequence(elements), tag: tag, line: line)
    case .mapping(let tag, let line):
      let inside = try deeper(depth, line)
      var entries: [(key: ComposedYAML, value: ComposedYAML)] = []
      while let key = try nodeOrEnd(depth: inside) {
        entries.append((key, try node(depth: inside)))
      }
      try requireDifferent(entries.map(\.key))
      return ComposedYAML(content: .mapping(entries), tag: tag, line: line)
    }
  }

  private func deeper(_ depth: Int, _ line: Int) throws(CompositionFailure) -> Int {
    guard depth + 1 < Self.depthLimit else {
      throw CompositionFailure(problem: .tooDeep, line: line)
    }
    return depth + 1
  }

  /// Refuses a name that stands more than once.
  private func requireDifferent(_ keys: [ComposedYAML]) throws(CompositionFailure) {
    var lines: [String: Int] = [:]
    var repeated: Set<String> = []
    for key in keys {
      guard case .scalar(let name, _) = key.content else { continue }
      if lines[name] == nil { lines[name] = key.line } else { repeated.insert(name) }
    }
    // The first in the alphabet, so that equal texts are answered equally.
    guard let name = repeated.min() else { return }
    throw CompositionFailure(problem: .duplicateKey(name), line: lines[name])
  }

  private func skip() throws(CompositionFailure) { try next { _ in } }

  /// What `read` makes of the next event.
  private func next<Result>(
    _ read: (yaml_event_t) -> Result
  ) throws(CompositionFailure) -> Result {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw failure }
    defer { yaml_event_delete(&event) }
    return read(event)
  }

  private var failure: CompositionFailure {
    guard let problem = parser.pointee.problem else { return Self.outOfMemory }
    let words = String(cString: problem)
    if parser.pointee.error == YAML_READER_ERROR {
      return CompositionFailure(
        problem: .character(words), line: lineOfByte(parser.pointee.problem_offset))
    }
    return CompositionFailure(
      problem: .syntax(words), line: Int(parser.pointee.problem_mark.line) + 1)
  }

  /// The reader counts bytes only.
  private func lineOfByte(_ offset: Int) -> Int {
    let input = parser.pointee.input.string
    guard let start = input.start, let end = input.end else { return 1 }
    let before = UnsafeBufferPointer(start: start, count: min(offset, end - start))
    return String(decoding: before, as: UTF8.self).count(where: \.isNewline) + 1
  }

  private static var outOfMemory: CompositionFailure {
    CompositionFailure(problem: .syntax("out of memory"), line: nil)
  }

  fileprivate static func line(_ event: yaml_event_t) -> Int { Int(event.start_mark.line) + 1 }
}

/// An event in a document.
private enum Beginning {
  case scalar(ComposedYAML)
  case sequence(tag: String?, line: Int)
  case mapping(tag: String?, line: Int)
  case alias(line: Int)
  case anchor(line: Int)
  case end

  init(_ event: yaml_event_t) {
    let line = YAMLComposer.line(event)
    switch event.type {
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let text = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      let node = ComposedYAML(
        content: .scalar(
          String(decoding: text, as: UTF8.self), isQuoted: scalar.style != YAML_PLAIN_SCALAR_STYLE),
        tag: scalar.quoted_implicit == 1 ? nil : Self.tag(scalar.tag), line: line)
      self = scalar.anchor == nil ? .scalar(node) : .anchor(line: line)
    case YAML_SEQUENCE_START_EVENT:
      let start = event.data.sequence_start
      let tag = start.implicit == 0 ? Self.tag(start.tag) : nil
      self = start.anchor == nil ? .sequence(tag: tag, line: line) : .anchor(line: line)
    case YAML_MAPPING_START_EVENT:
      let start = event.data.mapping_start
      let tag = start.implicit == 0 ? Self.tag(start.tag) : nil
      self = start.anchor == nil ? .mapping(tag: tag, line: line) : .anchor(line: line)
    case YAML_ALIAS_EVENT: self = .alias(line: line)
    default: self = .end
    }
  }

  /// A tag that says more than that something is text.
  private static func tag(_ pointer: UnsafePointer<yaml_char_t>?) -> String? {
    guard let pointer else { return nil }
    let tag = String(cString: pointer)
    return tag == "" || tag == YAML_STR_TAG ? nil : tag
  }
}
