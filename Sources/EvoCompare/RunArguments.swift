import EvoCore
import EvoFiles
import EvoRun
import Glibc

/// Groups of runs as they are typed: run folders, patterns of folders, and `NAME=` before either.
public enum RunArguments {
  /// - Parameter arguments: such as `runs/a-1`, `runs/a-*`, `low rank=runs/a-*`, or the folder of several seeds. Those without a name
  ///   are grouped by what their configurations differ in.
  /// - Parameter tally: counts the runs that have been read.
  /// - Throws: `CompareError`, or what reading a run throws.
  public static func groups(
    _ arguments: [String], in fileSystem: FileSystem = .posix, tally: Tally? = nil
  ) throws -> [RunGroup] {
    var names: [String] = []
    var named: [String: [RunRecord]] = [:]
    var others: [RunRecord] = []
    let patterns = try arguments.map { argument in
      let (name, pattern) = split(argument)
      return (name, try folders(pattern))
    }
    tally?.begin("reading", total: patterns.reduce(0) { $0 + $1.1.count }, unit: "runs")
    for (name, folders) in patterns {
      let runs = try folders.map { folder in
        defer { tally?.add() }
        return try RunRecord(reading: folder, in: fileSystem)
      }
      if let name {
        if named[name] == nil { names.append(name) }
        named[name, default: []] += runs
      } else {
        others += runs
      }
    }
    let groups =
      try names.map { try RunGroup($0, named[$0] ?? []) } + RunGroup.byDifference(others)
    try RunGroup.requireOneTask(groups)
    return groups
  }

  /// A folder whose path holds `=` is taken as it is.
  private static func split(_ argument: String) -> (name: String?, pattern: String) {
    guard let sign = argument.firstIndex(of: "="), sign != argument.startIndex,
      access(argument, F_OK) != 0
    else { return (nil, argument) }
    return (String(argument[..<sign]), String(argument[argument.index(after: sign)...]))
  }

  /// What a pattern of the shell stands for, in order; a path that is none stands for itself. No shell
  /// replaces a pattern behind `NAME=`.
  private static func folders(_ pattern: String) throws(CompareError) -> [String] {
    guard pattern.contains(where: { "*?[".contains($0) }) else {
      // The folder of `train --seeds` is no run and holds some.
      let isRun = access("\(pattern)/\(RunFolder.configurationName)", F_OK) == 0
      let seeds = "\(pattern)/\(RunFolder.seedPrefix)*"
      return isRun ? [pattern] : (try? folders(seeds)) ?? [pattern]
    }
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern, GLOB_TILDE, nil, &found) == 0 else { throw .noMatch(pattern: pattern) }
    // runs/latest is another name for one of the others.
    let paths = (0..<Int(found.gl_pathc)).compactMap {
      found.gl_pathv[$0].map { String(cString: $0) }
    }
    return paths.filter { path in !path.hasSuffix("/latest") || paths.count == 1 }
  }
}
