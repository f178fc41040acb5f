import ArgumentParser
import EvoFiles
import EvoTrain
import EvoWords

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Begin a walker or an environment of your own.",
    subcommands: [NewWalker.self, NewEnvironmentCommand.self])

  struct NewWalker: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "walker",
      abstract: "Write a walker's YAML file to start from, with every key explained.",
      discussion: """
        The creature in it can be trained at once. Change it until it is yours; evo-rl check says what is \
        wrong with it, and draws it.
        """)

    @Argument(help: "Its name: letters, digits, '-' and '_'.")
    var name: String

    @Option(
      help: ArgumentHelp("Where to write it; NAME.yaml if left out.", valueName: "file"),
      completion: .file(extensions: ["yaml"]))
    var out: String?

    @OptionGroup var report: ReportOptions

    func validate() throws {
      let isWord = name.allSatisfy {
        $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0))
      }
      guard isWord, name.first?.isLetter == true else {
        throw ValidationError(
          "'\(abridged(name))': expected a name of letters, digits, '-' and '_' that begins with a letter, "
            + "such as 'my-creature'")
      }
      guard !EnvironmentLibrary().names.contains(name) else {
        throw ValidationError(
          "there is an environment '\(name)' already; choose another name, such as 'my-\(name)'")
      }
    }

    func run() throws {
      let path = out ?? "\(name).yaml"
      guard Whereabouts.realPath(path) == nil else {
        throw ValidationError(
          "\(path) is there already, and is not replaced; name another file with --out")
      }
      try AtomicFile.write(Array(WalkerTemplate.text(name: name).utf8), to: path)
      var json = JSONObject()
      json.add("name", name)
      json.add("out", path)
      report.show(
        json: json.text,
        text: """
          \(path): a walker to start from
            evo-rl check \(path) --picture \(name).png
            evo-rl train \(path)
          """)
    }
  }
}
