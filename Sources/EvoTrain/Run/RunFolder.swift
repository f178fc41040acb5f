import EvoCore
import Glibc

/// The folder of one training: its configuration, metrics, checkpoints, policy and curve.
///
/// Files that are replaced are replaced in one step; the metrics only grow.
public final class RunFolder {
  public static let configurationName = "config.yaml"
  public static let metricsName = "metrics.csv"
  public static let policyName = "policy.safetensors"
  public static let curveName = "learning-curve.png"
  public static let checkpointsName = "checkpoints"

  public let path: String
  private let fileSystem: FileSystem
  private let lock: RunLock
  private let metrics: AppendLog

  /// Makes a new run folder.
  ///
  /// - Throws: `FileError`, also when there is a run in the folder already.
  public static func create(
    at path: String, configuration: String, in fileSystem: FileSystem = .posix
  ) throws -> RunFolder {
    try fileSystem.createFolders(path)
    let lock = try RunLock(folder: path, in: fileSystem)
    guard try !fileSystem.names(in: path).contains(configurationName) else {
      throw RunFolderError.exists(path: path)
    }
    try fileSystem.createFolders("\(path)/\(checkpointsName)")
    let metrics = try AppendLog(path: "\(path)/\(metricsName)", keeping: 0, in: fileSystem)
    try metrics.append(line: GenerationReport.header)
    try AtomicFile.write(
      Array(configuration.utf8), to: "\(path)/\(configurationName)", in: fileSystem)
    return RunFolder(path: path, fileSystem: fileSystem, lock: lock, metrics: metrics)
  }

  /// Opens the folder of an earlier run, with the newest checkpoint that is whole.
  ///
  /// - Parameter warn: is told of each damaged checkpoint that was passed over.
  public static func open(
    _ path: String, in fileSystem: FileSystem = .posix, warn: (String) -> Void
  ) throws -> (folder: RunFolder, checkpoint: TensorFile) {
    guard try fileSystem.names(in: path).contains(configurationName) else {
      throw RunFolderError.noRun(path: path)
    }
    let lock = try RunLock(folder: path, in: fileSystem)
    try AtomicFile.removeStaleTemporaries(in: path, in: fileSystem)
    let folder = "\(path)/\(checkpointsName)"
    let names = (try? fileSystem.names(in: folder)) ?? []
    for name in names.reversed() where name.hasSuffix(".safetensors") && !name.hasPrefix(".") {
      do {
        let checkpoint = try TensorFile.read(
          "\(folder)/\(name)", requiringChecksum: true, in: fileSystem)
        let heading = try CheckpointFile.heading(of: checkpoint)
        let metrics = try AppendLog(
          path: "\(path)/\(metricsName)", keeping: heading.metricsLength, in: fileSystem)
        let opened = RunFolder(path: path, fileSystem: fileSystem, lock: lock, metrics: metrics)
        return (opened, checkpoint)
      } catch {
        warn("\(error); trying the checkpoint before it")
      }
    }
    throw RunFolderError.noCheckpoint(path: path)
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

  /// Writes a checkpoint of `trainer` and removes those that are no longer kept.
  public func save(_ trainer: Trainer, name: String) throws {
    try metrics.flush()
    let checkpoint = CheckpointFile(
      state: trainer.state, configuration: trainer.configuration.yaml, name: name,
      seconds: trainer.seconds, metricsLength: metrics.length)
    let folder = "\(path)/\(Self.checkpointsName)"
    try checkpoint.tensorFile().write(
      to: "\(folder)/\(Self.checkpointName(trainer.state.generation))", in: fileSystem)
    let kept = trainer.configuration.checkpoint.keepLast
    let all = try fileSystem.names(in: folder).filter {
      $0.hasPrefix("generation-") && $0.hasSuffix(".safetensors")
    }
    for name in all.dropLast(kept) { try? fileSystem.remove("\(folder)/\(name)") }
  }

  /// Writes the center as a policy.
  public func savePolicy(_ trainer: Trainer, name: String) throws {
    let file = trainer.policyFile(name: name)
    try file.tensorFile().write(to: "\(path)/\(Self.policyName)", in: fileSystem)
  }

  /// Replaces another file of the folder, such as the curve.
  public func write(_ bytes: [UInt8], as name: String) throws(FileError) {
    try AtomicFile.write(bytes, to: "\(path)/\(name)", in: fileSystem)
  }

  /// The text of the metrics so far.
  public func metricsText() throws -> String {
    let bytes = try fileSystem.readFile("\(path)/\(Self.metricsName)", limit: 1 << 30)
    return String(decoding: bytes, as: UTF8.self)
  }

  static func checkpointName(_ generation: Int) -> String {
    let digits = String(generation)
    // Zeros in front make the order of the names the order of the generations.
    return "generation-" + String(repeating: "0", count: max(0, 10 - digits.count)) + digits
      + ".safetensors"
  }
}

/// Why a folder cannot be used as a run.
public enum RunFolderError: Error, Equatable, Sendable {
  case exists(path: String)
  case noRun(path: String)
  case noCheckpoint(path: String)
}

extension RunFolderError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .exists(let path):
      "\(path): there is a run in this folder already; go on with it by 'evo-rl resume \(path)', "
        + "or choose another --out"
    case .noRun(let path):
      "\(path): no run in this folder, as it has no \(RunFolder.configurationName); "
        + "name a run folder, or start one by 'evo-rl train CONFIG --out \(path)'"
    case .noCheckpoint(let path):
      "\(path): no readable checkpoint in its folder checkpoints; start the training anew"
    }
  }
}
