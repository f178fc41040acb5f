import CProcess
import Glibc

extension FileSystem {
  /// The operating system's own calls.
  public static let posix = FileSystem(
    open: { path, flags throws(SystemError) in
      try check(Glibc.open(path, flags | O_CLOEXEC, 0o666))
    },
    status: { descriptor throws(SystemError) in
      var status = stat()
      try check(fstat(descriptor, &status))
      return FileStatus(
        size: Int(status.st_size), isRegular: status.st_mode & S_IFMT == S_IFREG,
        identity: SIMD2(UInt64(status.st_dev), UInt64(status.st_ino)))
    },
    read: { descriptor, buffer throws(SystemError) in
      try check(Glibc.read(descriptor, buffer.baseAddress, buffer.count))
    },
    readAt: { descriptor, offset, buffer throws(SystemError) in
      try check(pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset)))
    },
    write: { descriptor, bytes throws(SystemError) in
      try check(Glibc.write(descriptor, bytes.baseAddress, bytes.count))
    },
    writeAt: { descriptor, offset, bytes throws(SystemError) in
      try check(pwrite(descriptor, bytes.baseAddress, bytes.count, off_t(offset)))
    },
    truncate: { descriptor, length throws(SystemError) in
      try check(ftruncate(descriptor, off_t(length)))
    },
    sync: { descriptor throws(SystemError) in try check(fsync(descriptor)) },
    syncAll: { descriptor throws(SystemError) in try check(cp_sync_all(descriptor)) },
    close: { descriptor throws(SystemError) in try check(Glibc.close(descriptor)) },
    lock: { descriptor, operation throws(SystemError) in
      try check(flock(descriptor, operation))
    },
    rename: { from, to throws(SystemError) in try check(Glibc.rename(from, to)) },
    symlink: { target, path throws(SystemError) in try check(Glibc.symlink(target, path)) },
    readLink: { path throws(SystemError) in
      var target = [CChar](repeating: 0, count: Int(PATH_MAX))
      let count = try check(Glibc.readlink(path, &target, target.count))
      let bytes = target[..<count].map(UInt8.init(bitPattern:))
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw SystemError(code: EILSEQ)
      }
      return text
    },
    remove: { path throws(SystemError) in try check(unlink(path)) },
    createFolder: { path throws(SystemError) in try check(mkdir(path, 0o777)) },
    removeFolder: { path throws(SystemError) in try check(rmdir(path)) },
    list: { path throws(SystemError) in try names(in: path) })

  /// Turns the calls' -1 into a thrown errno.
  @discardableResult
  private static func check<Result: SignedInteger>(
    _ result: Result
  ) throws(SystemError) -> Result {
    guard result != -1 else { throw SystemError(code: errno) }
    return result
  }

  private static func names(in folder: String) throws(SystemError) -> [String] {
    guard let stream = opendir(folder) else { throw SystemError(code: errno) }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        if errno != 0 { throw SystemError(code: errno) }
        return names
      }
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
      }
      // Nothing that is looked for by name has one that is no text.
      guard let name, name != ".", name != ".." else { continue }
      names.append(name)
    }
  }
}

extension FileSystem {
  /// Repeats a call that a signal interrupted; never `close`, which has closed by then.
  package func retrying<Result>(
    _ call: @autoclosure () throws(SystemError) -> Result
  ) throws(SystemError) -> Result {
    while true {
      do { return try call() } catch {
        guard error.code == EINTR else { throw error }
      }
    }
  }

  /// Writes all of `bytes`, however many calls that takes.
  func writeAll(_ bytes: [UInt8], to descriptor: Descriptor) throws(SystemError) {
    try writeAll(bytes) { rest, _ throws(SystemError) in try write(descriptor, rest) }
  }

  /// Writes all of `bytes` over what stands at a place in the file.
  func writeAll(
    _ bytes: [UInt8], at offset: Int, to descriptor: Descriptor
  ) throws(SystemError) {
    try writeAll(bytes) { rest, done throws(SystemError) in
      try writeAt(descriptor, offset + done, rest)
    }
  }

  private func writeAll(
    _ bytes: [UInt8],
    by write: (_ rest: UnsafeRawBufferPointer, _ done: Int) throws(SystemError) -> Int
  ) throws(SystemError) {
    try bytes.withUnsafeBufferPointer { buffer throws(SystemError) in
      var rest = UnsafeRawBufferPointer(buffer)
      while !rest.isEmpty {
        let count = try retrying(try write(rest, bytes.count - rest.count))
        // A device that takes nothing and reports nothing would be asked forever.
        guard count > 0 else { throw SystemError(code: EIO) }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
    }
  }

  /// Closes what was written; some network file systems report a failed write only now.
  func closeWritten(_ descriptor: Descriptor) throws(SystemError) {
    do { try close(descriptor) } catch {
      guard error.code == EINTR else { throw error }
    }
  }

  /// The first `limit` bytes of an open file, or all that there are.
  package func readAll(from descriptor: Descriptor, upTo limit: Int) throws(SystemError) -> [UInt8]
  {
    var bytes = [UInt8](repeating: 0, count: limit)
    let count = try bytes.withUnsafeMutableBufferPointer { buffer throws(SystemError) in
      var rest = UnsafeMutableRawBufferPointer(buffer)
      while !rest.isEmpty {
        let count = try retrying(try read(descriptor, rest))
        if count == 0 { break }
        rest = UnsafeMutableRawBufferPointer(rebasing: rest[count...])
      }
      return limit - rest.count
    }
    bytes.removeLast(limit - count)
    return bytes
  }
}
