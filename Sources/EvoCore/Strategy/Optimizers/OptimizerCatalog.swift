/// The optimizers by name.
extension OptimizerMethod: CaseIterable, RawRepresentable {
  public static let allCases = [sgd, adam, adamw, clipup]

  public init?(rawValue name: String) {
    guard let method = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = method
  }

  public var rawValue: String { name }
}
