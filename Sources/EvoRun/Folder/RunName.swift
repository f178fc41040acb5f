import EvoFiles
import Glibc

/// Names of run folders, and the link to the latest.
public enum RunName {
  public static let parent = "runs"

  /// `runs/<configuration>-<seed>-<time>`, with a number behind it where that is taken.
  public static func unused(
    configuration: String, seed: UInt64, in fileSystem: FileSystem = .posix
  ) throws -> String {
    let base = "\(configuration)-\(seed)-\(timestamp())"
    let taken = Set((try? fileSystem.names(in: parent)) ?? [])
    var name = base
    var number = 2
    while taken.contains(name) {
      name = "\(base)-\(number)"
      number += 1
    }
    return "\(parent)/\(name)"
  }

  /// Points `runs/latest` to a run folder.
  public static func linkLatest(
    to path: String, in fileSystem: FileSystem = .posix
  ) throws(FileError) {
    guard let name = path.split(separator: "/").last else { return }
    try AtomicFile.replaceLink(at: "\(parent)/latest", with: String(name), in: fileSystem)
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
