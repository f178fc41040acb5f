/// A YAML value and the place it comes from: what the decoder reads and `--set` changes.
struct ConfigurationNode: Sendable {
  enum Content: Sendable {
    /// Text, which means itself when it was quoted and may mean a number or nothing otherwise.
    case scalar(String, isQuoted: Bool)
    case sequence([ConfigurationNode])
    case mapping([Entry])
  }

  /// A key with its value. The key is nil for a section's short form that was extended by `--set`:
  /// `strategy: eggroll` with `--set strategy.rank=2`.
  struct Entry: Sendable {
    var key: String?
    var place: ConfigurationError.Place
    var value: ConfigurationNode
  }

  var content: Content
  var place: ConfigurationError.Place

  /// Whether this is YAML's way to say nothing.
  var isNull: Bool {
    if case .scalar(let text, isQuoted: false) = content {
      return ["", "~", "null", "Null", "NULL"].contains(text)
    }
    return false
  }

  /// The entries of a mapping; a scalar is the short form of one, and nothing has none.
  /// Nil for a list.
  var entries: [Entry]? {
    switch content {
    case .mapping(let entries): entries
    case .scalar: isNull ? [] : [Entry(key: nil, place: place, value: self)]
    case .sequence: nil
    }
  }

  /// The place of the value at `path`, or of its nearest ancestor that was written down.
  func place(of path: some Collection<String>) -> ConfigurationError.Place? {
    guard let key = path.first, let entry = entries?.first(where: { $0.key == key }) else {
      return nil
    }
    return entry.value.place(of: path.dropFirst()) ?? entry.place
  }

  /// The value as it is quoted in "found …".
  var found: String {
    switch content {
    case .scalar where isNull: "nothing"
    case .scalar(let text, isQuoted: true): "the text '\(abridged(text))'"
    case .scalar(let text, isQuoted: false): "'\(abridged(text))'"
    case .mapping: "a mapping"
    case .sequence(let elements):
      "'\(abridged("[" + elements.prefix(20).map(\.inline).joined(separator: ", ") + "]"))'"
    }
  }

  /// The value as an element of a quoted list.
  private var inline: String {
    switch content {
    case .scalar(let text, _): abridged(text)
    case .sequence: "[...]"
    case .mapping: "{...}"
    }
  }
}

extension ConfigurationNode {
  /// Puts `value` at `path`, making the sections on the way; what was there is replaced.
  mutating func set(_ path: some Collection<String>, to value: ConfigurationNode) {
    guard let key = path.first else {
      self = value
      return
    }
    // A bare value or a list turns into a section because of the new value.
    if case .mapping = content {} else { place = value.place }
    var entries = entries ?? []
    if let index = entries.firstIndex(where: { $0.key == key }) {
      entries[index].value.set(path.dropFirst(), to: value)
      entries[index].place = value.place
    } else {
      var child = ConfigurationNode(content: .mapping([]), place: value.place)
      child.set(path.dropFirst(), to: value)
      entries.append(Entry(key: key, place: value.place, value: child))
    }
    content = .mapping(entries)
  }
}
