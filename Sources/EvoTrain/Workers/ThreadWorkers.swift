import EvoCore
import Glibc

/// Worker threads of this process, as many as asked for.
///
/// The thread that calls `run` is one of them; the others are started by the first call that needs
/// them. Where the system grants fewer, those that there are do all of the work, with the same
/// results.
public struct ThreadWorkers: Workers {
  public let count: Int
  private let threads: WorkerThreads

  /// - Parameter count: at least 1; more than there are cores is allowed and gains nothing.
  public init(count: Int) {
    self.init(count: count) { _ in }
  }

  /// - Parameters:
  ///   - count: at least 1; more than there are cores is allowed and gains nothing.
  ///   - onShortage: is told, once, when the system does not start as many threads.
  public init(count: Int, onShortage: @escaping @Sendable (WorkerShortage) -> Void) {
    self.init(count: count, cores: Self.coreCount, starting: .posix, onShortage: onShortage)
  }

  package init(
    count: Int, cores: Int, starting starter: ThreadStarter,
    onShortage: @escaping @Sendable (WorkerShortage) -> Void
  ) {
    let count = max(count, 1)
    self.count = count
    // Threads beyond the cores would only take turns.
    threads = WorkerThreads(
      count: min(count, cores) - 1, starting: starter, onShortage: onShortage)
  }

  private init(count: Int, threads: WorkerThreads) {
    self.count = count
    self.threads = threads
  }

  /// So many of these workers at most, on the same threads.
  public func atMost(_ count: Int) -> ThreadWorkers {
    ThreadWorkers(count: min(max(count, 1), self.count), threads: threads)
  }

  /// How many cores this process may use.
  public static var coreCount: Int { max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1) }

  public func run(_ body: @Sendable (_ worker: Int) -> Void) {
    if count == 1 {
      body(0)
    } else {
      threads.run(count, body)
    }
  }
}

/// The system started fewer threads than there is work for.
public struct WorkerShortage: Error, Equatable, Sendable {
  public var wanted: Int
  /// How many there are, with the thread that asked.
  public var found: Int
  /// What the system said, as an errno.
  public var code: Int32

  package init(wanted: Int, found: Int, code: Int32) {
    self.wanted = wanted
    self.found = found
    self.code = code
  }
}

extension WorkerShortage: CustomStringConvertible {
  public var description: String {
    let reason = String(cString: strerror(code)).lowercased()
    return "only \(found) of \(wanted) worker threads could be started (\(reason)); "
      + "the work goes on with \(found), more slowly and with the same results; "
      + "raise the limit of processes or of memory (ulimit -u, -v, -s), or lower --workers"
  }
}
