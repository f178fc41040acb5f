import EvoCore
import Glibc

/// SIGINT, SIGTERM and SIGHUP become a wish to stop; the second one ends the process at once.
enum Signals {
  static let interrupt = Interrupt()

  static func install() {
    // The handler must not be the first to touch the interrupt: making it allocates.
    _ = interrupt
    for number in [SIGINT, SIGTERM, SIGHUP] {
      let before = signal(number) { number in
        if Signals.interrupt.signal != nil { _exit(128 + number) }
        Signals.interrupt.request(signal: number)
      }
      // nohup asks that a closed terminal be of no account.
      if number == SIGHUP,
        unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
      {
        signal(number, SIG_IGN)
      }
    }
    installAbort()
    // A file over the size limit becomes an error with a sentence, and a reader of the output that
    // goes away does not take the training with it.
    for number in [SIGXFSZ, SIGPIPE] { signal(number, SIG_IGN) }
  }

  private static let memoryIsOver =
    Array(
      "evo-rl: the system refused memory; what was saved is whole; free some, raise the limit "
        .utf8) + Array("(ulimit -v) or ask for less, and go on with evo-rl resume\n".utf8)
  nonisolated(unsafe) private static var abortBefore = sigaction()

  /// Swift ends a process that is refused memory by an abort, with a message for programmers. The
  /// system's reason still stands in `errno` then.
  private static func installAbort() {
    // The handler must not be the first to touch them: making them allocates.
    _ = memoryIsOver
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in
      if errno == ENOMEM {
        _ = Signals.memoryIsOver.withUnsafeBufferPointer {
          write(STDERR_FILENO, $0.baseAddress, $0.count)
        }
        _exit(1)
      }
      sigaction(SIGABRT, &Signals.abortBefore, nil)
      raise(SIGABRT)
    }
    sigaction(SIGABRT, &action, &abortBefore)
  }
}
