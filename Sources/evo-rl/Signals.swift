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
    // A file over the size limit becomes an error with a sentence, and a reader of the output that
    // goes away does not take the training with it.
    for number in [SIGXFSZ, SIGPIPE] { signal(number, SIG_IGN) }
  }
}
