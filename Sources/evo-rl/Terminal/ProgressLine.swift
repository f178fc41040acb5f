import EvoCore
import EvoTrain
import Glibc
import Synchronization

/// How far some long work is, on a line of standard error that is written over and gone at the end: a bar,
/// how much is done, and how long the rest will take. Work of less than a second shows nothing.
final class ProgressLine: Sendable {
  let tally = Tally()
  /// Is raised when the work has ended.
  private let end = Mutex(false)

  /// Does work that tells a tally how far it is.
  ///
  /// - Parameter isShown: whether anybody looks.
  static func watching<Result>(
    isShown: Bool, _ work: (Tally) throws -> Result
  ) rethrows -> Result {
    let line = ProgressLine()
    // Where no thread can be started the work is done all the same.
    let wait = isShown ? try? ThreadStarter.posix.start { line.watch() } : nil
    defer {
      line.end.withLock { $0 = true }
      wait?()
    }
    return try work(line.tally)
  }

  private static let patience = 1.0
  /// A person reads ten lines a second at most.
  private static let pause: UInt32 = 100_000

  private func watch() {
    let clock = Stopwatch()
    var stage = 0
    var since = 0.0
    var isThere = false
    while !end.withLock({ $0 }) {
      if let now = tally.now {
        if now.stage.number != stage { (stage, since) = (now.stage.number, clock.seconds) }
        if clock.seconds >= Self.patience {
          Terminal.showBar(Self.parts(now.stage, now.done, seconds: clock.seconds - since))
          isThere = true
        }
      }
      // Short at first: quick work does not wait for whoever would have shown it.
      usleep(clock.seconds < Self.patience ? 2_000 : Self.pause)
    }
    if isThere { Terminal.showBar([]) }
  }

  /// What the line says, the most important first.
  static func parts(_ stage: Tally.Stage, _ done: Int, seconds: Double) -> [String] {
    let total = max(stage.total, 1)
    let filled = 20 * done / total
    let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: 20 - filled)
    var parts = ["\(stage.work) [\(bar)] \(100 * done / total) %"]
    if !stage.unit.isEmpty { parts.append("\(done) of \(stage.total) \(stage.unit)") }
    if done > 0 {
      let left = seconds * Double(total - done) / Double(done)
      parts.append("\(Terminal.duration(left)) left")
    }
    if !stage.detail.isEmpty { parts.append(stage.detail) }
    return parts
  }
}
