import EvoFiles
import Glibc

/// Names of run folders, and the link to the latest.
public enum RunName {
  public static let parent = "runs"

  /// Makes an empty folder `runs/<configuration>-<seed>-<time>`, with a number behind it where that
  /// is taken. Of processes that ask at the same moment each gets its own.
  public static func claim(
    configuration: String, seed: UInt64, in fileSystem: FileSystem = .posix
  ) throws(FileError) -> String {
    try claim("\(configuration)-\(seed)-\(timestamp())", in: fileSystem)
  }

  static func claim(_ base: String, in fileSystem: FileSystem) throws(FileError) -> String {
    try fileSystem.createFolders(parent)
    var path = "\(parent)/\(base)"
    var number = 1
    while true {
      do {
        try fileSystem.createFolder(path)
        return path
      } catch {
        guard error.code == EEXIST else {
          throw .system(.createFolder, path: path, code: error.code)
        }
      }
      number += 1
      path = "\(parent)/\(base)-\(number)"
    }
  }

  /// Gives a claimed folder back, unless there is something in it, and `runs` if nothing else is there.
  public static func giveUp(_ path: String, in fileSystem: FileSystem = .posix) {
    try? fileSystem.removeFolder(path)
    try? fileSystem.removeFolder(parent)
  }

  /// Points `runs/latest` to a run folder, wherever that is.
  public static func linkLatest(
    to path: String, in fileSystem: FileSystem = .posix
  ) throws(FileError) {
    try fileSystem.createFolders(parent)
    func full(_ path: String) -> String { Whereabouts.realPath(path) ?? Whereabouts.absolute(path) }
    var target = full(path)
    // Within `runs`, which may be moved, by its name there.
    let runs = full(parent) + "/"
    if target.hasPrefix(runs) { target = String(target.dropFirst(runs.count)) }
    try AtomicFile.replaceLink(at: "\(parent)/latest", with: target, in: fileSystem)
  }

  private static func timestamp() -> String {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    var text = [CChar](repeating: 0, count: 32)
    let length = strftime(&text, text.count, "%Y%m%d-%H%M%S", &parts)
    return String(decoding: text[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
