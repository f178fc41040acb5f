import EvoCore
import EvoMPI
import Glibc

/// SIGINT, SIGTERM, SIGHUP and SIGUSR1, which job schedulers send ahead of an end, become a wish to stop;
/// the second one ends the process at once.
enum Signals {
  /// mpirun kills a second after it has asked for an end; by then the state has to be saved.
  static let interrupt = Interrupt(grace: Launch.current.count > 1 ? 0.3 : 1)

  static func install() {
    // The handler must not be the first to touch the interrupt: making it allocates.
    _ = interrupt
    _ = endsAtSecond
    for number in [SIGINT, SIGTERM, SIGHUP, SIGUSR1] {
      let before = signal(number) { number in
        if Signals.interrupt.signal != nil {
          guard Signals.endsAtSecond else { return }
          _exit(128 + number)
        }
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

  /// Launcher and scheduler may both send a rank the same signal.
  private static let endsAtSecond = Launch.current.count == 1

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
