import EvoWords

/// Why a study cannot be gone on with.
public enum JournalError: Error, Equatable, Sendable {
  /// A line is none that a study's log has.
  case noOperation(String, line: Int)
  /// A log of no study.
  case noStudy(String)
  case otherStudy(String, setting: String, found: String, expected: String)
  /// A trial has values that the space does not have.
  case otherSpace(String, line: Int, name: String)
}

extension JournalError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noOperation(let path, let line):
      "\(path):\(line): not a line of a study's log; restore the file from a copy, or begin anew with "
        + "another --out"
    case .noStudy(let path):
      "\(path): there is no study in it; begin one without --resume"
    case .otherStudy(let path, let setting, let found, let expected):
      "\(path): it is of another study: \(setting) is \(abridged(found)) there and "
        + "\(abridged(expected)) here; give the same options, or another --out"
    case .otherSpace(let path, let line, let name):
      "\(path):\(line): it is of another study: '\(abridged(name))' has a value there that the space "
        + "does not have here"
    }
  }
}
