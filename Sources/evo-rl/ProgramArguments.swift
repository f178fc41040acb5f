import CProcess
import EvoWords

/// What the program was started with.
enum ProgramArguments {
  /// An argument that is no text. Two such paths could be taken for one.
  struct NotText: Error, CustomStringConvertible {
    let number: Int
    /// With U+FFFD where it is no text.
    let nearest: String

    var description: String {
      "argument \(number) is not UTF-8: '\(abridged(nearest))'; give the file or folder another name"
    }
  }

  /// The arguments behind the program's name.
  static func all() throws(NotText) -> [String] {
    var arguments: [String] = []
    for index in 1..<max(Int(cp_argument_count()), 1) {
      guard let bytes = cp_argument(Int32(index)) else { continue }
      guard let text = String(validatingCString: bytes) else {
        throw NotText(number: index, nearest: String(cString: bytes))
      }
      arguments.append(text)
    }
    return arguments
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
