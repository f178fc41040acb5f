import CProcess

/// What the program was started with.
enum ProgramArguments {
  /// The arguments behind the program's name.
  static var all: [String] {
    (1..<max(Int(cp_argument_count()), 1)).compactMap { index in
      cp_argument(Int32(index)).map { String(cString: $0) }
    }
  }

  /// The arguments with a negative number joined to the option before it, as in `--target=-4.99`:
  /// on its own it would be taken for an option.
  static func joiningNegativeNumbers(_ arguments: [String]) -> [String] {
    var joined: [String] = []
    var isOpen = true
    for argument in arguments {
      if argument == "--" { isOpen = false }
      if isOpen, isNegativeNumber(argument), let option = joined.last, isBareOption(option) {
        joined[joined.count - 1] = "\(option)=\(argument)"
      } else {
        joined.append(argument)
      }
    }
    return joined
  }

  private static func isBareOption(_ argument: String) -> Bool {
    argument.hasPrefix("--") && argument.count > 2 && !argument.contains("=")
  }

  /// A minus and a number, or several with commas between.
  private static func isNegativeNumber(_ argument: String) -> Bool {
    argument.first == "-" && !argument.hasSuffix(",")
      && argument.split(separator: ",").allSatisfy { Double($0)?.isNaN == false }
  }
}
