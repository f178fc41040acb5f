import EvoCore
import EvoFiles
import EvoTrain

extension PolicyFile {
  /// Reads a policy from a safetensors file, such as the `policy.safetensors` of a run.
  ///
  /// - Throws: `FileError`, `SafetensorsError` or `PolicyFileError`, each of which names the file.
  public init(path: String, in fileSystem: FileSystem = .posix) throws {
    try self.init(TensorFile.read(path, in: fileSystem))
  }

  /// Writes the policy as a safetensors file, replacing one that is there in one step.
  public func write(to path: String, in fileSystem: FileSystem = .posix) throws(FileError) {
    try tensorFile().write(to: path, in: fileSystem)
  }
}
