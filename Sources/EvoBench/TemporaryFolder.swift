import EvoFiles
import Glibc

/// A folder of its own for what is measured.
struct TemporaryFolder {
  let path: String

  init() throws(FileError) {
    let parent = Whereabouts.variable("TMPDIR") ?? "/tmp"
    var template = Array("\(parent)/evo-rl-bench-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw .system(.createFolder, path: parent, code: errno)
    }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Removes the folder with all that is in it; what cannot be removed stays.
  func remove() { Self.remove(path) }

  private static func remove(_ path: String) {
    if unlink(path) == 0 { return }
    for name in (try? FileSystem.posix.names(in: path)) ?? [] { remove("\(path)/\(name)") }
    rmdir(path)
  }
}
