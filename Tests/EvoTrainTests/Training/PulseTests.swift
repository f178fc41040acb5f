import EvoMPI
import Foundation
import Testing

/// Who was lost.
private final class Losses: @unchecked Sendable {
  // Unchecked: everything that changes is used under the condition's lock.
  private let condition = NSCondition()
  private var found: [Int?] = []

  func add(_ rank: Int?) {
    condition.withLock {
      found.append(rank)
      condition.broadcast()
    }
  }

  /// Waits for the first one; -1 when there is none for very long.
  func first() -> Int? {
    let limit = Date(timeIntervalSinceNow: 100)
    return condition.withLock {
      while found.isEmpty {
        guard condition.wait(until: limit) else { return -1 }
      }
      return found[0]
    }
  }

  var count: Int { condition.withLock { found.count } }
}

/// The tests are built without MPI, where no sign of life ever comes.
@Suite("Signs of life", .enabled(if: !Launch.isBuilt))
struct PulseTests {
  @Test("a rank of which nothing is heard is called lost")
  func silence() throws {
    let losses = Losses()
    try Pulse(rank: 0, count: 2, timeout: 0.2) { losses.add($0) }.start()
    defer { Pulse.stop() }
    #expect(losses.first() == 1)
  }

  @Test("ranks that never meet give up, and say so")
  func meeting() throws {
    let losses = Losses()
    try Pulse.limit(0.2, lost: { losses.add($0.rank) }) { #expect(losses.first() == nil) }
    let sentence = "\(LostContact(rank: nil, seconds: 3))"
    #expect(sentence.hasPrefix("the ranks have not met within 3 s"))
  }

  @Test("ranks that have met in time are not called lost")
  func met() throws {
    let losses = Losses()
    try Pulse.limit(0.2, lost: { losses.add($0.rank) }) {}
    usleep(600_000)
    #expect(losses.count == 0)
  }
}
