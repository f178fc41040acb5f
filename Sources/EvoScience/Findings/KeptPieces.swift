import EvoFiles
import EvoTrain

/// The finished pieces of a long experiment, so that one that was interrupted goes on where it stood.
///
/// A piece is a file in the experiment's folder: the settings it was made with as comments, and rows of
/// numbers. A file whose settings are others, or that cannot be read, is made again.
public struct KeptPieces: Sendable {
  /// Nil keeps nothing.
  private let folder: String?

  private static let sizeLimit = 1 << 20

  /// - Parameter folder: that of the experiment.
  public init(in folder: String? = nil) {
    self.folder = folder.map { "\($0)/pieces" }
  }

  /// The rows of a piece: those that were kept, or else those that are made and then kept.
  ///
  /// - Parameters:
  ///   - name: the name of its file; letters, digits and hyphens.
  ///   - settings: everything that the rows depend on.
  /// - Throws: `FileError` when the piece cannot be kept, and what `make` throws.
  package func rows(
    _ name: String, madeWith settings: String, make: () throws -> [[Double]]
  ) throws -> [[Double]] {
    guard let folder else { return try make() }
    let path = "\(folder)/\(name).csv"
    let head = settings.split(separator: "\n").map { "# \($0)\n" }.joined()
    if let rows = Self.rows(at: path, after: head) { return rows }
    let rows = try make()
    try FileSystem.posix.createFolders(folder)
    let lines = rows.map { $0.map { "\($0)" }.joined(separator: ",") + "\n" }
    try AtomicFile.write(Array((head + lines.joined()).utf8), to: path)
    return rows
  }

  private static func rows(at path: String, after head: String) -> [[Double]]? {
    guard let bytes = try? FileSystem.posix.readFile(path, limit: sizeLimit) else { return nil }
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.hasPrefix(head) else { return nil }
    let rows = text.dropFirst(head.count).split(separator: "\n").map { line in
      line.split(separator: ",").map { Double($0) }
    }
    guard rows.allSatisfy({ !$0.contains(nil) }) else { return nil }
    return rows.map { $0.compactMap(\.self) }
  }

  /// Removes all pieces: the page of the experiment is written.
  public func remove() throws(FileError) {
    guard let folder, let names = try? FileSystem.posix.names(in: folder) else { return }
    for name in names where name.hasSuffix(".csv") {
      try FileSystem.posix.removeFile("\(folder)/\(name)")
    }
    try? FileSystem.posix.removeFolder(folder)
  }
}
