import EvoYAML

/// Why a configuration was refused: where, which key, and what is wrong with it.
public struct ConfigurationError: Error, Equatable, Sendable {
  public typealias Place = YAMLPlace

  public enum Problem: Equatable, Sendable {
    // The file as a whole.
    case yaml(YAMLError.Problem)
    case empty
    case notMapping(found: String)
    /// A table where a configuration should be.
    case table

    // Overrides.
    case overrideWithoutValue
    case overrideWithoutKey

    // Keys and values.
    case missing(expected: String)
    case unknownKey(nearest: String?, known: [String])
    case unknownName(String, nearest: String?, known: [String])
    case mismatch(found: String, expected: String)
    /// A parameter of other names than the one chosen: `selector` is the key that chooses.
    case foreign(owners: [String], selector: String, chosen: String)

    // Keys that contradict each other.
    case oddPopulation(Int)
    case pairsWithoutAntithetic
    case sigmaIsAdapted(strategy: String)
    /// The strategy has a learning rate, but no optimizer.
    case onlyLearningRate(strategy: String)
    /// Two kinds of normalization for the hidden layers.
    case normalizedTwice
    /// Statistics of observations are kept, and observations are not normalized.
    case nothingNormalized
    /// Statistics of observations are kept, and there is no policy to have them from.
    case nothingToFreeze
    case policyTooLarge(weights: Int, limit: Int)
    /// An opponent meets two episodes of a member, once with each sign.
    case oddEpisodes(Int)
    /// An opponent is for whole episodes, and the strategy plays pieces of them.
    case opponentOfPieces(strategy: String)
    case tooManyEpisodes(count: Int, limit: Int)
    case solutionUnseen
    /// The key is for training in an environment, and this one learns from data; or the reverse.
    case needsEnvironment
    case needsData
    /// The key is for an environment of Gymnasium.
    case needsGymnasium
    case endless
  }

  public var place: Place
  /// The path of the key, such as "strategy.sigma"; empty when no key is concerned.
  public var key: String
  public var problem: Problem

  public init(_ place: Place, key: String = "", _ problem: Problem) {
    self.place = place
    self.key = key
    self.problem = problem
  }

  init(_ error: YAMLError) {
    self.init(error.place, .yaml(error.problem))
  }
}
