import EvoWords

/// What a key or value comes from.
public enum YAMLPlace: Equatable, Sendable {
  /// A file; the line counts from 1 and is nil when the whole file is meant.
  case file(String, line: Int?)
  /// An argument of `--set`, as it was typed.
  case override(String)
}

extension YAMLPlace {
  /// The file that this place is in, or the override.
  package var whole: YAMLPlace {
    if case .file(let name, _) = self { .file(name, line: nil) } else { self }
  }

  package var line: Int? {
    if case .file(_, let line) = self { line } else { nil }
  }
}

extension YAMLPlace: CustomStringConvertible {
  public var description: String {
    switch self {
    case .file(let name, let line?): "\(name):\(line)"
    case .file(let name, nil): name
    case .override(let argument): "--set \(abridged(argument))"
    }
  }
}
