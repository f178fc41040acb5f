import EvoEnvs
import EvoFiles
import EvoGym
import EvoYAML

/// Finds what `evo-rl train` should train.
public struct ConfigurationLibrary: Sendable {
  private let locator: ResourceLocator

  /// The configuration that trains a walker which has none of its own.
  private static let forWalkers = "walker"

  public init(locator: ResourceLocator = ResourceLocator()) {
    self.locator = locator
  }

  /// The configuration that an argument means: a configuration by name or path, the one for walkers with
  /// the walker that a name or path means, or the one for an environment of Gymnasium.
  ///
  /// - Returns: the configuration, and the path of the configuration's or the walker's file, or the name
  ///   in Gymnasium.
  /// - Throws: `ResourceError`, `ConfigurationError`, or `WalkerSpecError` for a walker's file that
  ///   describes none.
  public func load(
    _ argument: String, overrides: [String]
  ) throws -> (configuration: TrainingConfiguration, path: String) {
    if GymAddress(argument) != nil {
      return (
        try TrainingConfiguration.decode(
          yaml: Self.gymText(argument), file: argument, overrides: overrides),
        argument
      )
    }
    let path = try path(of: argument)
    guard try isWalker(path) else {
      return (try TrainingConfiguration.load(path: path, overrides: overrides), path)
    }
    _ = try WalkerSpec.load(path: path)
    var configuration = try TrainingConfiguration.load(
      path: locator.path(of: Self.forWalkers, .configs), overrides: overrides)
    configuration.env = EnvironmentLibrary(locator: locator).address(ofFileAt: path)
    return (configuration, path)
  }

  /// The configuration that trains an environment of Gymnasium which has none of its own.
  private static func gymText(_ name: String) -> String {
    """
    env: '\(name.replacing("'", with: "''"))'
    policy:
      hidden: [32]
      normalize_observations: true
    strategy:
      name: eggroll
      population: 128
      sigma: 0.1
      common_random_numbers: pair
    optimizer:
      name: adam
      learning_rate: 0.05
    evaluation:
      every: 10
      confirm: 200
    """
  }

  private func path(of argument: String) throws -> String {
    do { return try locator.path(of: argument, .configs) } catch {
      guard case .unknownName = error, let walker = try? locator.path(of: argument, .envs) else {
        throw error
      }
      return walker
    }
  }

  /// Whether a file has the bodies of a walker and no environment to train in.
  private func isWalker(_ path: String) throws -> Bool {
    // What is wrong with the file is said by whoever reads it in earnest.
    guard let bytes = try? YAMLFile.bytes(of: path),
      let root = try? YAMLNode(yaml: bytes, of: "walker", place: { .file(path, line: $0) }),
      case .mapping(let entries) = root.content
    else { return false }
    let keys = entries.map(\.key)
    return keys.contains("bodies") && !keys.contains("env")
  }
}
