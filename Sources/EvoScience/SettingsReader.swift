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
    let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    let node = try node(key, expected)
    return try whole(node, key, range, expected)
  }

  mutating func integers(
    _ key: String, _ range: ClosedRange<Int>
  ) throws(ExperimentFileError) -> [Int] {
    let expected = "a list of whole numbers from \(range.lowerBound) to \(range.upperBound)"
    var result: [Int] = []
    for node in try list(key, expected) { result.append(try whole(node, key, range, expected)) }
    return result
  }

  mutating func number(
    _ key: String, _ range: ClosedRange<Double>
  ) throws(ExperimentFileError) -> Double {
    let expected = "a number from \(range.lowerBound) to \(range.upperBound)"
    let node = try node(key, expected)
    return try real(node, key, range, expected)
  }

  mutating func numbers(
    _ key: String, _ range: ClosedRange<Double>
  ) throws(ExperimentFileError) -> [Double] {
    let expected = "a list of numbers from \(range.lowerBound) to \(range.upperBound)"
    var result: [Double] = []
    for node in try list(key, expected) { result.append(try real(node, key, range, expected)) }
    return result
  }

  mutating func text(_ key: String) throws(ExperimentFileError) -> String {
    let node = try node(key, "text")
    guard case .scalar(let text, _) = node.content, !text.isEmpty else {
      throw ExperimentFileError(
        node.place, key: path + key, .mismatch(found: node.found, expected: "text"))
    }
    return text
  }

  mutating func texts(_ key: String) throws(ExperimentFileError) -> [String] {
    var result: [String] = []
    for node in try list(key, "a list of names") {
      guard case .scalar(let text, _) = node.content, !text.isEmpty else {
        throw ExperimentFileError(
          node.place, key: path + key, .mismatch(found: node.found, expected: "a name"))
      }
      result.append(text)
    }
    return result
  }

  /// One of the names of an enumeration.
  mutating func name<Name: RawRepresentable<String> & CaseIterable>(
    _ key: String
  ) throws(ExperimentFileError) -> Name {
    try choice(node(key, "a name"), key)
  }

  mutating func names<Name: RawRepresentable<String> & CaseIterable>(
    _ key: String
  ) throws(ExperimentFileError) -> [Name] {
    var result: [Name] = []
    for node in try list(key, "a list of names") { result.append(try choice(node, key)) }
    return result
  }

  private func choice<Name: RawRepresentable<String> & CaseIterable>(
    _ node: YAMLNode, _ key: String
  ) throws(ExperimentFileError) -> Name {
    let known = Name.allCases.map(\.rawValue)
    guard case .scalar(let text, _) = node.content else {
      throw ExperimentFileError(
        node.place, key: path + key, .mismatch(found: node.found, expected: "a name"))
    }
    guard let name = Name(rawValue: text) else {
      throw ExperimentFileError(
        node.place, key: path + key,
        .unknownName(text, nearest: nearestName(to: text, in: known), known: known))
    }
    return name
  }

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

  private mutating func node(
    _ key: String, _ expected: String
  ) throws(ExperimentFileError) -> YAMLNode {
    guard let node = section(key) else {
      throw ExperimentFileError(place, key: path + key, .missing(expected: expected))
    }
    return node
  }

  private mutating func list(
    _ key: String, _ expected: String
  ) throws(ExperimentFileError) -> [YAMLNode] {
    let node = try node(key, expected)
    guard case .sequence(let elements) = node.content, !elements.isEmpty else {
      throw ExperimentFileError(
        node.place, key: path + key, .mismatch(found: node.found, expected: expected))
    }
    return elements
  }

  private func whole(
    _ node: YAMLNode, _ key: String, _ range: ClosedRange<Int>, _ expected: String
  ) throws(ExperimentFileError) -> Int {
    guard case .scalar(let text, isQuoted: false) = node.content,
      let value = Int(text.filter { $0 != "_" }), range.contains(value)
    else {
      throw ExperimentFileError(
        node.place, key: path + key, .mismatch(found: node.found, expected: expected))
    }
    return value
  }

  private func real(
    _ node: YAMLNode, _ key: String, _ range: ClosedRange<Double>, _ expected: String
  ) throws(ExperimentFileError) -> Double {
    guard case .scalar(let text, isQuoted: false) = node.content,
      let value = Double(text.filter { $0 != "_" }), range.contains(value)
    else {
      throw ExperimentFileError(
        node.place, key: path + key, .mismatch(found: node.found, expected: expected))
    }
    return value
  }
}
