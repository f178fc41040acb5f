import EvoEnvs
import EvoFiles
import EvoTrain

/// Finds the environment of what a run has saved.
public enum SavedEnvironment {
  /// The walker of the run's own copy of its file, where there is one; whatever has become of the
  /// file since. Else the environment of that name.
  ///
  /// - Parameters:
  ///   - identifier: the name as the configuration has it, and the version: `lunar-lander-v2`.
  ///   - path: the run folder, or a file in it or among its checkpoints.
  /// - Throws: what `library` throws, or `WalkerSpecError` for a copy that is damaged.
  public static func entry(
    _ identifier: String, of path: String, library: EnvironmentLibrary = EnvironmentLibrary(),
    in fileSystem: FileSystem = .posix
  ) throws -> EnvironmentCatalog.Entry {
    let (name, version) = EnvironmentLibrary.parts(of: identifier) ?? (identifier, 1)
    for folder in folders(around: path) {
      guard let names = try? fileSystem.names(in: folder) else { continue }
      if names.contains(RunFolder.walkerName) {
        let copy = try EnvironmentCatalog.Entry(walkerAt: "\(folder)/\(RunFolder.walkerName)")
        if let entry = copy.version(version) { return entry }
      }
    }
    return try library.entry(name, version: version)
  }

  /// The path itself, the folder that it lies in, and the one above a folder of checkpoints.
  private static func folders(around path: String) -> [String] {
    func parent(_ path: String) -> String? {
      path.lastIndex(of: "/").map { String(path[..<$0]) }
    }
    guard let folder = parent(path) else { return [path] }
    let isCheckpoint = folder.hasSuffix("/\(RunFolder.checkpointsName)")
    return [path, folder] + (isCheckpoint ? [parent(folder)].compactMap { $0 } : [])
  }
}
