import Glibc

extension FileSystem {
  /// Reads a whole regular file; a pipe or a device is refused, not waited for.
  ///
  /// - Parameters:
  ///   - limit: the largest size in bytes that is accepted.
  ///   - copies: how many times its size of memory it takes to read the file and to make something of
  ///     it.
  ///   - memory: bytes that may be taken; asked for where the file is large.
  public func readFile(
    _ path: String, limit: Int, copies: Int = 1, memory: () -> Int = { FreeMemory.bytes() }
  ) throws(FileError) -> [UInt8] {
    let descriptor = try reporting(.read, path, try open(path, O_RDONLY | O_NONBLOCK))
    defer { try? close(descriptor) }
    let found = try reporting(.read, path, try status(descriptor))
    guard found.isRegular else { throw .notAFile(path: path) }
    guard found.size <= limit else {
      throw .tooLarge(path: path, bytes: found.size, limit: limit)
    }
    if found.size > Self.smallFile {
      let (need, overflow) = found.size.multipliedReportingOverflow(by: copies)
      let available = memory()
      guard !overflow, need <= available else {
        throw .noMemory(path: path, need: overflow ? .max : need, available: available)
      }
    }
    return try reporting(.read, path, try readAll(from: descriptor, upTo: found.size))
  }

  /// Reads a regular file of any size piece by piece.
  ///
  /// - Parameter take: is given what was read and not taken yet, and says how much of its beginning it
  ///   has taken; nil when it needs no more.
  public func readPieces(
    of path: String, size: Int = 1 << 20, take: (ArraySlice<UInt8>) throws -> Int?
  ) throws {
    let descriptor = try reporting(
      .read, path, try retrying(try open(path, O_RDONLY | O_NONBLOCK)))
    defer { try? close(descriptor) }
    guard try reporting(.read, path, try status(descriptor)).isRegular else {
      throw FileError.notAFile(path: path)
    }
    var rest: [UInt8] = []
    while true {
      let piece = try reporting(.read, path, try readAll(from: descriptor, upTo: size))
      guard !piece.isEmpty else { return }
      rest += piece
      guard let taken = try take(rest[...]) else { return }
      rest.removeFirst(taken)
    }
  }

  /// The lines of a regular text file; of a long one its first lines and some of the others, in their
  /// order, from pieces that are spread evenly over it.
  ///
  /// - Parameters:
  ///   - wholeLimit: how many bytes are read at most, give or take a piece.
  ///   - pieceSize: bytes of a piece, several times as many as a line has.
  public func readSample(
    _ path: String, wholeLimit: Int, pieceSize: Int
  ) throws(FileError) -> [UInt8] {
    let descriptor = try reporting(
      .read, path, try retrying(try open(path, O_RDONLY | O_NONBLOCK)))
    defer { try? close(descriptor) }
    let found = try reporting(.read, path, try status(descriptor))
    guard found.isRegular else { throw .notAFile(path: path) }
    guard found.size > wholeLimit else {
      return try reporting(.read, path, try readAll(from: descriptor, upTo: found.size))
    }
    let count = wholeLimit / pieceSize
    var text: [UInt8] = []
    for index in 0..<count {
      let offset = (found.size - pieceSize) * index / (count - 1)
      let piece = try reporting(
        .read, path, try readPiece(at: offset, count: pieceSize, of: descriptor))
      // A piece begins and ends in the middle of a line.
      let newline = UInt8(ascii: "\n")
      guard let last = piece.lastIndex(of: newline), let first = piece.firstIndex(of: newline)
      else {
        continue
      }
      text += index == 0 ? piece[...last] : piece[(first + 1)..<max(first + 1, last + 1)]
    }
    return text
  }

  private func readPiece(
    at offset: Int, count: Int, of descriptor: Descriptor
  ) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let found = try bytes.withUnsafeMutableBufferPointer { buffer throws(SystemError) in
      try retrying(try readAt(descriptor, offset, UnsafeMutableRawBufferPointer(buffer)))
    }
    bytes.removeLast(count - found)
    return bytes
  }

  /// What is read without asking for memory first.
  private static let smallFile = 64 << 10

  /// Creates a folder and those above it; false when it was there already.
  @discardableResult
  public func createFolders(_ path: String) throws(FileError) -> Bool {
    try reporting(.createFolder, path, try makeFolders(path))
  }

  private func makeFolders(_ path: String) throws(SystemError) -> Bool {
    do {
      return try makeFolder(path)
    } catch {
      guard error.code == ENOENT, Place(path).folder != path else { throw error }
      _ = try makeFolders(Place(path).folder)
      return try makeFolder(path)
    }
  }

  /// False when it was there already, which a neighbor may have seen to a moment ago.
  private func makeFolder(_ path: String) throws(SystemError) -> Bool {
    do {
      try createFolder(path)
      return true
    } catch {
      guard error.code == EEXIST else { throw error }
      // A folder will do; anything else has the name but is none.
      try close(try open(path, O_RDONLY | O_DIRECTORY))
      return false
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
