import ArgumentParser

/// Where data are that have moved.
struct DataOption: ParsableArguments {
  @Option(
    name: .customLong("data"),
    help: ArgumentHelp(
      "Where the data are now, in place of the path of the training.", valueName: "path"),
    completion: .file())
  var path: String?
}
