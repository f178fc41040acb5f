/// A part of the training configuration.
///
/// A section describes its keys once; decoding, writing and listing are three visitors of that
/// description, so that a key cannot be read and forgotten in the output or in the documentation.
protocol ConfigurationSection: Sendable {
  /// The key that a bare value stands for: `optimizer: adam` is `optimizer: {name: adam}`.
  static var shortForm: String? { get }
  /// Whether the short form says everything about this value.
  var fitsShortForm: Bool { get }
  /// Shows every key to the visitor, in the order in which they are written. A key that chooses
  /// which others apply comes before them.
  mutating func describe<V: FieldVisitor>(to visitor: inout V) throws(V.Failure)
  /// What is wrong with the values together, and the key to blame, relative to this section.
  func contradiction() -> (key: String, problem: ConfigurationError.Problem)?
}

extension ConfigurationSection {
  static var shortForm: String? { nil }
  var fitsShortForm: Bool { false }
  func contradiction() -> (key: String, problem: ConfigurationError.Problem)? { nil }
}

/// What walks over the keys of a section.
protocol FieldVisitor {
  associatedtype Failure: Error
  /// Whether only what applies is to be shown, rather than everything there is.
  static var passesOverForeign: Bool { get }
  mutating func visit<Value>(_ field: Field<Value>, _ value: inout Value) throws(Failure)
  mutating func visit<Section: ConfigurationSection>(
    section key: String, _ section: inout Section, only ownership: Ownership?, _ summary: String
  ) throws(Failure)
}

/// One key of a section.
struct Field<Value: Sendable>: Sendable {
  var key: String
  var kind: ValueKind<Value>
  /// What the key means, for the reference.
  var summary: String
  /// The names that the key belongs to, when it does not belong to all.
  var ownership: Ownership?
  /// Whether the key has no default.
  var isRequired = false

  /// Whether the key says anything in this section.
  var applies: Bool { ownership?.holds ?? true }
}

/// A key, or a section, that only some of the names of a selecting key have, such as the rank of
/// EGGROLL.
struct Ownership: Sendable {
  var owners: [String]
  /// The key that chooses among the names, as its path from the section that describes the owned
  /// one, and its value here.
  var selector: String
  var chosen: String

  /// - Parameter chosen: nil when nothing is chosen.
  init<Name: RawRepresentable<String>>(_ owners: [Name], of selector: String, _ chosen: Name?) {
    self.owners = owners.map(\.rawValue)
    self.selector = selector
    self.chosen = chosen?.rawValue ?? "null"
  }

  var holds: Bool { owners.contains(chosen) }
}

extension FieldVisitor {
  static var passesOverForeign: Bool { false }

  mutating func visit<Section: ConfigurationSection>(
    section key: String, _ section: inout Section, _ summary: String
  ) throws(Failure) {
    try visit(section: key, &section, only: nil, summary)
  }

  mutating func field<Value>(
    _ key: String, _ value: inout Value, _ kind: ValueKind<Value>, only ownership: Ownership? = nil,
    isRequired: Bool = false, _ summary: String
  ) throws(Failure) {
    try visit(
      Field(
        key: key, kind: kind, summary: summary, ownership: ownership, isRequired: isRequired),
      &value)
  }
}
