import EvoFiles
import EvoWords

/// Why a function of many numbers cannot be looked at, or not go on being looked at.
public enum ObjectiveError: Error, Equatable, Sendable {
  case unknownFunction(String, nearest: String?, known: [String])
  case noInstances(String)
  /// Nowhere in a whole generation does the function have a value.
  case noValue(String)
  /// No evaluation of a whole search gave a value.
  case nothingFound(evaluations: Int)
  /// A file is none that `--out` has written.
  case noRecord(String)
  /// A file is of a search with other settings.
  case otherSearch(String, setting: String, found: String, expected: String)
  case budgetTooSmall(budget: Int, strategy: String, members: Int)
  /// A search takes more memory than there is; `remedy` is what to do about it.
  case noMemory(need: Int, available: Int, remedy: String)
}

extension ObjectiveError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownFunction(let name, let nearest?, _):
      "no test function '\(abridged(name))'; did you mean '\(nearest)'?"
    case .unknownFunction(let name, nil, let known):
      "no test function '\(abridged(name))'; there are \(known.joined(separator: ", "))"
    case .noInstances(let name):
      "\(name) has no instances; --instance is for bbob-1 to bbob-24"
    case .noValue(let name):
      "\(name) has no value (it is nan) at any point of the latest generation; choose another --start "
        + "or a smaller --sigma"
    case .nothingFound(let evaluations):
      "none of the \(evaluations) evaluations gave a value"
    case .noRecord(let path):
      "\(path): not a file that 'evo-rl optimize --out' has written"
    case .otherSearch(let path, let setting, let found, let expected):
      "\(path): it is of another search: \(setting) is \(abridged(found)) there and "
        + "\(abridged(expected)) here; give the same options, or another file"
    case .budgetTooSmall(let budget, let strategy, let members):
      "--budget \(budget): a generation of \(strategy) takes \(members) evaluations; raise the budget, "
        + "or lower strategy.population with --set"
    case .noMemory(let need, let available, let remedy):
      "the search needs about \(FreeMemory.text(need)) of memory, but only "
        + "\(FreeMemory.text(available)) are left; \(remedy)"
    }
  }
}
