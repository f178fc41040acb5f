import EvoWords

/// Why a policy is not exported.
public enum ExportError: Error, Equatable, Sendable {
  /// The ending of a file's name stands for no format.
  case unknownEnding(path: String, nearest: String?, known: [String])
  /// The file is the one that the policy was read from.
  case replacesSource(path: String)
  /// The policy has numbers that are infinite or no numbers.
  case notFinite(path: String)
  /// More bytes than a file of the format can have.
  case tooLarge(path: String, bytes: Int, limit: Int)
}

extension ExportError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownEnding(let path, let nearest, let known):
      "\(abridged(path)): its ending stands for no format; "
        + (nearest.map { "did you mean '\($0)'?" } ?? "there are \(known.joined(separator: ", "))")
    case .replacesSource(let path):
      "\(path): that is the file of the policy itself, which the export would replace; choose another "
        + "name"
    case .notFinite(let path):
      "\(path): not written: some weights of the policy are not finite; export an earlier checkpoint "
        + "of its run"
    case .tooLarge(let path, let bytes, let limit):
      "\(path): not written: the policy takes \(bytes) bytes, and files of this format hold at most "
        + "\(limit); choose another format"
    }
  }
}
