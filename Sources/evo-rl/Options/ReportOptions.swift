import ArgumentParser
import EvoCore

/// How a command that has one result shows it.
struct ReportOptions: ParsableArguments {
  @Flag(help: "Print the result as JSON.")
  var json = false

  @Flag(help: "Print nothing but what --json asks for; the exit status and the files remain.")
  var quiet = false

  /// Whether a line may show how far the command is.
  var isLive: Bool { Terminal.isInteractive && !json && !quiet }

  /// Does long work, which tells the tally how far it is; at a terminal a line shows it.
  func watching<Result>(_ work: (Tally) throws -> Result) rethrows -> Result {
    try ProgressLine.watching(isShown: Terminal.isWatched && !quiet, work)
  }

  /// Prints the result in the form that was asked for.
  func show(json: @autoclosure () -> String, text: @autoclosure () -> String) {
    if self.json { Terminal.line(json()) } else if !quiet { Terminal.line(text()) }
  }
}
