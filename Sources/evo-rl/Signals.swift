import EvoCore
import Glibc

/// SIGINT and SIGTERM become a wish to stop; the second one ends the process at once.
enum Signals {
  static let interrupt = Interrupt()

  static func install() {
    // The handler must not be the first to touch the interrupt: making it allocates.
    _ = interrupt
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        if Signals.interrupt.signal != nil { _exit(128 + number) }
        Signals.interrupt.request(signal: number)
      }
    }
  }
}
