import EvoWords
import EvoYAML

/// The `gym` section: how an environment of Gymnasium is made.
public struct GymConfiguration: Equatable, Sendable {
  /// What `gymnasium.make` is given besides the name, as a JSON object.
  public var arguments = "{}"

  public init() {}
}

extension GymConfiguration: ConfigurationSection {
  mutating func describe<V: FieldVisitor>(to visitor: inout V) throws(V.Failure) {
    try visitor.field(
      "kwargs", &arguments, .json,
      "arguments of gymnasium.make, such as max_episode_steps and what the environment itself takes"
    )
  }
}

extension ValueKind<String> {
  /// A mapping, as JSON.
  fileprivate static var json: ValueKind {
    ValueKind(
      expected: "arguments by name, such as {gravity: -5.0, max_episode_steps: 500}",
      read: { node in
        guard case .mapping = node.content else { return nil }
        return node.json
      },
      write: { $0 })
  }
}

extension YAMLNode {
  /// The value as JSON. Text without quotes that is a number, true, false or null is that.
  fileprivate var json: String {
    switch content {
    case .scalar(let text, let isQuoted):
      if isNull { return "null" }
      if !isQuoted, ["true", "false"].contains(text) || text.isJSONNumber { return text }
      return JSONObject.quoted(text)
    case .sequence(let elements):
      return "[" + elements.map(\.json).joined(separator: ", ") + "]"
    case .mapping(let entries):
      let members = entries.map { JSONObject.quoted($0.key ?? "") + ": " + $0.value.json }
      return "{" + members.joined(separator: ", ") + "}"
    }
  }
}

extension String {
  /// Whether JSON reads it as a number.
  fileprivate var isJSONNumber: Bool {
    (try? /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/.wholeMatch(in: self)) != nil
  }
}
