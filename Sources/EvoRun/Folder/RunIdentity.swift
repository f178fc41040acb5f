import EvoCore
import EvoFiles
import EvoTrain

/// Tells the checkpoints of a run from those of another that were put among them: the configuration
/// is that of `config.yaml`, but for what a resume may change.
///
/// Where no checkpoint agrees with `config.yaml`, somebody has edited it, and nothing can be told.
struct RunIdentity {
  private let path: String
  private let fileSystem: FileSystem
  /// nil where it cannot be read.
  private let configuration: TrainingConfiguration?

  /// - Throws: what keeps `config.yaml` from being read though it may be whole.
  init(_ path: String, in fileSystem: FileSystem) throws {
    self.path = path
    self.fileSystem = fileSystem
    do { configuration = try RunFolder.configuration(in: path, fileSystem) } catch {
      if CheckpointError.saysNothing(error) { throw error }
      configuration = nil
    }
  }

  /// - Throws: `CheckpointError.otherRun`.
  func requireSame(_ heading: CheckpointFile.Heading, file: String) throws {
    guard let configuration, !agrees(heading) else { return }
    guard try RunFolder.generations(in: path, fileSystem).contains(where: isOfThisRun) else {
      return
    }
    let difference = ConfigurationDifference(heading.configuration, configuration)
    throw CheckpointError.otherRun(
      file: file, key: difference?.key ?? "", found: difference?.first ?? "",
      expected: difference?.second ?? "")
  }

  private func isOfThisRun(generation: Int) throws -> Bool {
    let name = RunFolder.checkpointName(generation)
    do {
      let file = try TensorFile.read(
        "\(path)/\(RunFolder.checkpointsName)/\(name)", requiringChecksum: true, in: fileSystem)
      return agrees(try CheckpointFile.heading(of: file))
    } catch {
      if CheckpointError.saysNothing(error) { throw error }
      return false
    }
  }

  private func agrees(_ heading: CheckpointFile.Heading) -> Bool {
    var found = heading.configuration
    guard let configuration else { return false }
    found.progress = configuration.progress
    // Data may move.
    found.data.path = configuration.data.path
    return found == configuration
  }
}
