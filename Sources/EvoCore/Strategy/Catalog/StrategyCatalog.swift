/// The strategies by name, in the order in which they are listed. A new one is a line here and a file
/// of its own.
extension StrategyMethod: CaseIterable, RawRepresentable {
  public static let allCases: [StrategyMethod] = [
    .eggroll,
    .openAIES,
    .ars,
    .cmaES,
    .sepCMAES,
    .lmMAES,
    .snes,
    .xnes,
    .onePlusOne,
    .muCommaLambda,
    .muPlusLambda,
    .cem,
    .pso,
    .pgpe,
    .guidedES,
    .pes,
    .noiseReuseES,
    .truncatedES,
  ]

  public init?(rawValue name: String) {
    guard let method = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = method
  }

  public var rawValue: String { name }
}
