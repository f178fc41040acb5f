import Glibc
import Synchronization

/// Replaces files in one step: at every moment, and after a crash at any moment, the path holds
/// either all of the old contents or all of the new.
///
/// The new contents go to a temporary file `.<name>.tmp-<process>` in the same folder, are forced to
/// the device, take the old file's name, and the folder is forced to the device. A failure leaves
/// the old file as it was and takes the temporary file away; what a killed process leaves behind is
/// for `removeStaleTemporaries`. If only the very last step fails, the new contents are in place
/// but may not survive a power cut.
public enum AtomicFile {
  /// Writes a file that readers see whole or not at all.
  ///
  /// - Parameter isSynced: false for one of many files that can be made again, which then do not wait for
  ///   the device one by one: `syncAll` waits for all of them. Until then a power cut may leave them empty.
  public static func write(
    _ bytes: [UInt8], to path: String, isSynced: Bool = true, in fileSystem: FileSystem = .posix
  ) throws(FileError) {
    try fileSystem.reporting(
      .write, path,
      try replace(path, isSynced: isSynced, in: fileSystem, reporting: { $0 }) {
        temporary throws(SystemError) in
        try create(temporary, holding: bytes, isSynced: isSynced, in: fileSystem)
      })
  }

  /// Returns once all that was written into a folder is on the device.
  public static func syncAll(
    in folder: String, in fileSystem: FileSystem = .posix
  ) throws(FileError) {
    try fileSystem.reporting(
      .write, folder, try sync(folder: folder, in: fileSystem, by: fileSystem.syncAll))
  }

  /// Lets `body` fill a file piece by piece, of which readers see all or nothing.
  ///
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws, or `FileError`; the file is as it was before then.
  public static func compose<Result>(
    _ path: String, in fileSystem: FileSystem = .posix, _ body: (FileDraft) throws -> Result
  ) throws -> Result {
    func report(_ error: SystemError) -> any Error {
      FileError.system(.write, path: path, code: error.code)
    }
    return try replace(path, in: fileSystem, reporting: report) { temporary in
      let draft = FileDraft(
        try fileSystem.reporting(.write, path, try make(temporary, in: fileSystem)), of: path,
        at: temporary, in: fileSystem)
      do {
        let result = try body(draft)
        try draft.finish()
        return result
      } catch {
        draft.abandon()
        throw error
      }
    }
  }

  /// Points the symbolic link at `path` to `target`, whether or not there was one. Threads may do so together.
  public static func replaceLink(
    at path: String, with target: String, in fileSystem: FileSystem = .posix
  ) throws(FileError) {
    // The temporary link of a process has one name.
    try linking.withLock { _ throws(FileError) in
      try fileSystem.reporting(
        .link, path,
        try replace(path, in: fileSystem, reporting: { $0 }) { temporary throws(SystemError) in
          try? fileSystem.remove(temporary)
          try fileSystem.symlink(target, temporary)
        })
    }
  }

  private static let linking = Mutex(())

  /// Removes what killed processes left in a folder, and says what that was.
  ///
  /// Hold the folder's `RunLock`: nobody else writes there then, so that every temporary file is a
  /// leftover. One that cannot be removed stays; it does no harm.
  ///
  /// - Parameter isOurs: whether a file of this name is written there; the temporary files of others
  ///   are left alone.
  @discardableResult
  public static func removeStaleTemporaries(
    in folder: String, of isOurs: (_ name: String) -> Bool, in fileSystem: FileSystem = .posix
  ) throws(FileError) -> [String] {
    try fileSystem.names(in: folder).filter { name in
      target(ofTemporary: name).map(isOurs) == true
        && (try? fileSystem.remove("\(folder)/\(name)")) != nil
    }
  }

  /// - Parameter reporting: what the error of a system call becomes.
  private static func replace<Result, Failure>(
    _ path: String, isSynced: Bool = true, in fileSystem: FileSystem,
    reporting: (SystemError) -> Failure, by make: (_ temporary: String) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    func system(_ call: () throws(SystemError) -> Void) throws(Failure) {
      do { try call() } catch { throw reporting(error) }
    }
    let place = Place(path)
    guard !place.name.isEmpty, !path.hasSuffix("/") else {
      throw reporting(SystemError(code: EISDIR))
    }
    let temporary = "\(place.folder)/.\(place.name)\(infix)\(getpid())"
    let result: Result
    do {
      result = try make(temporary)
      try system { () throws(SystemError) in try fileSystem.rename(temporary, path) }
    } catch {
      try? fileSystem.remove(temporary)
      throw error
    }
    if isSynced {
      try system { () throws(SystemError) in
        try sync(folder: place.folder, in: fileSystem, by: fileSystem.sync)
      }
    }
    return result
  }

  private static func create(
    _ path: String, holding bytes: [UInt8], isSynced: Bool, in fileSystem: FileSystem
  ) throws(SystemError) {
    let descriptor = try make(path, in: fileSystem)
    do {
      try fileSystem.writeAll(bytes, to: descriptor)
      if isSynced { try fileSystem.retrying(try fileSystem.sync(descriptor)) }
    } catch {
      try? fileSystem.close(descriptor)
      throw error
    }
    try fileSystem.closeWritten(descriptor)
  }

  private static func make(
    _ path: String, in fileSystem: FileSystem
  ) throws(SystemError) -> FileSystem.Descriptor {
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW
    return try fileSystem.retrying(try fileSystem.open(path, flags))
  }

  /// Makes a rename last. Some file systems cannot and say so with EINVAL.
  private static func sync(
    folder: String, in fileSystem: FileSystem,
    by sync: (FileSystem.Descriptor) throws(SystemError) -> Void
  ) throws(SystemError) {
    let descriptor = try fileSystem.retrying(
      try fileSystem.open(folder, O_RDONLY | O_DIRECTORY))
    defer { try? fileSystem.close(descriptor) }
    do {
      try fileSystem.retrying(try sync(descriptor))
    } catch {
      guard error.code == EINVAL else { throw error }
    }
  }

  private static let infix = ".tmp-"

  package static func isTemporary(_ name: String) -> Bool { target(ofTemporary: name) != nil }

  /// The name of the file that a temporary file was to become; nil when it is none.
  private static func target(ofTemporary name: String) -> String? {
    let process = name.reversed().prefix { ("0"..."9").contains($0) }.count
    let stem = name.dropLast(process)
    guard process > 0, stem.hasPrefix("."), stem.hasSuffix(infix), stem.count > infix.count + 1
    else { return nil }
    return String(stem.dropFirst().dropLast(infix.count))
  }
}
