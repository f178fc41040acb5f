import EvoCore

extension TensorFile {
  /// The largest file that is read: 8 GiB.
  public static let sizeLimit = 8 << 30

  /// Reads a safetensors file.
  ///
  /// - Parameter requiringChecksum: refuse a file without one, as for checkpoints.
  /// - Throws: `FileError` or `SafetensorsError`.
  public static func read(
    _ path: String, requiringChecksum: Bool = false, in fileSystem: FileSystem = .posix
  ) throws -> TensorFile {
    let bytes = try fileSystem.readFile(path, limit: sizeLimit)
    return try TensorFile(decoding: bytes, source: path, requiringChecksum: requiringChecksum)
  }

  /// Replaces the file at `path` in one step.
  public func write(to path: String, in fileSystem: FileSystem = .posix) throws(FileError) {
    try AtomicFile.write(encoded(), to: path, in: fileSystem)
  }
}
