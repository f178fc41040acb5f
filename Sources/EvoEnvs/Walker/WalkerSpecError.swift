/// What is wrong with a walker's file, and where.
public struct WalkerSpecError: Error, Equatable, Sendable {
  public enum Problem: Equatable, Sendable {
    case unreadable(reason: String)
    case notYAML(reason: String)
    case unknownKey(String, known: [String])
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

extension WalkerSpecError: CustomStringConvertible {
  public var description: String {
    let place = [line.map { "\(file):\($0)" } ?? file, key].filter { !$0.isEmpty }
    return (place + [sentence]).joined(separator: ": ")
  }

  private var sentence: String {
    switch problem {
    case .unreadable(let reason):
      "cannot be read: \(reason)"
    case .notYAML(let reason):
      "is not valid YAML: \(reason)"
    case .unknownKey(let found, let known):
      "unknown key '\(found)'; \(suggestion(for: found, among: known))"
    case .missingKey(let missing, let found):
      "expected the key '\(missing)', found \(found.isEmpty ? "no key" : list(found))"
    case .unexpected(let found, let expected):
      "expected \(expected), found \(found)"
    case .unknownName(let found, let what, let known):
      "expected \(what), found '\(found)'; \(suggestion(for: found, among: known))"
    }
  }

  private func list(_ names: [String]) -> String {
    names.map { "'\($0)'" }.joined(separator: ", ")
  }

  private func suggestion(for found: String, among known: [String]) -> String {
    if known.isEmpty { return "there is none" }
    if let nearest = nearestName(to: found, among: known) { return "did you mean '\(nearest)'?" }
    return "use one of \(list(known))"
  }
}

/// The known name that takes the fewest edits to become `name`, if few are enough to be a slip.
func nearestName(to name: String, among known: [String]) -> String? {
  let ranked = known.map { (name: $0, edits: editDistance(name, $0)) }
  guard let best = ranked.min(by: { $0.edits < $1.edits }) else { return nil }
  return best.edits <= max(2, name.count / 3) ? best.name : nil
}

/// The number of letters to insert, delete or replace (Levenshtein).
private func editDistance(_ a: String, _ b: String) -> Int {
  let target = Array(b)
  var row = Array(0...target.count)
  for (i, letter) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for j in target.indices {
      let replaced = diagonal + (letter == target[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, diagonal + 1, row[j] + 1)
    }
  }
  return row[target.count]
}
