import Dispatch
import EvoCore
import Glibc

/// Worker threads of this process, as many as asked for.
public struct ThreadWorkers: Workers {
  public let count: Int

  /// - Parameter count: at least 1; more than there are cores is allowed and gains nothing.
  public init(count: Int) {
    self.count = max(count, 1)
  }

  /// How many cores this process may use.
  public static var coreCount: Int { max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1) }

  public func atMost(_ count: Int) -> ThreadWorkers { ThreadWorkers(count: min(count, self.count)) }

  public func run(_ body: @Sendable (_ worker: Int) -> Void) {
    if count == 1 {
      body(0)
    } else {
      DispatchQueue.concurrentPerform(iterations: count, execute: body)
    }
  }
}
