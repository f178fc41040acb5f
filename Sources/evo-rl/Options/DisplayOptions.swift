import ArgumentParser

/// How a command that goes on for a while shows it.
struct DisplayOptions: ParsableArguments {
  @Flag(help: "Print one JSON object per generation and a final one.")
  var json = false

  @Flag(help: "Print nothing; with --json, the final object only.")
  var quiet = false

  var style: DisplayStyle {
    if json { return quiet ? .finalJSON : .json }
    return quiet ? .quiet : Terminal.isInteractive ? .live : .lines
  }
}
