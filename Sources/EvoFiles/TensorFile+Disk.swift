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
    // The file, its tensors, and the numbers that are made of them.
    let bytes = try fileSystem.readFile(path, limit: sizeLimit, copies: 3)
    return try TensorFile(decoding: bytes, source: path, requiringChecksum: requiringChecksum)
  }

  /// Replaces the file at `path` in one step.
  public func write(to path: String, in fileSystem: FileSystem = .posix) throws(FileError) {
    try AtomicFile.write(encoded(), to: path, in: fileSystem)
  }
}
