import EvoFiles
import EvoWords
import EvoYAML

/// Finds what `evo-rl tune` should search: `configs/search/<name>.yaml`, or any file.
public struct SearchLibrary: Sendable {
  private let locator: ResourceLocator
  private static let folder = "configs/search"
  private static let suffix = ".yaml"

  public init(locator: ResourceLocator = ResourceLocator()) { self.locator = locator }

  /// The names of the shipped searches, sorted.
  public var names: [String] {
    let all = locator.roots.flatMap { root in
      (try? FileSystem.posix.names(in: "\(root)/\(Self.folder)")) ?? []
    }
    return Set(
      all.filter { $0.hasSuffix(Self.suffix) }.map { String($0.dropLast(Self.suffix.count)) }
    )
    .sorted()
  }

  /// The path of the file that an argument means.
  public func path(of argument: String) throws -> String {
    if Self.isFile(argument) { return argument }
    if argument.contains("/") || argument.hasSuffix(Self.suffix) {
      throw ResourceError.noSuchPath(argument)
    }
    for root in locator.roots where !argument.isEmpty {
      let path = "\(root)/\(Self.folder)/\(argument)\(Self.suffix)"
      if Self.isFile(path) { return path }
    }
    throw UnknownSearch(name: argument, known: names)
  }

  private static func isFile(_ path: String) -> Bool {
    do { return try !YAMLFile.bytes(of: path).isEmpty } catch { return false }
  }
}

/// No search has this name.
struct UnknownSearch: Error, CustomStringConvertible {
  let name: String
  let known: [String]

  var description: String {
    let hint =
      nearestName(to: name, in: known).map { "did you mean '\($0)'?" }
      ?? "there are \(known.joined(separator: ", "))"
    return "no search '\(abridged(name))'; \(hint)"
  }
}
