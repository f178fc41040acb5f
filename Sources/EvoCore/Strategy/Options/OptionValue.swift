/// The value of an option without its type.
public enum OptionValue: Sendable, Equatable {
  case none
  case integer(Int)
  case number(Double)
  case flag(Bool)
  case name(String)
}

/// What the value of an option can be in a program.
public protocol OptionRepresentable: Sendable {
  /// Nil for a value of another kind.
  init?(_ value: OptionValue)
  var optionValue: OptionValue { get }
}

extension Int: OptionRepresentable {
  public init?(_ value: OptionValue) {
    guard case .integer(let value) = value else { return nil }
    self = value
  }

  public var optionValue: OptionValue { .integer(self) }
}

extension Double: OptionRepresentable {
  public init?(_ value: OptionValue) {
    guard case .number(let value) = value else { return nil }
    self = value
  }

  public var optionValue: OptionValue { .number(self) }
}

extension Bool: OptionRepresentable {
  public init?(_ value: OptionValue) {
    guard case .flag(let value) = value else { return nil }
    self = value
  }

  public var optionValue: OptionValue { .flag(self) }
}

extension OptionRepresentable where Self: RawRepresentable<String> {
  public init?(_ value: OptionValue) {
    guard case .name(let name) = value else { return nil }
    self.init(rawValue: name)
  }

  public var optionValue: OptionValue { .name(rawValue) }
}

extension Optional: OptionRepresentable where Wrapped: OptionRepresentable {
  public init?(_ value: OptionValue) {
    if case .none = value {
      self = Self.none
    } else if let wrapped = Wrapped(value) {
      self = .some(wrapped)
    } else {
      return nil
    }
  }

  public var optionValue: OptionValue { self?.optionValue ?? .none }
}
