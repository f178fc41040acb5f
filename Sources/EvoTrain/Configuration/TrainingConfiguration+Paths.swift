import EvoFiles
import EvoYAML

extension DataConfiguration {
  /// Whether the data are files that a path names.
  public var hasPath: Bool {
    switch name {
    case .csv, .mnist, .fashionMNIST: true
    case .mnist1D, .digits, nil: false
    }
  }
}

extension TrainingConfiguration {
  /// Makes paths absolute: one that stands in the configuration's file is taken from that file's
  /// folder, one of `--set` from the working folder. A run then finds its data from anywhere.
  ///
  /// - Parameters:
  ///   - root: where they were written down.
  ///   - file: the configuration's file.
  mutating func resolvePaths(writtenIn root: YAMLNode, file: String) {
    let slash = file.lastIndex(of: "/")
    let home = slash.map { String(file[...$0]) } ?? "."
    func folder(_ key: [String]) -> String {
      if case .file = root.place(of: key) { home } else { "." }
    }
    if let path = data.path {
      data.path = Whereabouts.absolute(path, from: folder(["data", "path"]))
    }
    if let start = policy.start {
      let folder = folder(["policy", "start"])
      // A word may be the name of a shipped policy.
      if start.contains("/") || Whereabouts.isFolder("\(folder)/\(start)") != nil {
        policy.start = Whereabouts.absolute(start, from: folder)
      }
    }
  }
}
