/// An optimizer's description of itself: all that the rest of the program knows about it.
public struct OptimizerMethod: Sendable {
  /// As the configuration has it.
  public let name: String
  /// The learning rate when none is given.
  public let learningRate: Double
  /// What it has besides a learning rate and weight decay.
  public let options: [OptionDeclaration]
  public let make: @Sendable (OptimizerSettings) -> any Optimizer

  public init(
    name: String, learningRate: Double = 0.05, options: [OptionDeclaration] = [],
    make: @escaping @Sendable (OptimizerSettings) -> any Optimizer
  ) {
    self.name = name
    self.learningRate = learningRate
    self.options = options
    self.make = make
  }

  /// Shares that are kept: the largest stays below 1 as a Float, with room for bias correction.
  static let decay = OptionDomain.number(0...0.999_999)
}

/// What an optimizer is made from.
public struct OptimizerSettings: Sendable {
  public var parameterCount: Int
  /// Strength of the pull of the weights toward zero.
  public var weightDecay: Double
  public var options: OwnOptions

  public init(parameterCount: Int, weightDecay: Double = 0, options: OwnOptions = OwnOptions()) {
    self.parameterCount = parameterCount
    self.weightDecay = weightDecay
    self.options = options
  }
}

/// Two methods of one name are one.
extension OptimizerMethod: Hashable {
  public static func == (a: OptimizerMethod, b: OptimizerMethod) -> Bool { a.name == b.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
