import EvoCore
import EvoFiles
import Glibc

extension RunFolder {
  static func checkpointName(_ generation: Int) -> String {
    let digits = String(generation)
    // Zeros in front make the order of the names the order of the generations.
    return "generation-" + String(repeating: "0", count: max(0, 10 - digits.count)) + digits
      + ".safetensors"
  }

  /// The checkpoints of a run: the best one, if it is kept, then the others from old to new.
  static func checkpointNames(
    in path: String, _ fileSystem: FileSystem
  ) throws(FileError) -> [String] {
    // "best" sorts before "generation".
    try fileSystem.names(in: "\(path)/\(checkpointsName)").filter {
      let path = "\(checkpointsName)/\($0)"
      return RunFile.best.matches(path) || RunFile.checkpoint.matches(path)
    }
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
