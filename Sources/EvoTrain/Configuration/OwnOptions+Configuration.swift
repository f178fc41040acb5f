import EvoCore
import EvoYAML

/// The options that methods declare, as keys of a section.
extension FieldVisitor {
  /// Shows the options of all methods, each to those that have it.
  ///
  /// - Parameters:
  ///   - chosen: the method whose options these are.
  ///   - declared: the options of a method; several methods may share one.
  mutating func visit<Method: RawRepresentable<String> & CaseIterable>(
    _ options: inout OwnOptions, of chosen: Method, declared: (Method) -> [OptionDeclaration]
  ) throws(Failure) {
    var known: [String] = []
    for option in Method.allCases.flatMap(declared) where !known.contains(option.key) {
      known.append(option.key)
      let owners = Method.allCases.filter { declared($0).contains(option) }
      try field(
        option.key, &options[option], .option(option.domain),
        only: Ownership(owners, of: "name", chosen), option.summary)
    }
  }
}

extension ValueKind<OptionValue> {
  static func option(_ domain: OptionDomain) -> ValueKind {
    switch domain {
    case .integer(let range): erased(ValueKind<Int>.integer(range))
    case .number(let range): erased(ValueKind<Double>.number(range))
    case .flag: erased(ValueKind<Bool>.flag)
    case .name(let names):
      ValueKind(
        .names(names), wrap: { .name($0) },
        unwrap: { if case .name(let name) = $0 { name } else { nil } })
    case .optional(let domain):
      ValueKind(
        .optional(.option(domain)), wrap: { $0 ?? .none }, unwrap: { $0 == .none ? nil : $0 })
    }
  }

  private static func erased<Typed: OptionRepresentable>(_ kind: ValueKind<Typed>) -> ValueKind {
    ValueKind(kind, wrap: \.optionValue, unwrap: { Typed($0) })
  }

  private init<Typed>(
    _ kind: ValueKind<Typed>, wrap: @escaping @Sendable (Typed) -> OptionValue,
    unwrap: @escaping @Sendable (OptionValue) -> Typed?
  ) {
    self.init(
      expected: kind.expected, names: kind.names, read: { kind.read($0).map(wrap) },
      write: { unwrap($0).map(kind.write) ?? "null" })
  }
}
