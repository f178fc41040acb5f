import EvoCore

/// The `strategy` section: how a population is drawn around the center and scored.
public struct StrategyConfiguration: Equatable, Sendable {
  public var method: StrategyMethod
  /// Members of a generation; nil for the strategy's default.
  public var population: Int?
  /// What only some strategies have.
  public var options = OwnOptions()
  /// Whether members come in pairs of opposite perturbations, where that is a choice.
  public var antithetic = true
  /// Standard deviation of the perturbation. Strategies that adapt it begin with it.
  public var sigma: Schedule
  public var fitness = FitnessShaping.centeredRank
  /// Episodes that each member plays; its fitness is their mean return.
  public var episodes = 1
  public var commonRandomNumbers = EpisodeSharing.generation

  /// The strategy with its defaults.
  public init(_ method: StrategyMethod = .eggroll) {
    self.method = method
    sigma = .constant(method.sigma)
  }

  /// The value of an option of the strategy.
  public subscript<Value>(_ option: OwnOption<Value>) -> Value {
    get { options[option] }
    set { options[option] = newValue }
  }

  /// Members of a generation, for so many parameters.
  package func members(dimension: Int) -> Int { population ?? method.population.usual(dimension) }

  /// Rank of the noise on weight matrices; nil for full rank.
  package var noiseRank: Int? { method.noiseRank(options) }

  /// Whether members 2k and 2k + 1 have opposite noise.
  private var hasPairs: Bool {
    method.traits.contains(.paired) || antithetic && method.traits.contains(.antithetic)
  }
}

extension StrategyConfiguration: ConfigurationSection {
  static var shortForm: String? { "name" }

  mutating func describe<V: FieldVisitor>(to visitor: inout V) throws(V.Failure) {
    try visitor.field("name", &method, .name, "evolution strategy")
    let owned = { [method] (isOwner: (StrategyMethod) -> Bool) in
      Ownership(StrategyMethod.allCases.filter(isOwner), of: "name", method)
    }
    try visitor.field(
      "population", &population, .optional(.integer(2...(1 << 26))),
      only: owned { !$0.population.isFixed },
      "members of a generation, even when antithetic; null is the strategy's default")
    try visitor.visit(&options, of: method) { $0.options }
    try visitor.field(
      "antithetic", &antithetic, .flag, only: owned { $0.traits.contains(.antithetic) },
      "draw members in pairs of opposite perturbations")
    try visitor.visit(
      section: "sigma", &sigma, "standard deviation of the perturbation; the first, if adapted")
    try visitor.field(
      "fitness", &fitness, .name, only: owned { $0.traits.contains(.shapedFitness) },
      "how returns weigh the members of the update")
    try visitor.field(
      "episodes", &episodes, .integer(1...10_000),
      "episodes that each member plays; their mean return counts")
    try visitor.field(
      "common_random_numbers", &commonRandomNumbers, .name,
      "who plays the same episodes: all members of a generation, the two of a pair, or none")
  }

  func contradiction() -> (key: String, problem: ConfigurationError.Problem)? {
    if hasPairs, let population, !population.isMultiple(of: 2) {
      return ("population", .oddPopulation(population))
    }
    if !hasPairs, commonRandomNumbers == .pair {
      return ("common_random_numbers", .pairsWithoutAntithetic)
    }
    if !method.traits.contains(.scheduledSigma), !sigma.fitsShortForm {
      return ("sigma", .sigmaIsAdapted(strategy: method.name))
    }
    return nil
  }
}
