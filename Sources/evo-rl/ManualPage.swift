import ArgumentParser
import EvoWords

/// The page of `man evo-rl`: the help of every command, and what they have in common.
enum ManualPage {
  static let option = "--generate-man-page"

  static var text: String {
    var lines = [
      ".TH EVO\\-RL 1 \"\" \"evo\\-rl \(Version.text)\" \"evo\\-rl\"",
      ".SH NAME",
      escaped("evo-rl") + " \\- " + escaped(EvoRL.configuration.abstract),
      ".SH SYNOPSIS",
      ".B evo\\-rl",
      ".I subcommand",
      "[options]",
      ".SH DESCRIPTION",
    ]
    lines += verbatim(RootHelp.text)
    for command in EvoRL.configuration.subcommands {
      lines += section(command, path: [])
    }
    return (lines + closing).joined(separator: "\n") + "\n"
  }

  private static func section(_ command: any ParsableCommand.Type, path: [String]) -> [String] {
    let path = path + [command.configuration.commandName ?? ""]
    let heading = escaped("evo-rl " + path.joined(separator: " "))
    let inner = command.configuration.subcommands.flatMap { section($0, path: path) }
    return [(path.count == 1 ? ".SH \"" : ".SS \"") + heading + "\""]
      + verbatim(EvoRL.helpMessage(for: command, columns: 72)) + inner
  }

  /// Text that keeps its lines.
  private static func verbatim(_ text: String) -> [String] {
    [".nf"]
      + text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        let isRequest = line.first == "." || line.first == "'"
        return (isRequest ? "\\&" : "") + escaped(String(line))
      } + [".fi"]
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
  }

  private static let closing = [
    ".SH \"EXIT STATUS\"",
    ".TP", ".B 0", "Everything was done.",
    ".TP", ".B 1",
    "A file, a name or a value in a file is wrong, something could not be read or written, a check",
    "failed, or a target was not reached. The last line of standard error says which.",
    ".TP", ".B 64", "The command line is wrong: an option, an argument or a value of \\-\\-set.",
    ".TP", ".B 128 + n", "Signal n ended it; what was trained is saved.",
    ".SH ENVIRONMENT",
    ".TP", ".B EVO_RL_HOME", "The folder with configs, policies and envs.",
    ".TP", ".B EVO_RL_FONTS", "A folder with DejaVuSans.ttf, where the system has none.",
    ".TP", ".B NO_COLOR, TERM=dumb", "Progress in plain lines, one below the other.",
    ".TP", ".B COLUMNS", "The width of lists where the terminal does not say it.",
  ]
}
