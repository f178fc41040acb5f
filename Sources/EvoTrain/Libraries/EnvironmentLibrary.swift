import EvoEnvs
import EvoFiles
import EvoWords

/// Environments by name: those built in, and walkers described by files in `envs/` or anywhere.
public struct EnvironmentLibrary: Sendable {
  private let locator: ResourceLocator

  public init(locator: ResourceLocator = ResourceLocator()) {
    self.locator = locator
  }

  /// All names: built-in ones first, then those of the files.
  public var names: [String] {
    let builtIn = EnvironmentCatalog.names
    return builtIn + locator.names(.envs).filter { !builtIn.contains($0) }
  }

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

  /// What finds a walker's file again from anywhere: its name if that is where names are looked for,
  /// else its full path.
  public func address(ofFileAt path: String) -> String {
    func real(_ path: String) -> String { Whereabouts.realPath(path) ?? path }
    let full = real(path)
    let file = full.split(separator: "/").last ?? ""
    let name = file.hasSuffix(".yaml") ? String(file.dropLast(5)) : String(file)
    guard EnvironmentCatalog.entry(named: name) == nil,
      let found = try? locator.path(of: name, .envs), real(found) == full
    else { return full }
    return name
  }
}
