/// Why a configuration was refused: where, which key, and what is wrong with it.
public struct ConfigurationError: Error, Equatable, Sendable {
  /// What a key or value comes from.
  public enum Place: Equatable, Sendable {
    /// A file; the line counts from 1 and is nil when the whole file is meant.
    case file(String, line: Int?)
    /// An argument of `--set`, as it was typed.
    case override(String)
  }

  public enum Problem: Equatable, Sendable {
    // The file as a whole.
    case unreadable(reason: String)
    case tooLarge(limit: Int)
    case notUTF8
    case controlCharacter(UInt8)
    case empty
    case notMapping(found: String)

    // YAML.
    case syntax(String)
    case tab
    case tooDeep
    case anchor
    case tag(String)
    case severalDocuments
    case compositeKey
    case duplicateKey(String)

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
    case policyTooLarge(weights: Int, limit: Int)
    case tooManyEpisodes(count: Int, limit: Int)
    case solutionUnseen
    case bestUnseen
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
}
