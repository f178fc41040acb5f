import EvoWords
import EvoYAML

/// Reads a section from its node: every key that is written down is known, applies and is in range.
struct ConfigurationDecoder: FieldVisitor {
  typealias Entry = YAMLNode.Entry

  /// The path of the section, empty for the root.
  private let path: [String]
  private let place: ConfigurationError.Place
  private let entries: [Entry]
  /// The key that an entry without one stands for.
  private let shortForm: String?

  /// Reads `section` from `node`; keys that are absent keep the value that they have.
  static func decode(
    _ section: inout some ConfigurationSection, from node: YAMLNode, path: [String]
  ) throws(ConfigurationError) {
    var decoder = try ConfigurationDecoder(node, of: section, path: path)
    try section.describe(to: &decoder)
    if let (key, problem) = section.contradiction() {
      let keys = key.split(separator: ".").map(String.init)
      throw ConfigurationError(
        node.place(of: keys) ?? decoder.place, key: dotted(path + keys), problem)
    }
  }

  private init<Section: ConfigurationSection>(
    _ node: YAMLNode, of section: Section, path: [String]
  ) throws(ConfigurationError) {
    let known = KeyList.keys(of: section)
    // A file may list no key of a section; `--set section=` is a value that was left out.
    let isMissing = if case .override = node.place { node.isNull } else { false }
    let bareValue =
      isMissing || node.entries == nil ? node : node.entries?.first { $0.key == nil }?.value
    if let bareValue, isMissing || node.entries == nil || Section.shortForm == nil {
      let short = ShortForm(of: section).map { $0.expected + ", or " } ?? ""
      throw ConfigurationError(
        bareValue.place, key: dotted(path),
        .mismatch(
          found: bareValue.found, expected: "\(short)keys such as \(known.joined(separator: ", "))")
      )
    }
    entries = node.entries ?? []
    for entry in entries {
      guard let key = entry.key, !known.contains(key) else { continue }
      let elsewhere = KeyList.paths.first { $0.hasSuffix("." + key) }
      throw ConfigurationError(
        entry.place, key: dotted(path + [abridged(key)]),
        .unknownKey(nearest: nearestName(to: key, in: known) ?? elsewhere, known: known))
    }
    self.path = path
    // The root begins wherever its first key does; what it lacks, the whole file lacks.
    place = path.isEmpty ? node.place.whole : node.place
    shortForm = Section.shortForm
  }

  mutating func visit<Value>(
    _ field: Field<Value>, _ value: inout Value
  ) throws(ConfigurationError) {
    guard let entry = entry(of: field.key) else {
      if field.isRequired, field.applies {
        throw ConfigurationError(
          place, key: dotted(path + [field.key]), .missing(expected: field.kind.expected))
      }
      return
    }
    let key = dotted(entry.key == nil ? path : path + [field.key])
    if let ownership = field.ownership, !ownership.holds {
      throw foreign(ownership, entry, key: key)
    }
    guard let read = field.kind.read(entry.value) else {
      if let culprit = field.kind.culprit(entry.value) {
        throw ConfigurationError(
          culprit.node.place, key: key + culprit.path,
          .mismatch(found: culprit.node.found, expected: culprit.expected))
      }
      throw ConfigurationError(entry.value.place, key: key, problem(entry.value, field.kind))
    }
    value = read
  }

  mutating func visit<Section: ConfigurationSection>(
    section key: String, _ section: inout Section, only ownership: Ownership?, _ summary: String
  ) throws(ConfigurationError) {
    guard let entry = entry(of: key) else { return }
    if let ownership, !ownership.holds {
      // What `--set strategy=cma-es` takes the place of, it takes with it.
      if case .file = entry.place, case .override = place(of: ownership.selector) { return }
      throw foreign(ownership, entry, key: dotted(path + [key]))
    }
    try Self.decode(&section, from: entry.value, path: path + [key])
  }

  private func foreign(
    _ ownership: Ownership, _ entry: Entry, key: String
  ) -> ConfigurationError {
    ConfigurationError(
      entry.place, key: key,
      .foreign(
        owners: ownership.owners, selector: dotted(path + [ownership.selector]),
        chosen: ownership.chosen))
  }

  /// Where a key of this section was written down, or the section that it is in.
  private func place(of key: String) -> ConfigurationError.Place? {
    let keys = key.split(separator: ".").map(String.init)
    return entry(of: keys[0]).map { $0.value.place(of: keys.dropFirst()) ?? $0.value.place }
  }

  /// The entry of a key; one that `--set` added comes after the bare value and wins.
  private func entry(of key: String) -> Entry? {
    entries.last { ($0.key ?? shortForm) == key }
  }

  private func problem<Value>(
    _ node: YAMLNode, _ kind: ValueKind<Value>
  ) -> ConfigurationError.Problem {
    if !kind.names.isEmpty, !node.isNull, case .scalar(let text, _) = node.content {
      return .unknownName(
        text, nearest: nearestName(to: text, in: kind.names), known: kind.names)
    }
    return .mismatch(found: node.found, expected: kind.expected)
  }
}

private func dotted(_ path: [String]) -> String { path.joined(separator: ".") }
