import EvoCore
import EvoFiles
import EvoTrain
import Glibc

/// The folder of one training: its configuration, metrics, checkpoints, policy and curve. `RunFile`
/// lists the files.
///
/// Files that are replaced are replaced in one step; the metrics only grow. A checkpoint is written
/// after everything that it vouches for: the rows of its generations are on the device, and the
/// policy and the curve are as new as it is. `config.yaml` comes last of all into a new folder, so
/// that a folder that has one can be resumed.
public final class RunFolder {
  public static let configurationName = "config.yaml"
  public static let policyName = "policy.safetensors"
  public static let curveName = "learning-curve.png"
  public static let checkpointsName = "checkpoints"
  public static let bestName = "best.safetensors"
  /// The copy of the file that describes the walker.
  public static let walkerName = "walker.yaml"

  public let path: String
  private let fileSystem: FileSystem
  private let lock: RunLock
  /// Where the reports go.
  private let sinks: [any MetricsSink]

  /// A run that was found in a folder.
  public struct Found {
    public let folder: RunFolder
    public let checkpoint: TensorFile
    /// Wall time that it took.
    public let seconds: Double
  }

  /// Makes a new run folder. It is a run once `saveConfiguration` has been called.
  ///
  /// - Parameters:
  ///   - name: name of the configuration.
  ///   - sinks: where the reports may go; the configuration chooses.
  /// - Throws: `FileError` or `RunFolderError`, the latter when there is a run in the folder.
  public static func create(
    at path: String, for configuration: TrainingConfiguration, name: String,
    sinks: [any MetricsSink.Type] = MetricsSinks.all, in fileSystem: FileSystem = .posix
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
    let place = SinkPlace(
      folder: path, name: name, configuration: configuration, isNew: true, generation: 0,
      envSteps: 0, fileSystem: fileSystem)
    return RunFolder(
      path: path, fileSystem: fileSystem, lock: lock,
      sinks: try MetricsSinks.open(sinks, at: place, warn: { _ in }))
  }

  /// Opens the folder of an earlier run, with the newest checkpoint that is whole, and cuts the
  /// reports back to it.
  ///
  /// - Parameters:
  ///   - sinks: where the reports may go; the configuration chooses.
  ///   - warn: is told of each damaged checkpoint that was passed over, and of lost rows.
  public static func open(
    _ path: String, sinks: [any MetricsSink.Type] = MetricsSinks.all,
    in fileSystem: FileSystem = .posix, warn: (String) -> Void
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
      let place = SinkPlace(
        folder: path, name: heading.name, configuration: heading.configuration, isNew: false,
        generation: heading.generation, envSteps: heading.envSteps, fileSystem: fileSystem)
      let sinks = try MetricsSinks.open(sinks, at: place, warn: warn)
      return Found(
        folder: RunFolder(path: path, fileSystem: fileSystem, lock: lock, sinks: sinks),
        checkpoint: checkpoint, seconds: sinks.lazy.compactMap(\.elapsed).first ?? 0)
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

  private init(
    path: String, fileSystem: FileSystem, lock: RunLock, sinks: [any MetricsSink]
  ) {
    self.path = path
    self.fileSystem = fileSystem
    self.lock = lock
    self.sinks = sinks
  }

  /// Hands a report to every sink.
  public func append(_ report: GenerationReport) throws {
    for sink in sinks { try sink.append(report) }
  }

  /// Tells the sinks that the run ends or is left; the last checkpoint comes after that.
  ///
  /// - Parameter evaluation: of the last center, or the latest before it.
  public func close(_ evaluation: EvaluationSummary?) throws {
    for sink in sinks { try sink.close(evaluation) }
  }

  /// Writes what a new run needs to be used from anywhere, by itself.
  ///
  /// - Parameter walker: the file that describes the environment; nil where there is none.
  public func saveCompanions(walker: [UInt8]?) throws {
    try write(Array(ActingProgram.text.utf8), as: ActingProgram.name)
    if let walker { try write(walker, as: Self.walkerName) }
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
    for sink in sinks { try sink.flush() }
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
    let bytes = try fileSystem.readFile(
      "\(path)/\(MetricsCSV.fileName)", limit: MetricsCSV.limit)
    return try LearningCurve(metrics: String(decoding: bytes, as: UTF8.self)).png(
      title: "\(name), seed \(trainer.configuration.seed)", of: trainer.subject)
  }
}
