/// Numbers with a name; how many there are never changes during a run.
public struct NamedVector<Element: BitwiseCopyable & Sendable & Equatable>: Sendable, Equatable {
  public var name: String
  public var values: [Element]

  public init(name: String, values: [Element]) {
    self.name = name
    self.values = values
  }
}

extension Sequence {
  /// The values of the vector of that name, which is one of these.
  func values<Number>(of name: String) -> [Number] where Element == NamedVector<Number> {
    guard let vector = first(where: { $0.name == name }) else {
      preconditionFailure("a state without '\(name)'")
    }
    return vector.values
  }
}
