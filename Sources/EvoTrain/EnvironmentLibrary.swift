import EvoEnvs

/// Environments by name: those built in, and walkers described by files in `envs/` or anywhere.
public struct EnvironmentLibrary: Sendable {
  private let locator: ResourceLocator

  public init(locator: ResourceLocator = ResourceLocator()) {
    self.locator = locator
  }

  /// All names: built-in ones first, then those of the files.
  public var names: [String] { EnvironmentCatalog.names + locator.names(.envs) }

  /// The environment that a name, or the path of a walker's file, means.
  ///
  /// - Throws: `ResourceError`, or `WalkerSpecError` when the file describes no walker.
  public func entry(_ argument: String) throws -> EnvironmentCatalog.Entry {
    if let entry = EnvironmentCatalog.entry(named: argument) { return entry }
    let path: String
    do { path = try locator.path(of: argument, .envs) } catch .unknownName(let name, let kind, _, _)
    {
      throw ResourceError.unknownName(
        name, kind, nearest: nearestName(to: name, in: names), known: names)
    }
    return try EnvironmentCatalog.Entry(walkerAt: path)
  }
}
