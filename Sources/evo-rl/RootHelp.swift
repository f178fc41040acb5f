import ArgumentParser
import EvoWords

/// The help of `evo-rl` itself, on one screen of 80 columns and 24 rows.
enum RootHelp {
  /// Whether the arguments ask for it.
  static func isAsked(by arguments: [String]) -> Bool {
    arguments.isEmpty || [["--help"], ["-h"], ["help"]].contains(arguments)
  }

  static var text: String {
    let commands = EvoRL.configuration.subcommands.map {
      ["  \($0.configuration.commandName ?? "")", $0.configuration.abstract]
    }
    return """
      OVERVIEW: \(EvoRL.configuration.abstract)
      SUBCOMMANDS (try 'evo-rl train cartpole'; 'evo-rl help train' tells all of it):
      \(Terminal.table(commands))
      """
  }
}
