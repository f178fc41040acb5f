/// The errno of a failed system call.
public struct SystemError: Error, Equatable, Sendable {
  public let code: Int32

  public init(code: Int32) { self.code = code }
}

/// The system calls that everything on disk goes through, as a value, so that a test can let any of
/// them fail.
///
/// Each closure is one call, retried by nobody: what to do about an interruption or a short write is
/// the caller's business and is tested there.
public struct FileSystem: Sendable {
  public typealias Descriptor = Int32

  /// Opens with `open(2)`'s flags; a new file gets mode 0666 less the umask.
  public var open: @Sendable (_ path: String, _ flags: Int32) throws(SystemError) -> Descriptor
  /// Size, kind and identity of an open file.
  public var status: @Sendable (Descriptor) throws(SystemError) -> FileStatus
  /// Reads up to the buffer's size; 0 is the end of the file.
  public var read: @Sendable (Descriptor, UnsafeMutableRawBufferPointer) throws(SystemError) -> Int
  /// Reads up to the buffer's size from a place in the file; 0 is behind its end.
  public var readAt:
    @Sendable (Descriptor, _ offset: Int, UnsafeMutableRawBufferPointer) throws(SystemError) -> Int
  /// Writes some first part of the buffer and says how much.
  public var write: @Sendable (Descriptor, UnsafeRawBufferPointer) throws(SystemError) -> Int
  /// Writes some first part of the buffer over what stands at a place in the file; says how much.
  public var writeAt:
    @Sendable (Descriptor, _ offset: Int, UnsafeRawBufferPointer) throws(SystemError) -> Int
  public var truncate: @Sendable (Descriptor, _ length: Int) throws(SystemError) -> Void
  /// Returns once everything written is on the device.
  public var sync: @Sendable (Descriptor) throws(SystemError) -> Void
  /// Returns once everything written to the device of an open file or folder is on it.
  public var syncAll: @Sendable (Descriptor) throws(SystemError) -> Void
  /// The descriptor is gone afterwards, even if closing fails.
  public var close: @Sendable (Descriptor) throws(SystemError) -> Void
  /// Locks or unlocks an open file with `flock(2)`'s operations.
  public var lock: @Sendable (Descriptor, _ operation: Int32) throws(SystemError) -> Void
  /// Replaces whatever file or link is at `to` in one step.
  public var rename: @Sendable (_ from: String, _ to: String) throws(SystemError) -> Void
  public var symlink: @Sendable (_ target: String, _ path: String) throws(SystemError) -> Void
  /// What the symbolic link at `path` points to; EILSEQ where that is no UTF-8.
  public var readLink: @Sendable (_ path: String) throws(SystemError) -> String
  public var remove: @Sendable (_ path: String) throws(SystemError) -> Void
  public var createFolder: @Sendable (_ path: String) throws(SystemError) -> Void
  /// Removes an empty folder.
  public var removeFolder: @Sendable (_ path: String) throws(SystemError) -> Void
  /// The names in a folder, in no particular order, without `.` and `..`, and without those that are no
  /// UTF-8: as a `String` such a name would be that of another file.
  public var list: @Sendable (_ path: String) throws(SystemError) -> [String]
}

/// What `FileSystem.status` says about an open file.
public struct FileStatus: Sendable, Equatable {
  public var size: Int
  public var isRegular: Bool
  /// Device and file number: equal for two descriptors of one file only.
  public var identity: SIMD2<UInt64>

  public init(size: Int, isRegular: Bool, identity: SIMD2<UInt64>) {
    self.size = size
    self.isRegular = isRegular
    self.identity = identity
  }
}
