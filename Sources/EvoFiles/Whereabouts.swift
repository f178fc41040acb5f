import CProcess
import Glibc

/// Where the running process is, and where a path really leads.
///
/// A path that is no UTF-8 is none here: as a `String` it would be the path of something else.
package enum Whereabouts {
  /// The real path of the running program.
  package static var executable: String? {
    if let path = try? FileSystem.posix.readLink("/proc/self/exe") { return path }
    return cp_executable().flatMap { String(validatingCString: $0) }.flatMap(realPath)
  }

  /// Empty when the folder is gone, or its path is no UTF-8.
  package static var currentDirectory: String {
    guard let path = getcwd(nil, 0) else { return "" }
    defer { free(path) }
    return String(validatingCString: path) ?? ""
  }

  /// The full path without links; nil when it leads nowhere, or is no UTF-8.
  package static func realPath(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(validatingCString: real)
  }

  /// An absolute path without `.` and `..`; where the folder has no real path, `path` below its name
  /// as it stands, and where that is not known either, the path itself.
  package static func absolute(_ path: String, from folder: String = ".") -> String {
    if path.hasPrefix("/") { return path }
    guard let real = realPath(folder) else {
      if folder.hasPrefix("/") { return "\(folder)/\(path)" }
      let here = currentDirectory
      return here.isEmpty ? path : "\(here)/\(folder)/\(path)"
    }
    var parts: [Substring] = []
    for part in "\(real)/\(path)".split(separator: "/") where part != "." {
      if part == ".." {
        _ = parts.popLast()
      } else {
        parts.append(part)
      }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// The value of an environment variable; nil when it is not set, or no UTF-8.
  package static func variable(_ name: String) -> String? {
    getenv(name).flatMap { String(validatingCString: $0) }
  }

  /// What of the surroundings is no UTF-8, though paths are taken from there; nil when all is.
  package static var illegible: String? {
    if let path = getcwd(nil, 0) {
      defer { free(path) }
      if String(validatingCString: path) == nil {
        return "the path of the working folder is not UTF-8: '\(String(cString: path))'"
      }
    }
    if let home = getenv(homeVariable), String(validatingCString: home) == nil {
      return "\(homeVariable) is not UTF-8: '\(String(cString: home))'"
    }
    return nil
  }

  /// The variable that names the folder of `configs/`, `policies/` and `envs/`.
  static let homeVariable = "EVO_RL_HOME"

  /// Whether something is there, and what kind of thing.
  package static func isFolder(_ path: String) -> Bool? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return status.st_mode & S_IFMT == S_IFDIR
  }
}
