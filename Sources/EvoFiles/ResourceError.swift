import EvoWords

/// Why an argument that should name something shipped, or a path, names nothing.
public enum ResourceError: Error, Equatable, Sendable {
  case noSuchPath(String)
  case unknownName(
    String, ResourceLocator.Kind, nearest: String?, known: [String])
}

extension ResourceError: CustomStringConvertible {
  /// One sentence with what exists instead.
  public var message: String {
    switch self {
    case .noSuchPath(let path):
      "\(path): there is no such file"
    case .unknownName(let name, let kind, _, let known) where known.isEmpty:
      "no \(kind.noun) '\(abridged(name))', nor any other: no folder \(kind.rawValue)/ was found; "
        + "set EVO_RL_HOME to the folder that holds it"
    case .unknownName(let name, let kind, let nearest?, _):
      "no \(kind.noun) '\(abridged(name))'; did you mean '\(nearest)'?"
    case .unknownName(let name, let kind, nil, let known):
      "no \(kind.noun) '\(abridged(name))'; there are \(known.joined(separator: ", "))"
    }
  }

  public var description: String { message }
}

extension ResourceLocator.Kind {
  fileprivate var noun: String {
    switch self {
    case .configs: "configuration"
    case .policies: "policy"
    case .envs: "environment"
    case .experiments: "experiment"
    case .data: "data set"
    }
  }
}
