import EvoFiles
import Glibc

/// How threads are started, as a value, so that a test can let it fail.
package struct ThreadStarter: Sendable {
  /// Starts a thread and gives what waits for its end.
  package var start:
    @Sendable (_ main: @escaping @Sendable () -> Void) throws(SystemError) -> @Sendable () -> Void

  package init(
    start:
      @escaping @Sendable (_ main: @escaping @Sendable () -> Void) throws(SystemError) ->
      @Sendable () -> Void
  ) {
    self.start = start
  }

  /// The operating system's threads. Signals that ask for an end are left to the other threads.
  package static let posix = ThreadStarter { main throws(SystemError) in
    var ending = sigset_t()
    var before = sigset_t()
    sigemptyset(&ending)
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGUSR1] { sigaddset(&ending, signal) }
    pthread_sigmask(SIG_BLOCK, &ending, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let start = Unmanaged.passRetained(Start(main))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { start in
        if let start { Unmanaged<Start>.fromOpaque(start).takeRetainedValue().main() }
        return nil
      }, start.toOpaque())
    guard code == 0 else {
      start.release()
      throw SystemError(code: code)
    }
    let started = thread
    return { pthread_join(started, nil) }
  }

  private final class Start: Sendable {
    let main: @Sendable () -> Void
    init(_ main: @escaping @Sendable () -> Void) { self.main = main }
  }
}
