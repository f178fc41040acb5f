import ArgumentParser

/// Keys of a configuration that are set for one run.
struct SettingOptions: ParsableArguments {
  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Set a key of the configuration; can be given several times.", valueName: "key=value"),
    completion: .keys)
  var settings: [String] = []
}
