import Glibc
import Synchronization

/// A wish to stop, which may come from a signal handler: work that ends soon may end, work that
/// does not is abandoned.
public final class Interrupt: Sendable {
  private let number = Atomic<Int32>(0)
  private let deadline = Atomic<UInt64>(0)
  private let graceNanoseconds: UInt64

  /// - Parameter grace: seconds that unfinished work may go on after the request.
  public init(grace: Double = 1) { graceNanoseconds = UInt64(grace * 1e9) }

  /// The signal that asked, or nil.
  public var signal: Int32? {
    let value = number.load(ordering: .acquiring)
    return value == 0 ? nil : value
  }

  /// Asks for a stop. Does nothing that a signal handler may not do.
  public func request(signal: Int32) {
    deadline.store(Self.now() + graceNanoseconds, ordering: .relaxed)
    number.store(signal, ordering: .releasing)
  }

  /// The request is so old that unfinished work has to be thrown away.
  public var mustAbandon: Bool {
    number.load(ordering: .acquiring) != 0 && Self.now() >= deadline.load(ordering: .relaxed)
  }

  private static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

/// The work was abandoned because of an interrupt; nothing has changed.
public struct Interrupted: Error {
  public init() {}
}
