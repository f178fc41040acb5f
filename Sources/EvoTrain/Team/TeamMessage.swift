import EvoCore

/// What a rank hands around: what it has, or why it has nothing.
enum TeamMessage {
  case done([UInt8])
  case interrupted
  case failed(String)

  init(_ found: Result<[UInt8], any Error>) {
    switch found {
    case .success(let bytes): self = .done(bytes)
    case .failure(let error):
      self = error is Interrupted ? .interrupted : .failed("\(error)")
    }
  }

  var bytes: [UInt8] {
    switch self {
    case .done(let bytes): [0] + bytes
    case .interrupted: [1]
    case .failed(let reason): [2] + Array(reason.utf8)
    }
  }

  init(_ bytes: [UInt8]) {
    let rest = Array(bytes.dropFirst())
    switch bytes.first {
    case 0: self = .done(rest)
    case 1: self = .interrupted
    default: self = .failed(String(decoding: rest, as: UTF8.self))
    }
  }
}

extension Array where Element: BitwiseCopyable {
  /// Numbers that another rank has handed in as their bytes.
  ///
  /// - Throws: `TeamFailure` when they are not `count` numbers.
  init(slots bytes: [UInt8], count: Int, rank: Int) throws(TeamFailure) {
    guard bytes.count == count * MemoryLayout<Element>.stride else {
      throw .otherTask(rank: rank)
    }
    self.init(unsafeUninitializedCapacity: count) { buffer, initialized in
      UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes)
      initialized = count
    }
  }

  /// Their bytes.
  var slots: [UInt8] { withUnsafeBytes { Array<UInt8>($0) } }
}

extension TeamFailure {
  /// What a rank has handed in does not fit the task.
  static func otherTask(rank: Int) -> TeamFailure {
    TeamFailure(
      rank: rank,
      reason: "it works at another task; start every rank with the same program and configuration")
  }
}
