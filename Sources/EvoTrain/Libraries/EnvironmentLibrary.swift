import EvoCore
import EvoEnvs
import EvoFiles
import EvoGym
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

  /// The environment that a name, or the path of a walker's file, means; followed by a version, such
  /// as `lunar-lander-v1`, that one. A name such as `gym:CartPole-v1` is of Gymnasium.
  ///
  /// - Throws: `ResourceError`, `WalkerSpecError` when the file describes no walker, or `GymError`.
  public func entry(_ argument: String) throws -> EnvironmentCatalog.Entry {
    do { return try unversioned(argument) } catch ResourceError.unknownName(
      let name, let kind, let nearest, let known)
    {
      if let (base, version) = Self.parts(of: argument),
        let entry = try? unversioned(base).version(version)
      {
        return entry
      }
      throw ResourceError.unknownName(name, kind, nearest: nearest, known: known)
    }
  }

  /// The environment that something was saved in, in the version that it had.
  ///
  /// - Throws: what `entry` throws, or `unknownName` for a version that there is not.
  public func entry(_ name: String, version: Int) throws -> EnvironmentCatalog.Entry {
    let entry = try entry(name)
    guard let wanted = entry.version(version) else {
      throw ResourceError.unknownName(
        Self.identifier(name, version: version), .envs,
        nearest: Self.identifier(name, version: entry.spec.version), known: names)
    }
    return wanted
  }

  /// `lunar-lander-v2`.
  public static func identifier(_ name: String, version: Int) -> String { "\(name)-v\(version)" }

  /// The name and the version in `lunar-lander-v2`; nil if it has no version.
  public static func parts(of identifier: String) -> (name: String, version: Int)? {
    guard let mark = identifier.lastIndex(of: "v"), mark > identifier.startIndex,
      identifier[identifier.index(before: mark)] == "-",
      let version = Int(identifier[identifier.index(after: mark)...]), version > 0
    else { return nil }
    return (String(identifier[..<identifier.index(before: mark)]), version)
  }

  private func unversioned(_ argument: String) throws -> EnvironmentCatalog.Entry {
    if let entry = EnvironmentCatalog.entry(named: argument) { return entry }
    if let address = GymAddress(argument) { return try EnvironmentCatalog.Entry(address) }
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
