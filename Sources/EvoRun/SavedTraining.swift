import EvoCore
import EvoFiles
import EvoTrain

/// Goes back to the beginning of a generation of a saved training, whose members can then be played
/// again.
public enum SavedTraining {
  /// Reads a checkpoint file, or of a run folder the newest checkpoint from which the generation can
  /// be reached, and trains up to the generation; nothing is written.
  ///
  /// - Parameters:
  ///   - generation: the generation that comes next, counted from 1; nil takes the one after the
  ///     newest checkpoint.
  ///   - kind: finds an environment by name and version, such as `lunar-lander-v2`.
  public static func load(
    _ path: String, before generation: Int?, kind: (String) throws -> EnvironmentKind,
    workers: any Workers, in fileSystem: FileSystem = .posix
  ) throws -> Trainer {
    let file = try checkpoint(path, before: generation, in: fileSystem)
    let trainer = try Trainer(checkpoint: file, kind: kind, workers: workers)
    if let generation {
      guard trainer.state.generation < generation else {
        throw RunFolderError.noCheckpointBefore(
          path: path, generation: generation, oldest: trainer.state.generation + 1)
      }
      while trainer.state.generation < generation - 1 { _ = try trainer.runGeneration() }
    }
    return trainer
  }

  private static func checkpoint(
    _ path: String, before generation: Int?, in fileSystem: FileSystem
  ) throws -> TensorFile {
    guard (try? fileSystem.names(in: path)) != nil else {
      return try TensorFile.read(path, requiringChecksum: true, in: fileSystem)
    }
    let folder = "\(path)/\(RunFolder.checkpointsName)"
    let generations = try RunFolder.generations(in: path, fileSystem)
    guard let oldest = generations.first else { throw RunFolderError.noCheckpoint(path: path) }
    // Where none is old enough, the oldest says so.
    let name = RunFolder.checkpointName(
      generations.last { $0 < generation ?? .max } ?? oldest)
    return try TensorFile.read("\(folder)/\(name)", requiringChecksum: true, in: fileSystem)
  }
}
