import EvoCore
import EvoFiles
import EvoTrain
import Glibc

/// The folder of one training: its configuration, metrics, checkpoints, policy and curve.
///
/// Files that are replaced are replaced in one step; the metrics only grow. A checkpoint is written
/// after everything that it vouches for: the rows of its generations are on the device, and the
/// policy and the curve are as new as it is. `config.yaml` comes last of all into a new folder, so
/// that a folder that has one can be resumed.
public final class RunFolder {
  public static let configurationName = "config.yaml"
  public static let metricsName = "metrics.csv"
  public static let policyName = "policy.safetensors"
  public static let curveName = "learning-curve.png"
  public static let checkpointsName = "checkpoints"
  public static let bestName = "best.safetensors"

  public let path: String
  private let fileSystem: FileSystem
  private let lock: RunLock
  private let metrics: AppendLog

  /// A run that was found in a folder.
  public struct Found {
    public let folder: RunFolder
    public let checkpoint: TensorFile
    /// Wall time that it took.
    public let seconds: Double
  }

  /// Makes a new run folder. It is a run once `saveConfiguration` has been called.
  ///
  /// - Throws: `FileError` or `RunFolderError`, the latter when there is a run in the folder.
  public static func create(
    at path: String, in fileSystem: FileSystem = .posix
  ) throws -> RunFolder {
    try fileSystem.createFolders(path)
    let lock = try RunLock(folder: path, in: fileSystem)
    guard try !fileSystem.names(in: path).contains(configurationName) else {
      throw RunFolderError.exists(path: path)
    }
    try fileSystem.createFolders("\(path)/\(checkpointsName)")
    try prepare(path, fileSystem)
    // A start that was killed leaves the first checkpoint at most; others are of a run.
    guard try checkpointNames(in: path, fileSystem).allSatisfy({ $0 == checkpointName(0) }) else {
      throw RunFolderError.exists(path: path)
    }
    let metrics = try AppendLog(path: "\(path)/\(metricsName)", keeping: 0, in: fileSystem)
    try metrics.append(line: GenerationReport.header)
    return RunFolder(path: path, fileSystem: fileSystem, lock: lock, metrics: metrics)
  }

  /// Opens the folder of an earlier run, with the newest checkpoint that is whole, and cuts the
  /// metrics back to it.
  ///
  /// - Parameter warn: is told of each damaged checkpoint that was passed over, and of lost rows.
  public static func open(
    _ path: String, in fileSystem: FileSystem = .posix, warn: (String) -> Void
  ) throws -> Found {
    // A link such as runs/latest may point elsewhere tomorrow.
    let path = fileSystem.resolvingLink(path)
    guard try fileSystem.names(in: path).contains(configurationName) else {
      throw RunFolderError.noRun(path: path)
    }
    let lock = try RunLock(folder: path, in: fileSystem)
    try prepare(path, fileSystem)
    for name in try checkpointNames(in: path, fileSystem).reversed() {
      let checkpoint: TensorFile
      let heading: CheckpointFile.Heading
      do {
        checkpoint = try TensorFile.read(
          "\(path)/\(checkpointsName)/\(name)", requiringChecksum: true, in: fileSystem)
        heading = try CheckpointFile.heading(of: checkpoint)
      } catch let error as PolicyFileError {
        // Going back to a checkpoint that this program can read would throw the newer ones away.
        if case .otherVersion = error { throw error }
        warn("\(error); trying the checkpoint before it")
        continue
      } catch {
        warn("\(error); trying the checkpoint before it")
        continue
      }
      let (metrics, seconds) = try openMetrics(
        in: path, through: heading.generation, fileSystem, warn: warn)
      return Found(
        folder: RunFolder(path: path, fileSystem: fileSystem, lock: lock, metrics: metrics),
        checkpoint: checkpoint, seconds: seconds)
    }
    throw RunFolderError.noCheckpoint(path: path)
  }

  private static func prepare(_ path: String, _ fileSystem: FileSystem) throws {
    let checkpoints = "\(path)/\(checkpointsName)"
    try requireOwn(checkpoints, in: fileSystem)
    for folder in [path, checkpoints] {
      try AtomicFile.removeStaleTemporaries(in: folder, in: fileSystem)
    }
  }

