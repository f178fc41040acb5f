import EvoCore
import EvoFiles

extension SavedPolicy {
  /// The policies of all checkpoints that a run has kept, in the order of their generations; the best
  /// one among them.
  ///
  /// - Parameter kind: finds the environment of a checkpoint by name.
  /// - Throws: `RunFolderError` where there is no run or no checkpoint, or what reading one throws.
  public static func checkpoints(
    of run: String, kind: (String) throws -> EnvironmentKind, in fileSystem: FileSystem = .posix
  ) throws -> [(file: PolicyFile, path: String)] {
    guard let names = try? fileSystem.names(in: run), names.contains(RunFolder.configurationName)
    else { throw RunFolderError.noRun(path: run) }
    let folder = "\(run)/\(RunFolder.checkpointsName)"
    var files = try RunFolder.generations(in: run, fileSystem).map(RunFolder.checkpointName)
    guard !files.isEmpty else { throw RunFolderError.noCheckpoint(path: run) }
    if try fileSystem.names(in: folder).contains(RunFolder.bestName) {
      files.append(RunFolder.bestName)
    }
    var found: [Int: (file: PolicyFile, path: String)] = [:]
    for name in files {
      let path = "\(folder)/\(name)"
      let tensors = try TensorFile.read(path, requiringChecksum: true, in: fileSystem)
      let file = try PolicyFile(checkpoint: tensors, kind: kind)
      if found[file.generation] == nil { found[file.generation] = (file, path) }
    }
    return found.sorted { $0.key < $1.key }.map(\.value)
  }
}
