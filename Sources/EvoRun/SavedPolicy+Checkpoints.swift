import EvoCore
import EvoFiles

extension SavedPolicy {
  /// The policies of all checkpoints that a run has kept, in the order of their generations.
  ///
  /// - Parameter kind: finds the environment of a checkpoint by name.
  /// - Throws: `RunFolderError` where there is no run or no checkpoint, or what reading one throws.
  public static func checkpoints(
    of run: String, kind: (String) throws -> EnvironmentKind, in fileSystem: FileSystem = .posix
  ) throws -> [(file: PolicyFile, path: String)] {
    guard let names = try? fileSystem.names(in: run), names.contains(RunFolder.configurationName)
    else { throw RunFolderError.noRun(path: run) }
    let folder = "\(run)/\(RunFolder.checkpointsName)"
    let generations = try RunFolder.generations(in: run, fileSystem)
    guard !generations.isEmpty else { throw RunFolderError.noCheckpoint(path: run) }
    return try generations.map { generation in
      let path = "\(folder)/\(RunFolder.checkpointName(generation))"
      let tensors = try TensorFile.read(path, requiringChecksum: true, in: fileSystem)
      return (try PolicyFile(checkpoint: tensors, kind: kind), path)
    }
  }
}
