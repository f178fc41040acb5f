/// A setting that only some strategies or optimizers have, such as the rank of EGGROLL's noise.
///
/// It is declared beside the method that has it, as a static member of `OwnOption`, and listed in the
/// method's description. That is all: the keys of a configuration, what is written to `config.yaml`,
/// the list of keys and the sentences about wrong values follow from it.
public struct OwnOption<Value: OptionRepresentable>: Sendable {
  public let defaultValue: Value
  /// The same without its type.
  public let declaration: OptionDeclaration

  /// - Parameters:
  ///   - key: the name of the key, such as "elite_share"; methods that share a key share its option.
  ///   - summary: what it means, in a few words without a full stop.
  public init(_ key: String, _ defaultValue: Value, _ domain: OptionDomain, _ summary: String) {
    self.defaultValue = defaultValue
    declaration = OptionDeclaration(
      key: key, domain: domain, defaultValue: defaultValue.optionValue, summary: summary)
  }
}

/// An option as the keys of a configuration need it.
public struct OptionDeclaration: Sendable, Equatable {
  public let key: String
  public let domain: OptionDomain
  public let defaultValue: OptionValue
  public let summary: String

  init(key: String, domain: OptionDomain, defaultValue: OptionValue, summary: String) {
    self.key = key
    self.domain = domain
    self.defaultValue = defaultValue
    self.summary = summary
  }

  public init<Value>(_ option: OwnOption<Value>) { self = option.declaration }
}

/// What an option may be.
public enum OptionDomain: Sendable, Equatable {
  case integer(ClosedRange<Int>)
  case number(ClosedRange<Double>)
  case flag
  /// One of the names.
  case name([String])
  /// One of that kind, or none.
  indirect case optional(OptionDomain)
}

/// The options of a method that differ from their defaults.
public struct OwnOptions: Sendable, Equatable {
  private var values: [String: OptionValue] = [:]

  public init() {}

  public subscript<Value>(_ option: OwnOption<Value>) -> Value {
    get { Value(self[option.declaration]) ?? option.defaultValue }
    set { self[option.declaration] = newValue.optionValue }
  }

  public subscript(_ option: OptionDeclaration) -> OptionValue {
    get { values[option.key] ?? option.defaultValue }
    // A default that was spelled out is a default, so that equal options are equal.
    set { values[option.key] = newValue == option.defaultValue ? nil : newValue }
  }
}
