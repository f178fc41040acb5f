import Glibc

/// How far some long work is, on a line of a terminal that is written over and gone at the end: a bar,
/// how much is done, and how long the rest will take.
final class ProgressLine {
  private let work: String
  private let total: Int
  private let unit: String
  private let isShown: Bool
  private let start = seconds()
  private var latest = -Double.infinity

  /// - Parameters:
  ///   - work: what is done, such as "walk.webp".
  ///   - unit: what is counted, such as "frames".
  init(_ work: String, total: Int, unit: String, isShown: Bool) {
    self.work = work
    self.total = total
    self.unit = unit
    self.isShown = isShown
  }

  deinit { if latest > -.infinity { Terminal.overwrite("") } }

  func show(_ done: Int) {
    let now = Self.seconds()
    // Work that takes no second needs no bar, and a person reads ten lines a second at most.
    guard isShown, done > 0, now - start > 0.5, now - latest >= 0.1 else { return }
    latest = now
    let left = (now - start) * Double(total - done) / Double(done)
    let filled = 20 * done / max(total, 1)
    let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: 20 - filled)
    Terminal.overwrite(
      "\(work) [\(bar)] \(100 * done / max(total, 1)) %", "\(done) of \(total) \(unit)",
      "\(Terminal.duration(left)) left")
  }

  private static func seconds() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + 1e-9 * Double(now.tv_nsec)
  }
}
