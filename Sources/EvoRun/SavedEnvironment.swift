import EvoEnvs
import EvoFiles
import EvoTrain

/// Finds the environment of what a run has saved.
public enum SavedEnvironment {
  /// The walker of the run's own copy of its file, where there is one; whatever has become of the
  /// file since. Else the environment of that name.
  ///
  /// - Parameters:
  ///   - name: as the configuration has it.
  ///   - path: the run folder, or a file in it or among its checkpoints.
  /// - Throws: what `library` throws, or `WalkerSpecError` for a copy that is damaged.
  public static func entry(
    _ name: String, of path: String, library: EnvironmentLibrary = EnvironmentLibrary(),
    in fileSystem: FileSystem = .posix
  ) throws -> EnvironmentCatalog.Entry {
    for folder in folders(around: path) {
      guard let names = try? fileSystem.names(in: folder) else { continue }
      if names.contains(RunFolder.walkerName) {
        return try EnvironmentCatalog.Entry(walkerAt: "\(folder)/\(RunFolder.walkerName)")
      }
    }
    return try library.entry(name)
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
