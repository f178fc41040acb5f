import ArgumentParser

/// For a command that does nothing but print.
struct JSONOption: ParsableArguments {
  @Flag(help: "Print the result as JSON.")
  var json = false
}
