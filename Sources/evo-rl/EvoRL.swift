import ArgumentParser
import EvoFiles
import EvoMPI
import EvoTrain
import EvoWords
import EvoYAML
@preconcurrency import Glibc

/// The command line: argument parsing and wiring, no algorithm.
@main
struct EvoRL: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evo-rl",
    abstract: "Train neural policies with evolution strategies.",
    version: Version.text,
    subcommands: [
      TrainCommand.self, ResumeCommand.self, VerifyCommand.self, EvalCommand.self,
      PredictCommand.self, RenderCommand.self, TraceCommand.self, PlotCommand.self,
      CompareCommand.self, ReportCommand.self, ExportCommand.self, CardCommand.self,
      CheckCommand.self, NewCommand.self, OptimizeCommand.self, TuneCommand.self, PlanCommand.self,
      ListCommand.self, BenchCommand.self, ExperimentCommand.self, AnalyzeCommand.self,
    ])

  static func main() {
    StandardStreams.fillGaps()
    if let illegible = Whereabouts.illegible {
      Terminal.complain("Error: \(illegible); give the folder another name, or go elsewhere")
      Glibc.exit(EX_USAGE)
    }
    let arguments: [String]
    do { arguments = ProgramArguments.joiningNegativeNumbers(try ProgramArguments.all()) } catch {
      Terminal.complain("Error: \(error)")
      Glibc.exit(EX_USAGE)
    }
    do {
      if RootHelp.isAsked(by: arguments) {
        print(RootHelp.text)
        try requireOutputWritten()
        // No words at all are a mistake, which a script should notice.
        Glibc.exit(arguments.isEmpty ? EX_USAGE : EXIT_SUCCESS)
      }
      if arguments == [ManualPage.option] {
        print(ManualPage.text, terminator: "")
        return try requireOutputWritten()
      }
      try Hint.requireCommand(arguments)
      var command = try parseAsRoot(arguments)
      if let command = command as? any TeamCommand {
        try Ranks.join(command.team)
      } else if configuration.subcommands.contains(where: { $0 == type(of: command) }) {
        try Ranks.requireAlone(arguments[0])
      } else if Launch.current.rank > 0 {
        Glibc.exit(EXIT_SUCCESS)  // Help is wanted once.
      }
      try command.run()
      try requireOutputWritten()
      Ranks.exit(EXIT_SUCCESS)
    } catch let error as ConfigurationError where error.isTyped {
      // Like every other mistake on the command line.
      Terminal.complain("Error: \(error)")
      Ranks.exit(EX_USAGE)
    } catch {
      let code = exitCode(for: error)
      if Launch.current.rank > 0, Ranks.team.count == 1 { Terminal.voice = .silent }
      guard let hint = Hint.text(for: message(for: error), arguments) else {
        // Help goes to standard output, as the parser does it.
        guard !code.isSuccess else { exit(withError: error) }
        let words = fullMessage(for: error)
        if !words.isEmpty { Terminal.complain(words) }
        Ranks.exit(code.rawValue)
      }
      let words = fullMessage(for: error)
      let line = words.prefix { $0 != "\n" }
      let complaint = line.split(separator: ". Did you mean").first ?? line
      Terminal.complain("\(complaint); \(hint)\(words.dropFirst(line.count))")
      Ranks.exit(code.rawValue)
    }
  }

  /// `print` says nothing when a full device swallows what it writes.
  private static func requireOutputWritten() throws {
    guard fflush(stdout) != 0 || ferror(stdout) != 0 else { return }
    let reason = String(cString: strerror(errno))
    // The reader of a pipe that has gone away wanted no more.
    var status = stat()
    guard fstat(STDOUT_FILENO, &status) != 0 || status.st_mode & S_IFMT != S_IFIFO else { return }
    throw OutputError(reason: reason)
  }
}

/// What was printed did not get anywhere.
private struct OutputError: Error, CustomStringConvertible {
  let reason: String

  var description: String { "standard output: cannot write: \(reason)" }
}
