import EvoWords

/// Why a safetensors file is no policy.
public enum PolicyFileError: Error, Equatable, Sendable {
  case notAPolicy(file: String)
  /// Another format version; `writer` is the version of the program that wrote the file.
  case otherVersion(file: String, found: String, expected: Int, writer: String?)
  case missing(file: String, key: String)
  case invalid(file: String, key: String, found: String, expected: String)
  case unknownEnvironment(file: String, name: String, nearest: String?)
  case doesNotFit(file: String, environment: String, found: String, expected: String)
  /// The file asks for more episodes than anybody may want who has not said so.
  case asksForEpisodes(file: String, found: Int, limit: Int)
  /// A policy that did not learn from a table is asked for the rows of one.
  case notForTables(file: String, subject: String)
  /// What was trained on has no path that could be changed.
  case noDataPath(file: String, subject: String)
  /// The data of a run are not those that it began with.
  case otherData(file: String, path: String, what: String, found: String, expected: String)
  /// The policy to start from was not found.
  case noStart(reason: String)
  /// A policy to start from is not of the configuration's kind.
  case otherPolicy(file: String, key: String, found: String, expected: String)
  /// A policy to start from has layer normalization and would not grow by whole multiples.
  case cannotGrow(file: String, found: [Int], expected: [Int])
}

extension PolicyFileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notAPolicy(let file):
      "\(file): no evo-rl policy; expected a policy.safetensors or a checkpoint written by evo-rl"
    case .otherVersion(let file, let found, let expected, let writer):
      "\(file): format version \(abridged(found)), but evo-rl \(Version.text) reads version "
        + "\(expected); use the evo-rl that wrote it" + (writer.map { " (\(abridged($0)))" } ?? "")
        + (Int(found).map { $0 > expected } == true ? " or a newer one" : "")
    case .missing(let file, let key):
      "\(file): the metadata lack '\(key)'; the file was not written by evo-rl or is incomplete"
    case .invalid(let file, let key, let found, let expected):
      "\(file): \(key): found \(abridged(found)), expected \(expected)"
    case .unknownEnvironment(let file, let name, let nearest):
      "\(file): the policy is for the environment '\(abridged(name))', which this evo-rl does not have"
        + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    case .doesNotFit(let file, let environment, let found, let expected):
      "\(file): the policy does not fit the environment '\(environment)': "
        + "found \(found), expected \(expected)"
    case .asksForEpisodes(let file, let found, let limit):
      "\(file): it asks for \(found) episodes, and more than \(limit) are not played unasked; "
        + "say how many by --episodes"
    case .notForTables(let file, let subject):
      "\(file): the policy learned from '\(abridged(subject))', not from a table; evo-rl predict needs "
        + "one that was trained with data: csv"
    case .noDataPath(let file, let subject):
      "\(file): --data is for policies that learned from files, and this one learned from "
        + "'\(abridged(subject))'; leave it out"
    case .otherData(let file, let path, let what, let found, let expected):
      "\(file): \(path) is not what the training began with: its \(what) are \(abridged(found)), "
        + "expected \(abridged(expected)); name the right file with --data, or train anew"
    case .noStart(let reason):
      "policy.start: \(reason); a relative path is taken from the folder of the configuration, and "
        + "with --set from the working folder"
    case .otherPolicy(let file, let key, let found, let expected):
      "\(file): a training cannot start from this policy: its \(key) "
        + "\(key == "layers" ? "are" : "is") \(found), the configuration's \(expected); change the "
        + "configuration or 'policy.start'"
    case .cannotGrow(let file, let found, let expected):
      "\(file): a training cannot start from this policy: with layer_norm a hidden layer can only "
        + "grow to a multiple of its units, but its layers are \(found) and the configuration's "
        + "\(expected); change 'policy.hidden' or 'policy.start'"
    }
  }
}
