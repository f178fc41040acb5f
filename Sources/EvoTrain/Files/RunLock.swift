import Glibc

/// The right to write in a run folder, held by one process at a time.
///
/// The lock is the kernel's (`flock` on `.lock`), so it ends with the process, however that ends: a
/// stale lock cannot exist. What the file says, process and host, is only for the message that the
/// second process gets. The file stays when the lock is released; removing it would let two
/// processes lock two files of the same name.
public final class RunLock: Sendable {
  public static let fileName = ".lock"

  /// Who holds a lock, by its own account.
  public struct Holder: Sendable, Equatable {
    public var process: Int32
    public var host: String

    public init(process: Int32, host: String) {
      self.process = process
      self.host = host
    }
  }

  public let folder: String
  private let fileSystem: FileSystem
  private let descriptor: FileSystem.Descriptor

  /// Takes the lock of an existing folder.
  ///
  /// - Throws: `locked` when another process, or another lock of this one, has it.
  public init(folder: String, in fileSystem: FileSystem = .posix) throws(FileError) {
    self.folder = folder
    self.fileSystem = fileSystem
    let path = "\(folder)/\(Self.fileName)"
    let descriptor = try fileSystem.reporting(
      .lock, path,
      try fileSystem.retrying(
        try fileSystem.open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK)))
    self.descriptor = descriptor
    // From here on, deinit closes the file.
    do {
      try fileSystem.retrying(try fileSystem.lock(descriptor, LOCK_EX | LOCK_NB))
    } catch {
      guard error.code == EWOULDBLOCK else {
        throw .system(.lock, path: path, code: error.code)
      }
      let text = (try? fileSystem.readAll(from: descriptor, upTo: 256)) ?? []
      throw .locked(folder: folder, holder: Holder(String(decoding: text, as: UTF8.self)))
    }
    // The lock holds without its holder's name, on a full disk for one.
    try? fileSystem.truncate(descriptor, 0)
    try? fileSystem.writeAll(Array(Holder.current.text.utf8), to: descriptor)
  }

  deinit {
    // Closing alone would leave the lock with a child process that is just being started.
    try? fileSystem.lock(descriptor, LOCK_UN)
    try? fileSystem.close(descriptor)
  }
}

extension RunLock.Holder {
  static var current: RunLock.Holder {
    var name = [CChar](repeating: 0, count: 256)
    // The last byte stays 0 even if the name had to be cut.
    let known = gethostname(&name, name.count - 1) == 0
    let host = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return RunLock.Holder(process: getpid(), host: known ? host : "localhost")
  }

  /// What a lock file holds.
  var text: String { "\(process) \(host)\n" }

  /// Reads a lock file's text; nil unless it is exactly what `text` gives.
  init?(_ text: String) {
    let words = text.dropLast().split(separator: " ", omittingEmptySubsequences: false)
    guard text.hasSuffix("\n"), words.count == 2, let process = Int32(words[0]), process > 0,
      !words[1].isEmpty, words[1].unicodeScalars.allSatisfy(Self.isOfHostName)
    else { return nil }
    self.init(process: process, host: String(words[1]))
  }

  private static func isOfHostName(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic && scalar.isASCII
      || "0123456789-._".unicodeScalars.contains(scalar)
  }
}
