/// A key of the training configuration, as the reference lists it.
public struct ConfigurationKey: Sendable, Equatable {
  /// The key with its sections, such as "strategy.sigma.start".
  public var path: String
  /// What values are accepted, such as "a whole number from 1 to 64".
  public var expected: String
  /// The default as YAML; nil when the key must be given.
  public var defaultValue: String?
  /// What the key means.
  public var summary: String
  /// The names that the key belongs to, such as ["eggroll"]; empty when it belongs to all.
  public var owners: [String]
}

extension TrainingConfiguration {
  /// Every key, in the order of the resolved configuration.
  public static let keys: [ConfigurationKey] = {
    var list = KeyList()
    var configuration = TrainingConfiguration(env: "")
    configuration.describe(to: &list)
    return list.keys
  }()
}

/// Lists the keys of a section and of the sections inside it.
struct KeyList: FieldVisitor {
  typealias Failure = Never

  private(set) var keys: [ConfigurationKey] = []
  private var path: [String] = []

  /// The paths of all keys of the training configuration.
  static var paths: [String] { TrainingConfiguration.keys.map(\.path) }

  /// The names of the keys of one section.
  static func keys(of section: some ConfigurationSection) -> [String] {
    var names = KeyNames()
    var section = section
    section.describe(to: &names)
    return names.names
  }

  mutating func visit<Value>(_ field: Field<Value>, _ value: inout Value) {
    keys.append(
      ConfigurationKey(
        path: (path + [field.key]).joined(separator: "."), expected: field.kind.expected,
        defaultValue: field.isRequired ? nil : field.kind.write(value), summary: field.summary,
        owners: field.ownership?.owners ?? []))
  }

  mutating func visit<Section: ConfigurationSection>(
    section key: String, _ section: inout Section, only ownership: Ownership?, _ summary: String
  ) {
    path.append(key)
    if let short = ShortForm(of: section) {
      keys.append(
        ConfigurationKey(
          path: path.joined(separator: "."), expected: short.expected + ", or the keys below",
          defaultValue: short.text, summary: summary, owners: []))
    }
    section.describe(to: &self)
    path.removeLast()
  }
}

/// Collects the names of the keys of one section.
private struct KeyNames: FieldVisitor {
  typealias Failure = Never

  var names: [String] = []

  mutating func visit<Value>(_ field: Field<Value>, _ value: inout Value) {
    names.append(field.key)
  }

  mutating func visit<Section: ConfigurationSection>(
    section key: String, _ section: inout Section, only ownership: Ownership?, _ summary: String
  ) {
    names.append(key)
  }
}
