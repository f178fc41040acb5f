import EvoCore
import EvoFiles
import EvoTrain

/// Looks for the newest checkpoint of a run that a training can go on with. Changes nothing.
struct CheckpointSearch {
  struct Found {
    let file: TensorFile
    let heading: CheckpointFile.Heading
    let trainer: Trainer
  }

  let path: String
  let fileSystem: FileSystem
  /// Names of those that nothing can be done with, which were passed over.
  private(set) var damaged: [String] = []
  private let identity: RunIdentity

  /// - Throws: `FileError`.
  init(_ path: String, in fileSystem: FileSystem) throws {
    self.path = path
    self.fileSystem = fileSystem
    identity = try RunIdentity(path, in: fileSystem)
  }

  /// - Parameters:
  ///   - warn: is told of each checkpoint that is passed over.
  ///   - restore: makes a training of a checkpoint; what is wrong with the file passes it over,
  ///     whatever else fails ends the search.
  mutating func newest(
    warn: (String) -> Void, restore: (TensorFile) throws -> Trainer
  ) throws -> Found {
    let generations = try RunFolder.generations(in: path, fileSystem)
    for name in generations.reversed().map(RunFolder.checkpointName) {
      do { return try attempt(name, restore) } catch  where CheckpointError.isDamage(error) {
        warn("\(error); trying the checkpoint before it")
        damaged.append(name)
      }
    }
    throw RunFolderError.noCheckpoint(path: path)
  }

  private var folder: String { "\(path)/\(RunFolder.checkpointsName)" }

  private func attempt(
    _ name: String, _ restore: (TensorFile) throws -> Trainer
  ) throws -> Found {
    let file = try TensorFile.read("\(folder)/\(name)", requiringChecksum: true, in: fileSystem)
    let heading = try CheckpointFile.heading(of: file)
    try CheckpointError.requireName(name, of: heading, file: file.source)
    try identity.requireSame(heading, file: file.source)
    return Found(file: file, heading: heading, trainer: try restore(file))
  }
}
