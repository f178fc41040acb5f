import EvoCore
import EvoDraw
import EvoFiles
import EvoTrain
import Glibc

/// The folder of one training: its configuration, metrics, checkpoints, policy and curve. `RunFile`
/// lists the files.
///
/// Files that are replaced are replaced in one step; the metrics only grow. A checkpoint is written
/// after everything that it vouches for: the rows of its generations are on the device, and the
/// policy is as new as it is. The curve comes after it, as nothing depends on it. `config.yaml` comes
/// last of all into a new folder, so that a folder that has one can be resumed.
public final class RunFolder {
  public static let configurationName = "config.yaml"
  /// How the folders of several seeds begin that are trained together.
  public static let seedPrefix = "seed-"
  public static let policyName = "policy.safetensors"
  /// The run as a page, where one was asked for.
  public static let reportName = "report.html"
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
  /// Whether any report came since the folder was opened.
  private var hasReports = false
  /// Names of checkpoints of no use, which are still among the others.
  private var damaged: [String] = []

  /// A run that was found in a folder.
  public struct Found {
    public let folder: RunFolder
    public let trainer: Trainer
    public let heading: CheckpointFile.Heading
    /// The training as it is now.
    var checkpoint: TensorFile {
      CheckpointFile(
        state: trainer.state, configuration: trainer.configuration.yaml, name: heading.name
      ).tensorFile()
    }
    /// Whether newer checkpoints were passed over.
    public var isFallback: Bool { !folder.damaged.isEmpty }
  }

  /// Makes a new run folder. It is a run once `saveConfiguration` has been called.
  ///
  /// - Parameters:
  ///   - name: name of the configuration.
  ///   - measures: what evaluations measure beside the return, by name.
  ///   - sinks: where the reports may go; the configuration chooses.
  /// - Throws: `FileError` or `RunFolderError`, the latter when there is a run in the folder.
  public static func create(
    at path: String, for configuration: TrainingConfiguration, name: String,
    measures: [String] = [], picture: (() throws -> Canvas?)? = nil,
    sinks: [any MetricsSink.Type] = MetricsSinks.all, in fileSystem: FileSystem = .posix
  ) throws -> RunFolder {
    try fileSystem.createFolders(path)
    // Before the lock, which would leave a file in a folder that is then refused.
    try requireNoRun(in: path, fileSystem)
    let lock = try RunLock(folder: path, in: fileSystem)
    try requireNoRun(in: path, fileSystem)
    let checkpoints = "\(path)/\(checkpointsName)"
    try fileSystem.createFolders(checkpoints)
    try requireOwn(checkpoints, in: fileSystem)
    try removeTemporaries(in: path, fileSystem)
    let place = SinkPlace(
      folder: path, name: name, configuration: configuration, measures: measures, isNew: true,
      generation: 0, envSteps: 0, picture: picture, fileSystem: fileSystem)
    return RunFolder(
      path: path, fileSystem: fileSystem, lock: lock,
      sinks: try MetricsSinks.open(sinks, at: place, warn: { _ in }))
  }

  /// Opens the folder of an earlier run, with the newest checkpoint that is whole, and cuts the
  /// reports back to it.
  ///
  /// - Parameters:
  ///   - picture: draws what a policy does; nil where there is nothing to see.
  ///   - sinks: where the reports may go; the configuration chooses.
  ///   - warn: is told of each checkpoint that was passed over, and of lost rows.
  ///   - restore: makes a training of a checkpoint.
  /// - Throws: what is wrong with the folder, or what keeps a checkpoint from being read though it may
  ///   be whole; nothing is changed then.
  public static func open(
    _ path: String, picture: PolicyPicture? = nil,
    sinks: [any MetricsSink.Type] = MetricsSinks.all,
    in fileSystem: FileSystem = .posix, warn: (String) -> Void,
    restore: (TensorFile) throws -> Trainer
  ) throws -> Found {
    // A link such as runs/latest may point elsewhere tomorrow.
    let path = fileSystem.resolvingLink(path)
    guard try fileSystem.names(in: path).contains(configurationName) else {
      throw RunFolderError.noRun(path: path)
    }
    let lock = try RunLock(folder: path, in: fileSystem)
    try requireOwn("\(path)/\(checkpointsName)", in: fileSystem)
    var search = try CheckpointSearch(path, in: fileSystem)
    let newest = try search.newest(warn: warn, restore: restore)
    try removeTemporaries(in: path, fileSystem)
    let heading = newest.heading
    let place = SinkPlace(
      folder: path, name: heading.name, configuration: heading.configuration,
      measures: newest.trainer.subject.measures, isNew: false,
      generation: heading.generation, envSteps: heading.envSteps,
      picture: newest.trainer.show(picture), fileSystem: fileSystem)
    let sinks = try MetricsSinks.open(sinks, at: place, warn: warn)
    newest.trainer.setElapsed(sinks.lazy.compactMap(\.elapsed).first ?? 0)
    let folder = RunFolder(path: path, fileSystem: fileSystem, lock: lock, sinks: sinks)
    folder.damaged = search.damaged
    return Found(folder: folder, trainer: newest.trainer, heading: heading)
  }

