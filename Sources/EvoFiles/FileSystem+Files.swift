import Glibc

extension FileSystem {
  /// Reads a whole regular file; a pipe or a device is refused, not waited for.
  ///
  /// - Parameter limit: the largest size in bytes that is accepted.
  public func readFile(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    let descriptor = try reporting(.read, path, try open(path, O_RDONLY | O_NONBLOCK))
    defer { try? close(descriptor) }
    let found = try reporting(.read, path, try status(descriptor))
    guard found.isRegular else { throw .notAFile(path: path) }
    guard found.size <= limit else {
      throw .tooLarge(path: path, bytes: found.size, limit: limit)
    }
    return try reporting(.read, path, try readAll(from: descriptor, upTo: found.size))
  }

  /// Creates a folder and those above it; false when it was there already.
  @discardableResult
  public func createFolders(_ path: String) throws(FileError) -> Bool {
    try reporting(.createFolder, path, try makeFolders(path))
  }

  private func makeFolders(_ path: String) throws(SystemError) -> Bool {
    do {
      try createFolder(path)
      return true
    } catch {
      switch error.code {
      case ENOENT where Place(path).folder != path:
        _ = try makeFolders(Place(path).folder)
        try createFolder(path)
        return true
      case EEXIST:
        // A folder will do; anything else has the name but is none.
        try close(try open(path, O_RDONLY | O_DIRECTORY))
        return false
      default: throw error
      }
    }
  }

  /// The path that the last part of `path` points to, where that is a symbolic link; else `path`.
  package func resolvingLink(_ path: String) -> String {
    let place = Place(path)
    guard let target = try? readLink("\(place.folder)/\(place.name)") else { return path }
    return target.hasPrefix("/") || place.folder == "." ? target : "\(place.folder)/\(target)"
  }

  /// Removes a file or a link.
  public func removeFile(_ path: String) throws(FileError) {
    try reporting(.remove, path, try remove(path))
  }

  /// The names in a folder, sorted.
  public func names(in folder: String) throws(FileError) -> [String] {
    try reporting(.list, folder, try list(folder).sorted())
  }

  /// Names what was being done to which file in the error of a system call.
  func reporting<Result>(
    _ operation: FileError.Operation, _ path: String,
    _ body: @autoclosure () throws(SystemError) -> Result
  ) throws(FileError) -> Result {
    do { return try body() } catch {
      throw .system(operation, path: path, code: error.code)
    }
  }
}

/// A path in two parts: the folder, `.` if the path names none, and the name in it.
struct Place {
  let folder: String
  let name: String

  init(_ path: String) {
    // "a/b/" is b in a.
    let trimmed = path.reversed().drop { $0 == "/" }.reversed()
    let isRoot = trimmed.isEmpty && !path.isEmpty
    guard let slash = trimmed.lastIndex(of: "/") else {
      folder = isRoot ? "/" : "."
      name = String(trimmed)
      return
    }
    folder = slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
    name = String(trimmed[trimmed.index(after: slash)...])
  }
}
