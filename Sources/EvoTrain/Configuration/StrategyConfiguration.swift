import EvoCore

/// The `strategy` section: how a population is drawn around the center and scored.
public struct StrategyConfiguration: Equatable, Sendable {
  public enum Name: String, CaseIterable, Sendable {
    /// Low-rank perturbations.
    case eggroll
    /// Full-rank perturbations (Salimans et al. 2017).
    case openAIES = "openai-es"
  }

  public var name = Name.eggroll
  /// Members of a generation.
  public var population = 128
  /// Rank of a member's perturbation of a weight matrix (EGGROLL only).
  public var rank = 1
  /// Whether members come in pairs of opposite perturbations.
  public var antithetic = true
  /// Standard deviation of the perturbation.
  public var sigma = Schedule.constant(0.1)
  public var fitness = FitnessShaping.centeredRank
  /// Episodes that each member plays; its fitness is their mean return.
  public var episodes = 1
  public var commonRandomNumbers = EpisodeSharing.generation

  public init() {}
}

extension StrategyConfiguration: ConfigurationSection {
  static var shortForm: String? { "name" }

  mutating func describe<V: FieldVisitor>(to visitor: inout V) throws(V.Failure) {
    try visitor.field("name", &name, .name, "evolution strategy")
    try visitor.field(
      "population", &population, .integer(2...(1 << 26)),
      "members of a generation; even when antithetic")
    try visitor.field(
      "rank", &rank, .integer(1...64), only: Ownership([.eggroll], of: "name", name),
      "rank of a member's perturbation of a weight matrix")
    try visitor.field(
      "antithetic", &antithetic, .flag, "draw members in pairs of opposite perturbations")
    try visitor.visit(section: "sigma", &sigma, "standard deviation of the perturbation")
    try visitor.field("fitness", &fitness, .name, "how returns weigh the members of the update")
    try visitor.field(
      "episodes", &episodes, .integer(1...10_000),
      "episodes that each member plays; their mean return counts")
    try visitor.field(
      "common_random_numbers", &commonRandomNumbers, .name,
      "who plays the same episodes: all members of a generation, the two of a pair, or none")
  }

  func contradiction() -> (key: String, problem: ConfigurationError.Problem)? {
    if antithetic, !population.isMultiple(of: 2) {
      return ("population", .oddPopulation(population))
    }
    if !antithetic, commonRandomNumbers == .pair {
      return ("common_random_numbers", .pairsWithoutAntithetic)
    }
    return nil
  }
}
