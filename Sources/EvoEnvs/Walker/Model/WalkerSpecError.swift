import EvoWords
import EvoYAML

/// What is wrong with a walker's file, and where.
public struct WalkerSpecError: Error, Equatable, Sendable {
  public enum Problem: Equatable, Sendable {
    case yaml(YAMLError.Problem)
    case unknownKey(String, known: [String])
    /// A word that other programs know, with what does it here.
    case unsupported(String, instead: String)
    case missingKey(String, found: [String])
    case unexpected(found: String, expected: String)
    /// A reference to something that the file does not define, or to a word that has no meaning.
    case unknownName(String, what: String, known: [String])
  }

  public var file: String
  /// Counted from 1; nil when the file as a whole is meant.
  public var line: Int?
  /// The path of keys, such as `bodies.hull.density`; empty at the top.
  public var key: String
  public var problem: Problem

  public init(file: String, line: Int? = nil, key: String = "", problem: Problem) {
    self.file = file
    self.line = line
    self.key = key
    self.problem = problem
  }
}

extension WalkerSpecError {
  init(_ file: String, _ error: YAMLError) {
    self.init(file: file, line: error.place.line, problem: .yaml(error.problem))
  }
}

extension WalkerSpecError: CustomStringConvertible {
  public var description: String {
    let place = [line.map { "\(file):\($0)" } ?? file, key].filter { !$0.isEmpty }
    return (place + [sentence]).joined(separator: ": ")
  }

  private var sentence: String {
    switch problem {
    case .yaml(let problem):
      problem.message
    case .unknownKey(let found, let known):
      "unknown key '\(abridged(found))'; \(suggestion(for: found, among: known))"
    case .unsupported(let found, let instead):
      "'\(abridged(found))' is not supported; \(instead)"
    case .missingKey(let missing, let found):
      "expected the key '\(missing)', found \(found.isEmpty ? "no key" : list(found))"
    case .unexpected(let found, let expected):
      "expected \(expected), found \(found)"
    case .unknownName(let found, let what, let known):
      "expected \(what), found '\(abridged(found))'; \(suggestion(for: found, among: known))"
    }
  }

  private func list(_ names: [String]) -> String {
    names.map { "'\($0)'" }.joined(separator: ", ")
  }

  private func suggestion(for found: String, among known: [String]) -> String {
    if known.isEmpty { return "there is none" }
    if let nearest = nearestName(to: found, in: known) { return "did you mean '\(nearest)'?" }
    return "use one of \(list(known))"
  }
}
