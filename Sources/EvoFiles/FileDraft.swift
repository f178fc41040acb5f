/// A file that `AtomicFile.compose` fills piece by piece before it takes its name.
public final class FileDraft {
  /// Where the draft lies, for programs that write into it themselves.
  public let temporaryPath: String
  /// Bytes that were appended.
  public private(set) var length = 0

  /// What the file will be called, for errors.
  private let path: String
  private let descriptor: FileSystem.Descriptor
  private let fileSystem: FileSystem
  private var isOpen = true

  /// Takes over the open, empty file.
  init(
    _ descriptor: FileSystem.Descriptor, of path: String, at temporaryPath: String,
    in fileSystem: FileSystem
  ) {
    self.descriptor = descriptor
    self.path = path
    self.temporaryPath = temporaryPath
    self.fileSystem = fileSystem
  }

  public func append(_ bytes: [UInt8]) throws(FileError) {
    try fileSystem.reporting(.write, path, try fileSystem.writeAll(bytes, to: descriptor))
    length += bytes.count
  }

  /// Writes over what was appended: a length that is known only at the end, say.
  public func patch(_ bytes: [UInt8], at offset: Int) throws(FileError) {
    try fileSystem.reporting(
      .write, path, try fileSystem.writeAll(bytes, at: offset, to: descriptor))
  }

  /// Forces what was written to the device.
  func finish() throws(FileError) {
    try fileSystem.reporting(
      .write, path, try fileSystem.retrying(try fileSystem.sync(descriptor)))
    isOpen = false
    try fileSystem.reporting(.write, path, try fileSystem.closeWritten(descriptor))
  }

  func abandon() {
    if isOpen { try? fileSystem.close(descriptor) }
    isOpen = false
  }
}
