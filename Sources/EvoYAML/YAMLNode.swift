import EvoWords

/// A YAML value and the place it comes from: what readers read and `--set` changes.
package struct YAMLNode: Sendable {
  package enum Content: Sendable {
    /// Text, which means itself when it was quoted and may mean a number or nothing otherwise.
    case scalar(String, isQuoted: Bool)
    case sequence([YAMLNode])
    case mapping([Entry])
  }

  /// A key with its value. The key is nil for a section's short form that was extended by `--set`:
  /// `strategy: eggroll` with `--set strategy.rank=2`.
  package struct Entry: Sendable {
    package var key: String?
    package var place: YAMLPlace
    package var value: YAMLNode
  }

  package var content: Content
  package var place: YAMLPlace
  /// What stands behind a "#" where the value of an empty scalar should begin.
  private let comment: String?

  package init(content: Content, place: YAMLPlace, comment: String? = nil) {
    self.content = content
    self.place = place
    self.comment = comment
  }

  /// Whether this is YAML's way to say nothing.
  package var isNull: Bool {
    if case .scalar(let text, isQuoted: false) = content {
      return ["", "~", "null", "Null", "NULL"].contains(text)
    }
    return false
  }

  /// Whether `--set KEY=` says no value, not even null: an unset variable of a shell, say.
  package var isLeftOut: Bool {
    if case .override = place, case .scalar("", isQuoted: false) = content { true } else { false }
  }

  /// The entries of a mapping; a scalar is the short form of one, and nothing has none.
  /// Nil for a list.
  package var entries: [Entry]? {
    switch content {
    case .mapping(let entries): entries
    case .scalar: isNull ? [] : [Entry(key: nil, place: place, value: self)]
    case .sequence: nil
    }
  }

  /// The place of the value at `path`, or of its nearest ancestor that was written down.
  package func place(of path: some Collection<String>) -> YAMLPlace? {
    guard let key = path.first, let entry = entries?.first(where: { $0.key == key }) else {
      return nil
    }
    return entry.value.place(of: path.dropFirst()) ?? entry.place
  }

  /// The value as it is quoted in "found …".
  package var found: String {
    switch content {
    case .scalar where isNull: nothing
    case .scalar(let text, isQuoted: true): "the text '\(abridged(text))'"
    case .scalar(let text, isQuoted: false): "'\(abridged(text))'"
    case .mapping: "a mapping"
    case .sequence(let elements):
      "'\(abridged("[" + elements.prefix(20).map(\.inline).joined(separator: ", ") + "]"))'"
    }
  }

  /// "nothing", and why there may be nothing.
  package var nothing: String {
    guard let comment else { return "nothing" }
    return "nothing, because '\(abridged(comment))' begins a comment; put it in quotes"
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

extension YAMLNode {
  /// Puts `value` at `path`, making the sections on the way; what was there is replaced.
  package mutating func set(_ path: some Collection<String>, to value: YAMLNode) {
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
      var child = YAMLNode(content: .mapping([]), place: value.place)
      child.set(path.dropFirst(), to: value)
      entries.append(Entry(key: key, place: value.place, value: child))
    }
    content = .mapping(entries)
  }
}
