/// What stands in a YAML text, before anybody asks whether it is accepted here.
struct ComposedYAML {
  enum Content {
    case scalar(String, isQuoted: Bool)
    case sequence([ComposedYAML])
    case mapping([(key: ComposedYAML, value: ComposedYAML)])
  }

  let content: Content
  /// The tag that was written, if it says more than that this is text.
  let tag: String?
  /// Counts from 1.
  let line: Int
}

/// Why a text cannot be composed.
struct CompositionFailure: Error {
  enum Problem {
    /// Said by libyaml in its own words.
    case syntax(String)
    /// Said by libyaml of a character that no YAML text may have.
    case character(String)
    case duplicateKey(String)
    case tooDeep
    case anchor
    case severalDocuments
  }

  let problem: Problem
  /// Nil where no line is to blame.
  let line: Int?
}
