import EvoCore

/// The `strategy` section: how a population is drawn around the center and scored.
public struct StrategyConfiguration: Equatable, Sendable {
  public enum Name: String, CaseIterable, Sendable {
    /// Low-rank perturbations.
    case eggroll
    /// Full-rank perturbations (Salimans et al. 2017).
    case openAIES = "openai-es"
    /// Differences of the best pairs, without ranks (Mania et al. 2018).
    case ars
    /// Full covariance matrix (Hansen 2016), or a diagonal one (Ros and Hansen 2008).
    case cmaES = "cma-es"
    case sepCMAES = "sep-cma-es"
    /// A few directions in place of a covariance matrix (Loshchilov et al. 2017).
    case lmMAES = "lm-ma-es"
    /// Natural gradient, with a diagonal or a full covariance matrix.
    case snes, xnes
    case onePlusOne = "one-plus-one"
    case muCommaLambda = "mu-comma-lambda"
    case muPlusLambda = "mu-plus-lambda"
    /// A sigma per parameter, which follows the gradient like the center (Sehnke et al. 2010).
    case pgpe
    /// Noise that prefers the latest gradient estimates (Maheswaranathan et al. 2019).
    case guidedES = "guided-es"
    /// A step after every piece of an episode or an unroll (Vicol et al. 2021; Li et al. 2023).
    case pes
    case noiseReuseES = "noise-reuse-es"
    case truncatedES = "truncated-es"

    /// Those that follow an estimated gradient of any network with any optimizer.
    package static let gradient: [Name] = [.eggroll, .openAIES]
    /// Those whose members are made of the center and a number.
    static let noisy = gradient + [.ars]
    /// Those that move the center after every piece of an episode or of an unrolled problem.
    package static let unrolled: [Name] = allCases.filter { $0.unrolledMethod != nil }
    /// Those whose members always come in pairs.
    static let paired = [.ars, .pgpe, .guidedES] + unrolled
    /// Those that move the center with an optimizer.
    static let optimized = gradient + [.pgpe, .guidedES] + unrolled
    /// Those that follow a gradient, so that they have a learning rate.
    static let climbing = optimized + [.ars]
    /// Those that take the course of sigma from the configuration.
    static let scheduled = noisy + [.guidedES] + unrolled
    /// Those that shape fitness as they are told to.
    static let shaped = gradient + [.pgpe, .guidedES]

    /// How a strategy that plays in pieces estimates the gradient; nil for the others.
    var unrolledMethod: UnrolledMethod? {
      switch self {
      case .pes: .persistent
      case .noiseReuseES: .noiseReuse
      case .truncatedES: .truncated
      default: nil
      }
    }

    /// Those that know when they have converged, and can be started anew.
    public static let restartable = [cmaES, sepCMAES]
  }

  public var name = Name.eggroll
  /// Members of a generation; nil for the strategy's default.
  public var population: Int?
  /// Rank of a member's perturbation of a weight matrix (EGGROLL only).
  public var rank = 1
  /// How many of the best become parents (the two of Schwefel only); nil for a quarter.
  public var parents: Int?
  /// Step size of the standard deviations (PGPE only).
  public var sigmaLearningRate = 0.1
  /// Share of the noise that is spread over all directions (guided ES only).
  public var alpha = 0.5
  /// How many of the latest gradient estimates the rest of it prefers (guided ES only).
  public var guides = 16
  /// Steps of a piece (strategies that play in pieces only); nil for a tenth of the episode's limit or
  /// of the unroll.
  public var truncation: Int?
  /// What the noise of a parameter is divided by (OpenAI-ES only); nil for nothing.
  public var safeMutation: ParameterSensitivity?
  /// How many pairs move the center, those with the best member (ARS only); nil for all.
  public var elitePairs: Int?
  /// Whether members come in pairs of opposite perturbations (EGGROLL and OpenAI-ES only; others that
  /// follow a gradient always have pairs).
  public var antithetic = true
  /// Standard deviation of the perturbation. Strategies that adapt it begin with it; those that
  /// do not follow a gradient unless told otherwise with 0.5.
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
    let before = name
    try visitor.field("name", &name, .name, "evolution strategy")
    // A name that has just been read brings its own default: what samples whole vectors, with
    // nothing known about them, begins large.
    if name != before, !Name.climbing.contains(name) { sigma = .constant(0.5) }
    let owned = { [name] (owners: [Name]) in Ownership(owners, of: "name", name) }
    try visitor.field(
      "population", &population, .optional(.integer(2...(1 << 26))),
      only: owned(Name.allCases.filter { $0 != .onePlusOne }),
      "members of a generation, even when antithetic; null is the strategy's default")
    try visitor.field(
      "rank", &rank, .integer(1...64), only: owned([.eggroll]),
      "rank of a member's perturbation of a weight matrix")
    try visitor.field(
      "parents", &parents, .optional(.integer(1...(1 << 26))),
      only: owned([.muCommaLambda, .muPlusLambda]),
      "how many of the best become parents; null is a quarter of the population")
    try visitor.field(
      "elite_pairs", &elitePairs, .optional(.integer(1...(1 << 25))), only: owned([.ars]),
      "how many pairs move the center, those with the best members; null for all")
    try visitor.field(
      "sigma_learning_rate", &sigmaLearningRate, .number(0...1), only: owned([.pgpe]),
      "step size of the standard deviations; 0 keeps them")
    try visitor.field(
      "alpha", &alpha, .number(0.001...1), only: owned([.guidedES]),
      "share of the noise that is spread over all directions")
    try visitor.field(
      "guides", &guides, .integer(1...1000), only: owned([.guidedES]),
      "how many of the latest gradient estimates the rest of the noise prefers")
    try visitor.field(
      "truncation", &truncation, .optional(.integer(1...(1 << 26))), only: owned(Name.unrolled),
      "steps of an episode or unroll between two updates; null is a tenth of it")
    try visitor.field(
      "safe_mutation", &safeMutation, .optional(.name), only: owned([.openAIES]),
      "divide the noise of a parameter by how much the outputs move with it")
    try visitor.field(
      "antithetic", &antithetic, .flag, only: owned(Name.gradient),
      "draw members in pairs of opposite perturbations")
    try visitor.visit(
      section: "sigma", &sigma, "standard deviation of the perturbation; the first, if adapted")
    try visitor.field(
      "fitness", &fitness, .name, only: owned(Name.shaped),
      "how returns weigh the members of the update")
    try visitor.field(
      "episodes", &episodes, .integer(1...10_000),
      "episodes that each member plays; their mean return counts")
    try visitor.field(
      "common_random_numbers", &commonRandomNumbers, .name,
      "who plays the same episodes: all members of a generation, the two of a pair, or none")
  }

  func contradiction() -> (key: String, problem: ConfigurationError.Problem)? {
    let hasPairs = Name.paired.contains(name) || antithetic && Name.gradient.contains(name)
    if hasPairs, let population, !population.isMultiple(of: 2) {
      return ("population", .oddPopulation(population))
    }
    if !hasPairs, commonRandomNumbers == .pair {
      return ("common_random_numbers", .pairsWithoutAntithetic)
    }
    if !Name.scheduled.contains(name), !sigma.fitsShortForm {
      return ("sigma", .sigmaIsAdapted(strategy: name.rawValue))
    }
    return nil
  }
}
