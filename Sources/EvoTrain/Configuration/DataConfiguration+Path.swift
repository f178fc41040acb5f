import EvoYAML
import Glibc

extension DataConfiguration {
  /// Whether the data are files that a path names.
  public var hasPath: Bool {
    switch name {
    case .csv, .mnist, .fashionMNIST: true
    case .mnist1D, .digits, nil: false
    }
  }

  /// Makes the path absolute: one that stands in the configuration's file is taken from that file's
  /// folder, one of `--set` from the working folder. A run then finds its data from anywhere.
  ///
  /// - Parameters:
  ///   - place: where the path was written down.
  ///   - file: the configuration's file.
  mutating func resolvePath(writtenAt place: YAMLPlace?, file: String) {
    guard let path else { return }
    let slash = file.lastIndex(of: "/")
    let folder = slash.map { String(file[...$0]) } ?? "."
    if case .file = place {
      self.path = Self.absolute(path, from: folder)
    } else {
      self.path = Self.absolute(path, from: ".")
    }
  }

  /// An absolute path, without `.` and `..`; the path itself where the folder is not there.
  public static func absolute(_ path: String, from folder: String = ".") -> String {
    if path.hasPrefix("/") { return path }
    guard let real = realpath(folder, nil) else { return path }
    defer { free(real) }
    var parts: [Substring] = []
    let whole = String(cString: real) + "/" + path
    for part in whole.split(separator: "/") where part != "." {
      if part == ".." {
        _ = parts.popLast()
      } else {
        parts.append(part)
      }
    }
    return "/" + parts.joined(separator: "/")
  }
}
