import EvoWords

/// Why a function of many numbers cannot be looked at.
public enum ObjectiveError: Error, Equatable, Sendable {
  case unknownFunction(String, nearest: String?, known: [String])
  case noInstances(String)
}

extension ObjectiveError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownFunction(let name, let nearest?, _):
      "no test function '\(abridged(name))'; did you mean '\(nearest)'?"
    case .unknownFunction(let name, nil, let known):
      "no test function '\(abridged(name))'; there are \(known.joined(separator: ", "))"
    case .noInstances(let name):
      "\(name) has no instances; --instance is for bbob-1 to bbob-24"
    }
  }
}
