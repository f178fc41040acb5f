import EvoWords

/// Why a YAML text was refused before anybody looked at its keys.
public struct YAMLError: Error, Equatable, Sendable {
  public enum Problem: Equatable, Sendable {
    // The text as a whole.
    case unreadable(reason: String)
    case tooLarge(limit: Int, subject: String)
    case notUTF8
    case controlCharacter(UInt8)

    // YAML.
    case syntax(String)
    case tab
    case tooDeep
    case anchor
    case tag(String)
    case severalDocuments
    case compositeKey
    case duplicateKey(String)
  }

  public var place: YAMLPlace
  public var problem: Problem

  public init(_ place: YAMLPlace, _ problem: Problem) {
    self.place = place
    self.problem = problem
  }
}

extension YAMLError: CustomStringConvertible {
  /// One sentence with its place.
  public var description: String { "\(place): \(problem.message)" }
}

extension YAMLError.Problem {
  /// What is wrong and the way out, without the place.
  package var message: String {
    switch self {
    case .unreadable(let reason):
      "cannot be read: \(reason)"
    case .tooLarge(let limit, let subject):
      "larger than \(limit) bytes, so no \(subject)"
    case .notUTF8:
      "not UTF-8 text; save it as UTF-8"
    case .controlCharacter(let byte):
      "found the control character \(byte), expected plain text"
    case .syntax(let problem):
      "not valid YAML: \(problem)"
    case .tab:
      "the line begins with a tab; YAML is indented with spaces"
    case .tooDeep:
      "lists or mappings inside each other nest too deeply"
    case .anchor:
      "YAML anchors (&name) and aliases (*name) are not accepted; write the value out"
    case .tag(let tag):
      "the YAML tag '\(abridged(tag))' is not accepted; write the value without it"
    case .severalDocuments:
      "a second YAML document begins here; expected one"
    case .compositeKey:
      "found a key that is a list or a mapping, expected a name"
    case .duplicateKey(let name):
      "'\(abridged(name))' is set more than once in the same section; keep one"
    }
  }
}
