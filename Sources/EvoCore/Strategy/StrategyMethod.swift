/// A strategy's description of itself: all that the rest of the program knows about it.
///
/// It stands beside the strategy, as a static member of `StrategyMethod`, and is listed in the
/// catalogue. Configuration, memory estimate, commands and tests ask it; none of them has a list of
/// names.
public struct StrategyMethod: Sendable {
  /// As the configuration has it.
  public let name: String
  /// Who proposed it.
  public let origin: String
  /// What it does, in a few words without a full stop.
  public let summary: String
  public let traits: StrategyTraits
  public let population: PopulationRule
  /// The most parameters it works with; nil for any number.
  public let dimensionLimit: Int?
  public let memory: StrategyMemory
  /// Sigma when none is given.
  public let sigma: Double
  /// The optimizer when none is given.
  public let optimizer: OptimizerMethod
  /// What it has besides the keys that `traits` gives it.
  public let options: [OptionDeclaration]
  private let rank: @Sendable (OwnOptions) -> Int?
  let check: @Sendable (StrategySettings) throws(StrategyError) -> Void
  let maker: Maker

  /// How a strategy is made.
  public enum Maker: Sendable {
    /// Members are whole vectors, sampled from `start` on.
    case vectors(@Sendable (_ start: VectorStart, StrategySettings) -> any VectorStrategy)
    /// Members are the center and noise that is made again from their number.
    case noise(
      @Sendable (StrategySettings, _ network: Network, _ center: [Float]) -> any Strategy)
    /// The center moves after each piece of an episode, or of an unroll.
    case pieces(
      episodes:
        @Sendable (StrategySettings, Network, _ center: [Float], EnvironmentKind) throws
        -> any Strategy,
      unroll:
        @Sendable (StrategySettings, any UnrolledProblem, _ start: [Double])
        throws(StrategyError) -> any VectorStrategy)
  }

  /// - Parameters:
  ///   - sigma: what samples whole vectors, with nothing known about them, begins large.
  ///   - rank: rank of the noise on weight matrices, of its options; nil for full rank.
  ///   - check: refuses options that do not go together, or not with the population.
  public init(
    name: String, origin: String, summary: String, traits: StrategyTraits = [],
    population: PopulationRule, dimensionLimit: Int? = nil, memory: StrategyMemory = .members,
    sigma: Double = 0.5, optimizer: OptimizerMethod = .adam, options: [OptionDeclaration] = [],
    rank: @escaping @Sendable (OwnOptions) -> Int? = { _ in nil },
    check: @escaping @Sendable (StrategySettings) throws(StrategyError) -> Void = { _ in },
    make: Maker
  ) {
    self.name = name
    self.origin = origin
    self.summary = summary
    self.traits = traits
    self.population = population
    self.dimensionLimit = dimensionLimit
    self.memory = memory
    self.sigma = sigma
    self.optimizer = optimizer
    self.options = options
    self.rank = rank
    self.check = check
    maker = make
  }

  /// Rank of its noise on weight matrices; nil for full rank.
  public func noiseRank(_ options: OwnOptions) -> Int? { rank(options) }

  /// Whether it has a learning rate: because of its optimizer, or without one.
  public var climbs: Bool { !traits.isDisjoint(with: [.optimizer, .learningRate]) }

  /// Whether it goes through episodes and unrolls in pieces.
  public var playsPieces: Bool {
    if case .pieces = maker { true } else { false }
  }
}

extension StrategyMethod: CustomStringConvertible {
  public var description: String { name }
}

/// Two methods of one name are one.
extension StrategyMethod: Hashable {
  public static func == (a: StrategyMethod, b: StrategyMethod) -> Bool { a.name == b.name }
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// What a strategy does or has, as far as others must know.
public struct StrategyTraits: OptionSet, Sendable {
  public let rawValue: Int

  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Members 2k and 2k + 1 always have opposite noise.
  public static let paired = StrategyTraits(rawValue: 1 << 0)
  /// They have when `antithetic` says so.
  public static let antithetic = StrategyTraits(rawValue: 1 << 1)
  /// The center follows the gradient of a Gaussian's expected fitness, for which there is a theory.
  public static let gradient = StrategyTraits(rawValue: 1 << 2)
  /// The center is moved by an optimizer.
  public static let optimizer = StrategyTraits(rawValue: 1 << 3)
  /// The center has a learning rate, and no optimizer.
  public static let learningRate = StrategyTraits(rawValue: 1 << 4)
  /// Sigma takes the course of the configuration; others adapt it by themselves.
  public static let scheduledSigma = StrategyTraits(rawValue: 1 << 5)
  /// Fitness is shaped as the configuration says.
  public static let shapedFitness = StrategyTraits(rawValue: 1 << 6)
  /// It knows when it has converged, and can be started anew.
  public static let restarts = StrategyTraits(rawValue: 1 << 7)
  /// It learns slowly: one child at a time, or a covariance matrix by small steps.
  public static let slow = StrategyTraits(rawValue: 1 << 8)
}

/// How many members a generation has.
public struct PopulationRule: Sendable {
  /// Fewer are refused.
  public let smallest: Int
  /// Whether nobody can choose another number.
  public let isFixed: Bool
  private let rule: @Sendable (Int) -> Int

  /// - Parameter usual: the number of members for so many parameters.
  public init(
    smallest: Int = 1, isFixed: Bool = false, usual: @escaping @Sendable (_ dimension: Int) -> Int
  ) {
    self.smallest = smallest
    self.isFixed = isFixed
    rule = usual
  }

  /// The number of members when none is given.
  public func usual(_ dimension: Int) -> Int { rule(dimension) }

  /// The same number for any number of parameters.
  public static func usually(_ count: Int, smallest: Int = 1) -> PopulationRule {
    PopulationRule(smallest: smallest) { _ in count }
  }

  /// 4 + floor(3 ln n), the population of CMA-ES and its relatives, so many times.
  public static func growing(times factor: Int = 1, smallest: Int = 4) -> PopulationRule {
    PopulationRule(smallest: smallest) { factor * VectorStart.defaultPopulation(dimension: $0) }
  }

  /// One child.
  public static let one = PopulationRule(isFixed: true) { _ in 1 }
}
