import ArgumentParser
import EvoTrain
import EvoWords

/// What a mistyped command line probably meant.
enum Hint {
  /// Refuses a first word, or the second one of `list` and its like, that is no command.
  static func requireCommand(_ arguments: [String]) throws {
    var command: any ParsableCommand.Type = EvoRL.self
    for argument in arguments {
      let known = command.configuration.subcommands
      guard !known.isEmpty, !argument.hasPrefix("-"), argument != "help" else { return }
      let names = known.map { $0.configuration.commandName ?? "" }
      guard let index = names.firstIndex(of: argument) else {
        let hint =
          nearestName(to: argument, in: names).map { "did you mean '\($0)'?" }
          ?? "there are \(names.joined(separator: ", "))"
        throw ValidationError("no command '\(abridged(argument))'; \(hint)")
      }
      command = known[index]
    }
  }

  /// What is said of an unknown option in place of the parser's guess: keys of a configuration are set
  /// with `--set`.
  static func text(for message: String, _ arguments: [String]) -> String? {
    let lead = "Unknown option '--"
    guard message.hasPrefix(lead), let command = arguments.first,
      let sections = sections[command]
    else { return nil }
    let option = message.dropFirst(lead.count).prefix { $0 != "'" && $0 != "=" }
    let key = option.map { $0 == "-" ? "_" : String($0) }.joined()
    let paths = TrainingConfiguration.keys.map(\.path).filter { path in
      (path == key || path.hasSuffix("." + key))
        && (sections.isEmpty || sections.contains { path.hasPrefix($0) })
    }
    guard !paths.isEmpty else { return nil }
    let value = value(of: "--\(option)", in: arguments) ?? "VALUE"
    return "did you mean "
      + paths.prefix(3).map { "--set \($0)=\(abridged(nearest(to: value, as: $0)))" }
      .joined(separator: " or ") + "?"
  }

  /// The name that a key's value was probably meant to be; the value where it is a name, or none.
  private static func nearest(to value: String, as key: String) -> String {
    do {
      _ = try TrainingConfiguration.decode(
        yaml: "env: any", file: "", overrides: ["\(key)=\(value)"])
    } catch {
      if case .unknownName(_, let nearest?, _) = error.problem { return nearest }
    }
    return value
  }

  /// The commands with `--set`, and the sections that it is for; none are all.
  private static let sections = [
    "train": [], "resume": ProgressConfiguration.sections.map { $0 + "." }, "analyze": [],
    "optimize": ["strategy.", "optimizer."],
  ]

  private static func value(of option: String, in arguments: [String]) -> String? {
    for (index, argument) in arguments.enumerated() {
      if argument.hasPrefix(option + "=") { return String(argument.dropFirst(option.count + 1)) }
      if argument == option, index + 1 < arguments.count, !arguments[index + 1].hasPrefix("--") {
        return arguments[index + 1]
      }
    }
    return nil
  }
}
