import EvoWords

/// Finds what is shipped beside the program, from any working directory.
///
/// A name is looked for in `$EVO_RL_HOME/<kind>`, in the folder that holds the program's own data
/// (an ancestor of the executable, or its `share/evo-rl`), and in the current directory, in this
/// order. An argument that is a path is taken as it is.
public struct ResourceLocator: Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    /// Training configurations: `configs/<name>.yaml`.
    case configs
    /// Trained policies: folders `policies/<name>`.
    case policies
    /// Environments described by data: `envs/<name>.yaml`.
    case envs
    /// Experiments: `configs/experiments/<name>.yaml`.
    case experiments = "configs/experiments"
    /// Data sets that are small enough to be shipped: `configs/data/<name>.csv`.
    case data = "configs/data"

    /// What follows the name in the file system.
    var suffix: String {
      switch self {
      case .configs, .envs, .experiments: ".yaml"
      case .policies: ""
      case .data: ".csv"
      }
    }
  }

  /// The folders that may hold `configs/`, `policies/` and `envs/`; the first that has a name wins.
  public let roots: [String]

  /// - Parameters:
  ///   - home: the value of `EVO_RL_HOME`, if it is set.
  ///   - executable: the real path of the running program.
  ///   - currentDirectory: where bare names are looked for last.
  public init(home: String?, executable: String?, currentDirectory: String) {
    let installed = executable.flatMap(Self.dataFolder(above:))
    roots = [home, installed, currentDirectory].compactMap { $0 }.filter { !$0.isEmpty }
  }

  /// The locator of the running process.
  public init() {
    self.init(
      home: Whereabouts.variable(Whereabouts.homeVariable), executable: Whereabouts.executable,
      currentDirectory: Whereabouts.currentDirectory)
  }

  /// The path that an argument means.
  ///
  /// An argument with a slash, one that ends in ".yaml" and one that names an existing file (for
  /// policies also a folder) is a path; anything else is a name.
  public func path(of argument: String, _ kind: Kind) throws(ResourceError) -> String {
    if isEntry(argument, kind, acceptsFile: true) { return argument }
    if argument.contains("/") || argument.hasSuffix(".yaml") {
      throw .noSuchPath(argument)
    }
    return try shipped(argument, kind)
  }

  /// The path of what is shipped by a name, whatever files of that name there are elsewhere.
  public func shipped(_ argument: String, _ kind: Kind) throws(ResourceError) -> String {
    // An empty name would find the folder of all policies.
    for root in roots where !argument.isEmpty {
      let candidate = "\(root)/\(kind.rawValue)/\(argument)\(kind.suffix)"
      if isEntry(candidate, kind) { return candidate }
    }
    let known = names(kind)
    throw .unknownName(
      argument, kind, nearest: nearestName(to: argument, in: known), known: known)
  }

  /// The names that can be found, sorted.
  public func names(_ kind: Kind) -> [String] {
    var names: Set<String> = []
    for root in roots {
      let folder = "\(root)/\(kind.rawValue)"
      for entry in (try? FileSystem.posix.list(folder)) ?? []
      where entry.hasSuffix(kind.suffix) && !entry.hasPrefix(".") {
        if isEntry("\(folder)/\(entry)", kind) {
          names.insert(String(entry.dropLast(kind.suffix.count)))
        }
      }
    }
    return names.sorted()
  }

  /// Whether a path exists and is of the form of the kind: a folder for policies, else a file.
  private func isEntry(_ path: String, _ kind: Kind, acceptsFile: Bool = false) -> Bool {
    guard let isFolder = Whereabouts.isFolder(path) else { return false }
    return isFolder == (kind == .policies) || (acceptsFile && !isFolder)
  }

  /// The nearest folder above the executable, or `share/evo-rl` in one, with the program's data.
  private static func dataFolder(above executable: String) -> String? {
    var folder = executable[...]
    while let slash = folder.lastIndex(of: "/") {
      folder = folder[..<slash]
      for candidate in ["\(folder)", "\(folder)/share/evo-rl"] {
        let isComplete = ["configs", "policies"].allSatisfy {
          Whereabouts.isFolder("\(candidate)/\($0)") != nil
        }
        if isComplete { return candidate }
      }
    }
    return nil
  }
}
