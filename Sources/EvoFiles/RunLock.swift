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
    try Self.take(LOCK_EX, of: descriptor, folder: folder, in: fileSystem)
    // The lock holds without its holder's name, on a full disk for one.
    try? fileSystem.truncate(descriptor, 0)
    try? fileSystem.writeAll(Array(Holder.current.text.utf8), to: descriptor)
  }

  /// Makes sure that the folder is still the one that was locked: it may have been removed, or
  /// moved away and its name given to another run.
  ///
  /// - Throws: `lost` when it is not.
  public func requireHeld() throws(FileError) {
    let path = "\(folder)/\(Self.fileName)"
    let held = try fileSystem.reporting(.lock, path, try fileSystem.status(descriptor))
    do throws(SystemError) {
      let other = try fileSystem.retrying(try fileSystem.open(path, O_RDONLY | O_NONBLOCK))
      defer { try? fileSystem.close(other) }
      guard try fileSystem.status(other).identity == held.identity else {
        throw SystemError(code: ENOENT)
      }
    } catch {
      guard error.code == ENOENT || error.code == ENOTDIR else {
        throw .system(.lock, path: path, code: error.code)
      }
      throw .lost(folder: folder)
    }
  }

  /// Refuses a folder in which another process works, and leaves it untouched.
  ///
  /// - Throws: `locked`.
  public static func requireFree(
    _ folder: String, in fileSystem: FileSystem = .posix
  ) throws(FileError) {
    let path = "\(folder)/\(fileName)"
    let descriptor: FileSystem.Descriptor
    do {
      descriptor = try fileSystem.retrying(
        try fileSystem.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK))
    } catch {
      // A folder that was copied may have lost the file.
      if error.code == ENOENT { return }
      throw .system(.lock, path: path, code: error.code)
    }
    defer { try? fileSystem.close(descriptor) }
    try take(LOCK_SH, of: descriptor, folder: folder, in: fileSystem)
  }

  /// Whether the file at `path` is one that a `RunLock` has made, and not a file of others with this
  /// name. It may be empty or cut short: the holder's name does not matter to the lock.
  public static func isOfRun(
    _ path: String, in fileSystem: FileSystem = .posix
  ) throws(FileError) -> Bool {
    let bytes = try fileSystem.readFile(path, limit: 256)
    return Holder.isBeginning(String(decoding: bytes, as: UTF8.self))
  }

  private static func take(
    _ operation: Int32, of descriptor: FileSystem.Descriptor, folder: String,
    in fileSystem: FileSystem
  ) throws(FileError) {
    do { try fileSystem.retrying(try fileSystem.lock(descriptor, operation | LOCK_NB)) } catch {
      guard error.code == EWOULDBLOCK else {
        throw .system(.lock, path: "\(folder)/\(fileName)", code: error.code)
      }
      throw .locked(folder: folder, holder: Holder(reading: descriptor, in: fileSystem))
    }
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

  /// What an open lock file says.
  init?(reading descriptor: FileSystem.Descriptor, in fileSystem: FileSystem) {
    let text = (try? fileSystem.readAll(from: descriptor, upTo: 256)) ?? []
    self.init(String(decoding: text, as: UTF8.self))
  }

  /// Reads a lock file's text; nil unless it is exactly what `text` gives.
  init?(_ text: String) {
    let words = text.dropLast().split(separator: " ", omittingEmptySubsequences: false)
    guard text.hasSuffix("\n"), words.count == 2, let process = Int32(words[0]), process > 0,
      !words[1].isEmpty, words[1].unicodeScalars.allSatisfy(Self.isOfHostName)
    else { return nil }
    self.init(process: process, host: String(words[1]))
  }

  /// Whether a text may be the beginning of what `text` gives.
  static func isBeginning(_ text: String) -> Bool {
    let process = text.prefix { ("0"..."9").contains($0) }
    let rest = text.dropFirst(process.count)
    guard !process.isEmpty, rest.first == " " else { return rest.isEmpty }
    let host = rest.dropFirst().prefix { $0.unicodeScalars.allSatisfy(isOfHostName) }
    return ["", "\n"].contains(rest.dropFirst().dropFirst(host.count))
  }

  private static func isOfHostName(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic && scalar.isASCII
      || "0123456789-._".unicodeScalars.contains(scalar)
  }
}
