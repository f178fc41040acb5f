import Glibc

/// Wall time since a start, by the clock that never jumps.
public struct Stopwatch: Sendable {
  private var origin: Double

  /// - Parameter elapsed: seconds that count as already gone, as after a resume.
  public init(elapsed: Double = 0) {
    origin = Self.now(CLOCK_MONOTONIC) - elapsed
  }

  public var seconds: Double { Self.now(CLOCK_MONOTONIC) - origin }

  /// Seconds of processor time that this process has used on all cores since it began.
  public static var processSeconds: Double { now(CLOCK_PROCESS_CPUTIME_ID) }

  /// Seconds of processor time that this thread has used since it began.
  public static var threadSeconds: Double { now(CLOCK_THREAD_CPUTIME_ID) }

  private static func now(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
