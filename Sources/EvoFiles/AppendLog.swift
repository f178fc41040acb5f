import Glibc

/// A file that only grows, line by line or record by record: the metrics of a run.
///
/// What is appended goes to the operating system at once, so that a killed process loses none. What
/// could not be written whole is taken back: the file never holds a part of a line or record.
public final class AppendLog {
  public let path: String
  /// Bytes in the file. A checkpoint that stores this number (after `flush`) can come back to it.
  public private(set) var length: Int

  private let fileSystem: FileSystem
  private let descriptor: FileSystem.Descriptor
  /// Part of a line or record may lie behind `length`.
  private var isTorn = false

  /// Opens the file, creating it if missing, and cuts it to its first `length` bytes.
  ///
  /// - Parameter length: what a checkpoint counts on; 0 starts afresh.
  /// - Throws: `cutShort` when the file is shorter than that; it is left untouched then.
  public init(
    path: String, keeping length: Int, in fileSystem: FileSystem = .posix
  ) throws(FileError) {
    self.path = path
    self.length = length
    self.fileSystem = fileSystem
    // A link would let a foreign run folder cut a file anywhere.
    let flags = O_WRONLY | O_APPEND | O_NONBLOCK | O_NOFOLLOW | (length == 0 ? O_CREAT : 0)
    let descriptor = try fileSystem.reporting(
      .write, path, try fileSystem.retrying(try fileSystem.open(path, flags)))
    self.descriptor = descriptor
    // From here on, deinit closes the file.
    let status = try fileSystem.reporting(.write, path, try fileSystem.status(descriptor))
    guard status.isRegular else { throw .notAFile(path: path) }
    guard status.size >= length else {
      throw .cutShort(path: path, bytes: status.size, expected: length)
    }
    if status.size > length {
      isTorn = true
      try fileSystem.reporting(.write, path, try mend())
    }
  }

  deinit { try? fileSystem.close(descriptor) }

  /// Adds `line` and a newline.
  public func append(line: String) throws(FileError) {
    try append(bytes: Array(line.utf8) + [UInt8(ascii: "\n")])
  }

  /// Adds a record: all of `bytes`, or none of them when it throws.
  public func append(bytes: [UInt8]) throws(FileError) {
    try fileSystem.reporting(.write, path, try append(bytes))
  }

  /// Returns once all that was appended is on the device.
  public func flush() throws(FileError) {
    try fileSystem.reporting(
      .write, path, try fileSystem.retrying(try fileSystem.sync(descriptor)))
  }

  private func append(_ bytes: [UInt8]) throws(SystemError) {
    if isTorn { try mend() }
    isTorn = true
    do {
      try fileSystem.writeAll(bytes, to: descriptor)
    } catch {
      // Should this fail too, the next append tries again.
      try? mend()
      throw error
    }
    isTorn = false
    length += bytes.count
  }

  private func mend() throws(SystemError) {
    try fileSystem.retrying(try fileSystem.truncate(descriptor, length))
    isTorn = false
  }
}
