extension ConfigurationError: CustomStringConvertible {
  /// One sentence: the place, the key, what was found, what was expected and the way out.
  public var message: String {
    let parts = [place.description, key, problem.message]
    return parts.filter { !$0.isEmpty }.joined(separator: ": ")
  }

  public var description: String { message }
}

extension ConfigurationError.Place: CustomStringConvertible {
  public var description: String {
    switch self {
    case .file(let name, let line?): "\(name):\(line)"
    case .file(let name, nil): name
    case .override(let argument): "--set \(abridged(argument))"
    }
  }
}

extension ConfigurationError.Problem {
  fileprivate var message: String {
    switch self {
    case .unreadable(let reason):
      "cannot be read: \(reason)"
    case .tooLarge(let limit):
      "larger than \(limit) bytes, so no training configuration"
    case .notUTF8:
      "not UTF-8 text; save it as UTF-8"
    case .controlCharacter(let byte):
      "found the control character \(byte), expected plain text"
    case .empty:
      "no keys; at least 'env: NAME' is needed"
    case .notMapping(let found):
      "found \(found), expected keys with values, such as 'env: cartpole'"

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

    case .overrideWithoutValue:
      "no value; write --set KEY=VALUE, such as --set policy.hidden=[64,64]"
    case .overrideWithoutKey:
      "a name in the key is empty; write --set KEY=VALUE, such as --set strategy.sigma=0.1"

    case .missing(let expected):
      "missing; expected \(expected)"
    case .unknownKey(let nearest?, _):
      "unknown key; did you mean '\(nearest)'?"
    case .unknownKey(nil, let known):
      "unknown key; expected one of \(known.joined(separator: ", "))"
    case .unknownName(let name, let nearest?, _):
      "unknown name '\(abridged(name))'; did you mean '\(nearest)'?"
    case .unknownName(let name, nil, let known):
      "unknown name '\(abridged(name))'; expected one of \(known.joined(separator: ", "))"
    case .mismatch(let found, let expected):
      "found \(found), expected \(expected)"
    case .foreign(let owners, let selector, let chosen):
      "belongs to \(owners.joined(separator: " and ")), but \(selector) is \(chosen); "
        + "remove it or change \(selector)"

    case .oddPopulation(let count):
      "found \(count), expected an even number, because antithetic members come in pairs"
    case .pairsWithoutAntithetic:
      "'pair' needs pairs; set strategy.antithetic to true, or this to generation or none"
    case .sigmaIsAdapted(let strategy):
      "\(strategy) adapts sigma by itself; expected one number to start with, not a schedule"
    case .policyTooLarge(let weights, let limit):
      "the hidden layers have \(weights) weights between them, expected at most \(limit)"
    case .tooManyEpisodes(let count, let limit):
      "times strategy.population makes \(count) episodes in a generation, expected at most \(limit)"
    case .solutionUnseen:
      "0 evaluates only at the end, which stop.solved cannot wait for; "
        + "set it to 1 or more, or stop.solved to false"
    case .bestUnseen:
      "0 evaluates only at the end, so that checkpoint.keep_best has nothing to choose from; "
        + "set it to 1 or more, or checkpoint.keep_best to false"
    case .endless:
      "nothing would end the training; set stop.generations, stop.env_steps or stop.seconds"
    }
  }
}

/// Text of the user's, short and plain enough to be quoted in a sentence.
func abridged(_ text: String) -> String {
  let limit = 60
  var line = String.UnicodeScalarView()
  for scalar in text.unicodeScalars.prefix(limit + 1) {
    line.append(scalar.isPrintable ? scalar : " ")
  }
  return line.count > limit ? String(line.prefix(limit - 3)) + "..." : String(line)
}

extension Unicode.Scalar {
  /// Whether the scalar stands for itself on a line: no control or format character, no line break,
  /// nothing unassigned.
  var isPrintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
      .unassigned:
      false
    default: true
    }
  }
}
