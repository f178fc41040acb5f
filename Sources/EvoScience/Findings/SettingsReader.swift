import EvoTrain
import EvoWords
import EvoYAML

/// Reads a mapping whose keys are all known, each asked for once and required.
public struct SettingsReader {
  private let path: String
  private let place: YAMLPlace
  private let entries: [YAMLNode.Entry]
  /// The keys that were asked for.
  private var known: [String] = []

  package init(_ node: YAMLNode, path: String = "") throws(ExperimentFileError) {
    guard case .mapping(let entries) = node.content else {
      throw ExperimentFileError(
        node.place, key: path, .mismatch(found: node.found, expected: "keys with values"))
    }
    self.path = path
    place = node.place
    self.entries = entries
  }

  mutating func integer(
    _ key: String, _ range: ClosedRange<Int>
  ) throws(ExperimentFileError) -> Int {
    try value(key, .integer(range))
  }

  mutating func integers(
    _ key: String, _ range: ClosedRange<Int>
  ) throws(ExperimentFileError) -> [Int] {
    try values(key, .integer(range))
  }

  mutating func number(
    _ key: String, _ range: ClosedRange<Double>
  ) throws(ExperimentFileError) -> Double {
    try value(key, .number(range))
  }

  mutating func numbers(
    _ key: String, _ range: ClosedRange<Double>
  ) throws(ExperimentFileError) -> [Double] {
    try values(key, .number(range))
  }

  mutating func text(_ key: String) throws(ExperimentFileError) -> String {
    try value(key, Self.text)
  }

  mutating func texts(_ key: String) throws(ExperimentFileError) -> [String] {
    try values(key, Self.text)
  }

  /// Lists of texts by name, in their order.
  mutating func textsByName(
    _ key: String
  ) throws(ExperimentFileError) -> [(name: String, texts: [String])] {
    let node = try node(key, "names with a list each")
    var reader = try SettingsReader(node, path: "\(path)\(key).")
    var lists: [(name: String, texts: [String])] = []
    for entry in reader.entries {
      let name = entry.key ?? ""
      lists.append((name, try reader.texts(name)))
    }
    return lists
  }

  /// One of the names of an enumeration.
  mutating func name<Name: RawRepresentable<String> & CaseIterable & Sendable>(
    _ key: String
  ) throws(ExperimentFileError) -> Name {
    try value(key, .name)
  }

  mutating func names<Name: RawRepresentable<String> & CaseIterable & Sendable>(
    _ key: String
  ) throws(ExperimentFileError) -> [Name] {
    try values(key, .name)
  }

  /// Text of any length, with line breaks.
  private static let text = ValueKind<String>(
    expected: "text",
    read: { node in
      guard case .scalar(let text, _) = node.content, !text.isEmpty else { return nil }
      return text
    },
    write: { $0 })

  /// The mapping at a key, to be read by itself; nil when the key is not there.
  mutating func section(_ key: String) -> YAMLNode? {
    known.append(key)
    return entries.first { $0.key == key }?.value
  }

  /// Refuses what was never asked for.
  func finish() throws(ExperimentFileError) {
    for entry in entries where !known.contains(entry.key ?? "") {
      let name = entry.key ?? ""
      throw ExperimentFileError(
        entry.place, key: path + abridged(name),
        .unknownKey(nearest: nearestName(to: name, in: known), known: known))
    }
  }

  private mutating func value<Value>(
    _ key: String, _ kind: ValueKind<Value>
  ) throws(ExperimentFileError) -> Value {
    try read(node(key, kind.expected), key, kind)
  }

  /// A list of at least one value.
  private mutating func values<Value>(
    _ key: String, _ kind: ValueKind<Value>
  ) throws(ExperimentFileError) -> [Value] {
    let expected = "a list, each of it " + kind.expected
    let node = try node(key, expected)
    guard case .sequence(let elements) = node.content, !elements.isEmpty else {
      throw ExperimentFileError(
        node.place, key: path + key, .mismatch(found: node.found, expected: expected))
    }
    var result: [Value] = []
    for element in elements { result.append(try read(element, key, kind)) }
    return result
  }

  private mutating func node(
    _ key: String, _ expected: String
  ) throws(ExperimentFileError) -> YAMLNode {
    guard let node = section(key) else {
      throw ExperimentFileError(place, key: path + key, .missing(expected: expected))
    }
    return node
  }

  private func read<Value>(
    _ node: YAMLNode, _ key: String, _ kind: ValueKind<Value>
  ) throws(ExperimentFileError) -> Value {
    if let value = kind.read(node) { return value }
    guard case .scalar(let text, _) = node.content, !kind.names.isEmpty else {
      throw ExperimentFileError(
        node.place, key: path + key, .mismatch(found: node.found, expected: kind.expected))
    }
    throw ExperimentFileError(
      node.place, key: path + key,
      .unknownName(text, nearest: nearestName(to: text, in: kind.names), known: kind.names))
  }
}
