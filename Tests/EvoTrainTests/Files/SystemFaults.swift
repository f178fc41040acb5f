import EvoFiles
import Synchronization

/// The real file system with faults: a call of one's choice, counted from 0, goes wrong.
final class Faults: Sendable {
  enum Kind: Sendable {
    /// The call does nothing and reports this errno.
    case failure(Int32)
    /// A write does half of its work and reports this errno; any other call fails.
    case tear(Int32)
    /// A write does half of its work and says so; any other call works.
    case short
    /// This call and all later ones do nothing: the process is as good as killed.
    case death
  }

  private struct State {
    var count = 0
    var struck = false
  }

  private let kind: Kind
  private let target: Int
  /// Nil counts every call, else only those of these names.
  private let calls: Set<String>?
  private let real: FileSystem
  private let state = Mutex(State())

  init(
    _ kind: Kind, at target: Int, of calls: Set<String>? = nil, in real: FileSystem = .posix
  ) {
    self.real = real
    self.kind = kind
    self.target = target
    self.calls = calls
  }

  /// Whether there were calls enough for the fault to strike.
  var struck: Bool { state.withLock { $0.struck } }

  /// The fault of this call, if it is its turn.
  private func fault(_ call: String) -> Kind? {
    state.withLock { state in
      if let calls, !calls.contains(call) { return nil }
      defer { state.count += 1 }
      let isDead = if case .death = kind { state.count > target } else { false }
      guard state.count == target || isDead else { return nil }
      state.struck = true
      return kind
    }
  }

  private func strike(_ call: String) throws(SystemError) {
    switch fault(call) {
    case .failure(let code), .tear(let code): throw SystemError(code: code)
    case .death: throw SystemError(code: 5)
    case .short, nil: break
    }
  }

  private func write(
    _ bytes: UnsafeRawBufferPointer,
    by real: (UnsafeRawBufferPointer) throws(SystemError) -> Int
  ) throws(SystemError) -> Int {
    let half = UnsafeRawBufferPointer(rebasing: bytes[..<((bytes.count + 1) / 2)])
    switch fault("write") {
    case .failure(let code): throw SystemError(code: code)
    case .death: throw SystemError(code: 5)
    case .tear(let code):
      _ = try real(half)
      throw SystemError(code: code)
    case .short: return try real(half)
    case nil: return try real(bytes)
    }
  }

  var fileSystem: FileSystem {
    let real = real
    var faulty = real
    faulty.open = { path, flags throws(SystemError) in
      try self.strike("open")
      return try real.open(path, flags)
    }
    faulty.status = { descriptor throws(SystemError) in
      try self.strike("status")
      return try real.status(descriptor)
    }
    faulty.read = { descriptor, buffer throws(SystemError) in
      try self.strike("read")
      return try real.read(descriptor, buffer)
    }
    faulty.readAt = { descriptor, offset, buffer throws(SystemError) in
      try self.strike("read")
      return try real.readAt(descriptor, offset, buffer)
    }
    faulty.write = { descriptor, bytes throws(SystemError) in
      try self.write(bytes) { part throws(SystemError) in try real.write(descriptor, part) }
    }
    faulty.writeAt = { descriptor, offset, bytes throws(SystemError) in
      try self.write(bytes) { part throws(SystemError) in
        try real.writeAt(descriptor, offset, part)
      }
    }
    faulty.truncate = { descriptor, length throws(SystemError) in
      try self.strike("truncate")
      try real.truncate(descriptor, length)
    }
    faulty.sync = { descriptor throws(SystemError) in
      try self.strike("sync")
      try real.sync(descriptor)
    }
    faulty.syncAll = { descriptor throws(SystemError) in
      try self.strike("sync")
      try real.syncAll(descriptor)
    }
    faulty.close = { descriptor throws(SystemError) in
      // A descriptor is gone even if closing it fails.
      try real.close(descriptor)
      try self.strike("close")
    }
    faulty.lock = { descriptor, operation throws(SystemError) in
      try self.strike("lock")
      try real.lock(descriptor, operation)
    }
    faulty.rename = { from, to throws(SystemError) in
      try self.strike("rename")
      try real.rename(from, to)
    }
    faulty.symlink = { target, path throws(SystemError) in
      try self.strike("symlink")
      try real.symlink(target, path)
    }
    faulty.readLink = { path throws(SystemError) in
      try self.strike("readLink")
      return try real.readLink(path)
    }
    faulty.remove = { path throws(SystemError) in
      try self.strike("remove")
      try real.remove(path)
    }
    faulty.createFolder = { path throws(SystemError) in
      try self.strike("createFolder")
      try real.createFolder(path)
    }
    faulty.removeFolder = { path throws(SystemError) in
      try self.strike("removeFolder")
      try real.removeFolder(path)
    }
    faulty.list = { path throws(SystemError) in
      try self.strike("list")
      return try real.list(path)
    }
    return faulty
  }
}