  private static func openMetrics(
    in folder: String, through generation: Int, _ fileSystem: FileSystem, warn: (String) -> Void
  ) throws -> (AppendLog, seconds: Double) {
    let path = "\(folder)/\(metricsName)"
    var bytes: [UInt8] = []
    if try fileSystem.names(in: folder).contains(metricsName) {
      bytes = try fileSystem.readFile(path, limit: metricsLimit)
    }
    let rows = try MetricsRows(bytes, through: generation, path: path)
    if rows.generation < generation {
      warn("\(path): rows \(rows.generation + 1) to \(generation) are lost; the training is not")
    }
    let metrics = try AppendLog(path: path, keeping: rows.length, in: fileSystem)
    if rows.length == 0 { try metrics.append(line: GenerationReport.header) }
    return (metrics, rows.seconds)
  }

  private init(path: String, fileSystem: FileSystem, lock: RunLock, metrics: AppendLog) {
    self.path = path
    self.fileSystem = fileSystem
    self.lock = lock
    self.metrics = metrics
  }

  /// Adds a row to the metrics.
  public func append(_ report: GenerationReport) throws {
    try metrics.append(line: report.row)
  }

  /// Writes the configuration, for people and for `evo-rl train`.
  public func saveConfiguration(_ trainer: Trainer) throws {
    try write(Array(trainer.configuration.yaml.utf8), as: Self.configurationName)
  }

  /// Writes policy and checkpoint of `trainer` and removes checkpoints that are no longer kept.
  ///
  /// - Parameters:
  ///   - evaluation: of the present center, if there was one.
  ///   - drawsCurve: whether the learning curve is drawn anew.
  public func save(
    _ trainer: Trainer, name: String, evaluation: EvaluationSummary?, drawsCurve: Bool
  ) throws {
    try lock.requireHeld()
    let policy = trainer.policyFile(name: name, evaluation: evaluation)
    try policy.tensorFile().write(to: "\(path)/\(Self.policyName)", in: fileSystem)
    if drawsCurve { try write(learningCurve(trainer, name: name), as: Self.curveName) }
    try saveCheckpoint(
      trainer, name: name, as: Self.checkpointName(trainer.state.generation))
    let kept = trainer.configuration.checkpoint.keepLast
    let all = try Self.checkpointNames(in: path, fileSystem).filter { $0 != Self.bestName }
    for name in all.dropLast(kept) {
      try? fileSystem.remove("\(path)/\(Self.checkpointsName)/\(name)")
    }
  }

  /// Writes the checkpoint with the best evaluation so far.
  public func saveBest(_ trainer: Trainer, name: String) throws {
    try lock.requireHeld()
    try saveCheckpoint(trainer, name: name, as: Self.bestName)
  }

  private func saveCheckpoint(_ trainer: Trainer, name: String, as file: String) throws {
    try metrics.flush()
    let checkpoint = CheckpointFile(
      state: trainer.state, configuration: trainer.configuration.yaml, name: name)
    try checkpoint.tensorFile().write(
      to: "\(path)/\(Self.checkpointsName)/\(file)", in: fileSystem)
  }

  /// Writes the first failed episode of the run; later ones change nothing.
  ///
  /// - Parameter state: the training before the generation of the episode.
  public func saveFailure(
    _ episode: FailedEpisode, of trainer: Trainer, at state: TrainerState, name: String
  ) throws {
    guard try !fileSystem.names(in: path).contains(FailureFile.name) else { return }
    try lock.requireHeld()
    let checkpoint = CheckpointFile(
      state: state, configuration: trainer.configuration.yaml, name: name)
    try checkpoint.tensorFile().write(to: "\(path)/\(FailureFile.stateName)", in: fileSystem)
    let failure = FailureFile(
      environment: trainer.subject.name, seed: trainer.configuration.seed, episode: episode)
    try write(Array(failure.text.utf8), as: FailureFile.name)
  }

  private func write(_ bytes: [UInt8], as name: String) throws(FileError) {
    try AtomicFile.write(bytes, to: "\(path)/\(name)", in: fileSystem)
  }

  private func learningCurve(_ trainer: Trainer, name: String) throws -> [UInt8] {
    let bytes = try fileSystem.readFile("\(path)/\(Self.metricsName)", limit: Self.metricsLimit)
    return try LearningCurve(metrics: String(decoding: bytes, as: UTF8.self)).png(
      title: "\(name), seed \(trainer.configuration.seed)", of: trainer.subject)
  }
}
