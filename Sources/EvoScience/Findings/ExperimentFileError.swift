import EvoWords
import EvoYAML

/// What is wrong with an experiment's file, and where.
public struct ExperimentFileError: Error, Equatable, Sendable {
  public enum Problem: Equatable, Sendable {
    case yaml(YAMLError.Problem)
    case unknownKey(nearest: String?, known: [String])
    case missing(expected: String)
    case mismatch(found: String, expected: String)
    case unknownName(String, nearest: String?, known: [String])
  }

  public var place: YAMLPlace
  /// The path of the key, such as `settings.pairs`; empty when no key is concerned.
  public var key: String
  public var problem: Problem

  public init(_ place: YAMLPlace, key: String = "", _ problem: Problem) {
    self.place = place
    self.key = key
    self.problem = problem
  }
}

extension ExperimentFileError: CustomStringConvertible {
  public var description: String {
    [place.description, key, sentence].filter { !$0.isEmpty }.joined(separator: ": ")
  }

  private var sentence: String {
    switch problem {
    case .yaml(let problem): problem.message
    case .unknownKey(let nearest?, _): "unknown key; did you mean '\(nearest)'?"
    case .unknownKey(nil, let known):
      "unknown key; expected one of \(known.joined(separator: ", "))"
    case .missing(let expected): "missing; expected \(expected)"
    case .mismatch(let found, let expected): "found \(found), expected \(expected)"
    case .unknownName(let name, let nearest?, _):
      "unknown name '\(abridged(name))'; did you mean '\(nearest)'?"
    case .unknownName(let name, nil, let known):
      "unknown name '\(abridged(name))'; expected one of \(known.joined(separator: ", "))"
    }
  }
}