  private static func requireNoRun(in path: String, _ fileSystem: FileSystem) throws {
    let names = try fileSystem.names(in: path)
    guard !names.contains(configurationName) else { throw RunFolderError.exists(path: path) }
    // A start that was killed leaves the first checkpoint at most; others are of a run.
    if names.contains(checkpointsName) {
      guard try generations(in: path, fileSystem).allSatisfy({ $0 == 0 }) else {
        throw RunFolderError.exists(path: path)
      }
    }
    try requireNoForeignFiles(in: path, fileSystem)
  }

  /// Removes what killed processes left of files of a run.
  private static func removeTemporaries(in path: String, _ fileSystem: FileSystem) throws {
    for (folder, prefix) in [(path, ""), ("\(path)/\(checkpointsName)", "\(checkpointsName)/")] {
      try AtomicFile.removeStaleTemporaries(
        in: folder,
        of: { name in RunFile.all().contains { $0.matches(prefix + name) } }, in: fileSystem)
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
    // Some begin a file with the first one.
    if !hasReports { try lock.requireHeld() }
    hasReports = true
    for sink in sinks { try sink.append(report) }
  }

  /// Tells the sinks that the run ends or is left, after the last checkpoint.
  ///
  /// - Parameter evaluation: of the last center; nil where it was not evaluated.
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

  /// The configuration as `config.yaml` has it now.
  public func configuration() throws -> TrainingConfiguration {
    try Self.configuration(in: path, fileSystem)
  }

  /// Writes policy and checkpoint of `trainer` and removes checkpoints that are no longer kept.
  ///
  /// - Parameter evaluation: of the present center, if there was one.
  public func save(_ trainer: Trainer, name: String, evaluation: EvaluationSummary?) throws {
    try lock.requireHeld()
    let policy = trainer.policyFile(name: name, evaluation: evaluation)
    try policy.tensorFile().write(to: "\(path)/\(Self.policyName)", in: fileSystem)
    let generation = trainer.state.generation
    try saveCheckpoint(trainer, name: name, as: Self.checkpointName(generation))
    try removeCheckpoints(
      besides: generation, keeping: trainer.configuration.checkpoint.keepLast - 1)
  }

  /// Removes the oldest checkpoints but for some. The one that was just written always stays.
  private func removeCheckpoints(besides written: Int, keeping count: Int) throws {
    let others = try Self.generations(in: path, fileSystem).filter {
      $0 != written && !damaged.contains(Self.checkpointName($0))
    }
    for generation in others.dropLast(max(count, 0)) {
      try? fileSystem.remove(
        "\(path)/\(Self.checkpointsName)/\(Self.checkpointName(generation))")
    }
  }

  /// Gives the checkpoints that were passed over other names, so that they are never taken for
  /// checkpoints again; what they hold may be of use to somebody.
  public func setDamagedAside() throws {
    let folder = "\(path)/\(Self.checkpointsName)"
    for name in damaged {
      let taken = Set(try fileSystem.names(in: folder))
      let free = (1...).lazy.map { $0 == 1 ? "\(name).damaged" : "\(name).damaged-\($0)" }
        .first { !taken.contains($0) }
      do {
        try fileSystem.rename("\(folder)/\(name)", "\(folder)/\(free ?? name)")
      } catch {
        throw FileError.system(.rename, path: "\(folder)/\(name)", code: error.code)
      }
    }
    damaged = []
  }

  /// Writes the best policy so far.
  public func saveBest(_ policy: PolicyFile) throws {
    try lock.requireHeld()
    try policy.tensorFile().write(to: "\(path)/\(Self.bestName)", in: fileSystem)
  }

  private func saveCheckpoint(_ trainer: Trainer, name: String, as file: String) throws {
    for sink in sinks { try sink.flush() }
    let checkpoint = CheckpointFile(
      state: trainer.state, configuration: trainer.configuration.yaml, name: name,
      subject: trainer.subject.metadata)
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
      state: state, configuration: trainer.configuration.yaml, name: name,
      subject: trainer.subject.metadata)
    try checkpoint.tensorFile().write(to: "\(path)/\(FailureFile.stateName)", in: fileSystem)
    let failure = FailureFile(
      environment: trainer.subject.name, seed: trainer.configuration.seed, episode: episode)
    try write(Array(failure.text.utf8), as: FailureFile.name)
  }

  private func write(_ bytes: [UInt8], as name: String) throws(FileError) {
    try AtomicFile.write(bytes, to: "\(path)/\(name)", in: fileSystem)
  }

  /// Draws the learning curve anew.
  public func drawCurve(_ trainer: Trainer, name: String) throws {
    let curve = try LearningCurve(
      reading: "\(path)/\(MetricsCSV.fileName)", in: fileSystem)
    try write(
      curve.png(
        title: "\(name), seed \(trainer.configuration.seed)", of: trainer.subject),
      as: Self.curveName)
  }
}
