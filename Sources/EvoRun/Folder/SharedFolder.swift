import EvoFiles
import EvoTrain
import Glibc

/// A folder that each rank of a team writes into, and which all of them must therefore see.
public enum SharedFolder {
  /// Makes the folder, if there is need, and looks from every rank whether it is the same one.
  ///
  /// - Throws: `FileError` where it cannot be made or written, or `NotShared`.
  public static func require(
    _ path: String, for team: any Team, in fileSystem: FileSystem = .posix
  ) throws {
    guard team.count > 1 else { return }
    let mark = "\(path)/.team-\(getpid())-\(time(nil))"
    let marks = try team.together {
      guard team.rank == 0 else { return [] }
      try fileSystem.createFolders(mark)
      return Array(mark.utf8)
    }
    defer { if team.rank == 0 { try? fileSystem.removeFolder(mark) } }
    let shared = String(decoding: marks[0], as: UTF8.self)
    try team.agreed {
      guard (try? fileSystem.names(in: shared)) == nil else { return }
      throw NotShared(path: path)
    }
  }

  /// What rank 0 has made there is not seen by another rank.
  public struct NotShared: Error, Equatable, Sendable, CustomStringConvertible {
    public var path: String

    public var description: String {
      "\(path): it is another folder here than on the machine of rank 0; every rank writes into it, so "
        + "give one that all machines share"
    }
  }
}
