import EvoCore
import EvoFiles
import EvoTrain
import Glibc

extension RunFolder {
  static func checkpointName(_ generation: Int) -> String {
    let digits = String(generation)
    // Zeros in front make the order of the names the order of the generations.
    return "generation-" + String(repeating: "0", count: max(0, 10 - digits.count)) + digits
      + ".safetensors"
  }

  /// The generation of a checkpoint by its name; nil for a name that is not exactly one of these.
  static func generation(ofCheckpoint name: String) -> Int? {
    let digits = name.split(separator: "-").last?.prefix { $0 != "." } ?? ""
    guard let generation = Int(digits), generation >= 0, checkpointName(generation) == name else {
      return nil
    }
    return generation
  }

  /// The generations of which there are checkpoints, ascending; the best one does not count.
  static func generations(
    in path: String, _ fileSystem: FileSystem
  ) throws(FileError) -> [Int] {
    try fileSystem.names(in: "\(path)/\(checkpointsName)")
      .compactMap(generation(ofCheckpoint:)).sorted()
  }

  /// The configuration of the run in a folder.
  ///
  /// - Throws: `noRun` where there is none, or what reading throws.
  public static func configuration(
    of path: String, in fileSystem: FileSystem = .posix
  ) throws -> TrainingConfiguration {
    guard try fileSystem.names(in: path).contains(configurationName) else {
      throw RunFolderError.noRun(path: path)
    }
    return try configuration(in: path, fileSystem)
  }

  /// The configuration as `config.yaml` has it.
  static func configuration(
    in path: String, _ fileSystem: FileSystem
  ) throws -> TrainingConfiguration {
    let file = "\(path)/\(configurationName)"
    let bytes = try fileSystem.readFile(file, limit: configurationLimit)
    return try .decode(yaml: String(decoding: bytes, as: UTF8.self), file: file)
  }

  private static let configurationLimit = 1 << 20

  /// Refuses a folder with files that have the names of a run's and are not what a start that was
  /// killed leaves: they would be replaced.
  static func requireNoForeignFiles(in path: String, _ fileSystem: FileSystem) throws {
    for name in try fileSystem.names(in: path) {
      guard RunFile.all().contains(where: { $0.isOfTraining && $0.matches(name) }) else { continue }
      guard try isLeftOfStart(name, in: path, fileSystem) else {
        throw RunFolderError.foreignFile(path: "\(path)/\(name)")
      }
    }
  }

  /// Whether a file is one that a start writes before there is a `config.yaml`.
  private static func isLeftOfStart(
    _ name: String, in path: String, _ fileSystem: FileSystem
  ) throws -> Bool {
    let file = "\(path)/\(name)"
    do {
      switch name {
      case RunLock.fileName: return try RunLock.isOfRun(file, in: fileSystem)
      case MetricsCSV.fileName:
        let header = Array(GenerationReport.header(measures: []).utf8)
        // A header and nothing else, as far as it has got.
        let found = try fileSystem.readFile(file, limit: 1 << 16)
        return !found.dropLast().contains(UInt8(ascii: "\n"))
          && (header.starts(with: found) || found.starts(with: header))
      case policyName:
        let policy = try TensorFile.read(file, in: fileSystem)
        return policy.metadata["format"] == PolicyFile.format
          && policy.metadata["generation"] == "0"
      case ActingProgram.name:
        let program = Array(ActingProgram.text.utf8)
        return try fileSystem.readFile(file, limit: program.count) == program
      // It comes after the policy, which tells whose it is.
      case walkerName: return try fileSystem.names(in: path).contains(policyName)
      default: return false
      }
    } catch let error as FileError where !error.isOfContents {
      throw error
    } catch { return false }
  }

  /// Refuses a folder that is a link, through which files of others would be written and removed.
  static func requireOwn(_ path: String, in fileSystem: FileSystem) throws {
    do {
      try fileSystem.close(
        try fileSystem.retrying(
          try fileSystem.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)))
    } catch {
      throw error.code == ENOTDIR || error.code == ELOOP
        ? RunFolderError.leavesRun(path: path)
        : FileError.system(.list, path: path, code: error.code) as any Error
    }
  }
}

/// Why a folder cannot be used as a run.
public enum RunFolderError: Error, Equatable, Sendable {
  case exists(path: String)
  /// A file has the name of a run's file and is no run's.
  case foreignFile(path: String)
  case noRun(path: String)
  case noCheckpoint(path: String)
  /// A part of the run folder that is a link or no folder.
  case leavesRun(path: String)
  /// No checkpoint reaches back far enough; `oldest` is the first generation that can be had.
  case noCheckpointBefore(path: String, generation: Int, oldest: Int)
}

extension RunFolderError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .exists(let path):
      "\(path): there is a run in this folder already; go on with it by 'evo-rl resume \(path)', "
        + "or choose another --out"
    case .foreignFile(let path):
      "\(path): this file is not of a run, and a run would replace it; "
        + "move it away or choose another --out"
    case .noRun(let path):
      "\(path): no run in this folder, as it has no \(RunFolder.configurationName); "
        + "name a run folder, or start one by 'evo-rl train CONFIG --out \(path)'"
    case .noCheckpoint(let path):
      "\(path): no readable checkpoint in its folder checkpoints; start the training anew"
    case .leavesRun(let path):
      "\(path): not a folder of the run itself; put the folder in the place of the link"
    case .noCheckpointBefore(let path, let generation, let oldest):
      "\(path): generation \(generation) is older than the checkpoints; "
        + "they reach back to generation \(oldest)"
    }
  }
}
