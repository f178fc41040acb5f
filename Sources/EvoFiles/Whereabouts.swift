import CProcess
import Glibc

/// Where the running process is, and where a path really leads.
package enum Whereabouts {
  /// The real path of the running program.
  package static var executable: String? {
    if let path = try? FileSystem.posix.readLink("/proc/self/exe") { return path }
    return cp_executable().flatMap { realPath(String(cString: $0)) }
  }

  /// Empty when the folder is gone.
  package static var currentDirectory: String {
    guard let path = getcwd(nil, 0) else { return "" }
    defer { free(path) }
    return String(cString: path)
  }

  /// The full path without links; nil when it leads nowhere.
  package static func realPath(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  /// The value of an environment variable.
  package static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// Whether something is there, and what kind of thing.
  static func isFolder(_ path: String) -> Bool? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return status.st_mode & S_IFMT == S_IFDIR
  }
}
