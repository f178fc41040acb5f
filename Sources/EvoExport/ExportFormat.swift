import EvoFiles
import EvoRun
import EvoWords

/// A kind of file that a policy can be written as, for programs that are not evo-rl.
public struct ExportFormat: Sendable {
  /// How the names of its files end, with the point.
  public let suffix: String
  /// What it is, in a few words.
  public let summary: String
  let bytes: @Sendable (ExportedPolicy) throws(ExportError) -> [UInt8]

  init(
    _ suffix: String, _ summary: String,
    _ bytes: @escaping @Sendable (ExportedPolicy) throws(ExportError) -> [UInt8]
  ) {
    self.suffix = suffix
    self.summary = summary
    self.bytes = bytes
  }

  public static let all = [
    ExportFormat(".onnx", "a model for ONNX runtimes", ONNXModel.bytes),
    ExportFormat(".c", "one file of C99 that needs no library", CSource.bytes),
    ExportFormat(".swift", "one file of Swift that needs no package", SwiftSource.bytes),
    ExportFormat(".py", "one file of Python that needs numpy", NumpySource.bytes),
    ExportFormat(
      ".safetensors", "a policy file whose normalizations lie in its weights", FoldedTensors.bytes),
  ]

  /// The format that the ending of a file's name stands for.
  ///
  /// - Throws: `ExportError.unknownEnding`.
  public init(ofPath path: String) throws(ExportError) {
    let name = path.split(separator: "/").last ?? ""
    let ending = name.lastIndex(of: ".").map { name[$0...].lowercased() } ?? ""
    guard let format = Self.all.first(where: { $0.suffix == ending }) else {
      throw .unknownEnding(
        path: path, nearest: nearestName(to: ending, in: Self.all.map(\.suffix)),
        known: Self.all.map(\.suffix))
    }
    self = format
  }
}

extension PolicyFile {
  /// Writes the policy in the format that the ending of `path` stands for, replacing a file that is
  /// there in one step.
  ///
  /// - Parameter source: where the policy was read, which is not replaced; nil where that is nowhere.
  /// - Returns: the size of the file in bytes.
  /// - Throws: `ExportError` or `FileError`.
  public func export(
    to path: String, from source: String? = nil, in fileSystem: FileSystem = .posix
  ) throws -> Int {
    let format = try ExportFormat(ofPath: path)
    if let source, let real = Whereabouts.realPath(path), real == Whereabouts.realPath(source) {
      throw ExportError.replacesSource(path: path)
    }
    let bytes = try format.bytes(ExportedPolicy(self, path: path))
    try AtomicFile.write(bytes, to: path, in: fileSystem)
    return bytes.count
  }
}
