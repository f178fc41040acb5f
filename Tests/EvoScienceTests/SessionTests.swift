import EvoCore
import EvoScience
import EvoTestSupport
import EvoTrain
import Synchronization
import Testing

@Suite("Sessions")
struct SessionTests {
  /// What is told while something runs in a session.
  private static func shares(_ run: (Session) throws -> Void) rethrows -> [Double] {
    let shares = Mutex<[Double]>([])
    try run(
      Session(seed: 1, workers: ThreadWorkers(count: 1)) { _, share in
        shares.withLock { $0.append(share) }
      })
    return shares.withLock { $0 }
  }

  @Test("pieces share a session by their weight, and parts of parts know their place in the whole")
  func places() throws {
    let shares = try Self.shares { session in
      for (item, session) in session.part(from: 0.5, to: 1).over([1, 3], weight: Double.init) {
        for (_, session) in session.over(0..<2) { try session.progress("\(item)", done: 0.5) }
      }
    }
    #expect(shares == [0.53125, 0.59375, 0.71875, 0.90625])
  }

  @Test("no more than all is done, and pieces without any weight take no share")
  func bounds() throws {
    let shares = try Self.shares { session in
      try session.progress("more than all", done: 2)
      try session.progress("less than nothing", done: -1)
      for (_, session) in session.over([0, 0], weight: { _ in 0 }) {
        try session.progress("nothing", done: 1)
      }
      for (_, _) in session.over([Int]()) { Issue.record("of nothing there are no pieces") }
    }
    #expect(shares == [1, 0, 0, 0])
  }

  @Test("a team deals out items and repetitions, and every rank finds what one alone finds")
  func dealt() throws {
    @Sendable func found(by team: any Team) throws -> [[String]] {
      try Session(seed: 1, workers: ThreadWorkers(count: 1), team: team)
        .deal(["a", "b", "c"], [1, 2]) { item, repetition, session in
          // Within a piece nobody else is there.
          #expect(session.team.count == 1)
          return "\(item)\(repetition)"
        }
    }
    let alone = try found(by: SoloTeam())
    #expect(alone == [["a1", "a2"], ["b1", "b2"], ["c1", "c2"]])
    for count in 2...4 {
      for rank in ThreadTeam.run(count, { try found(by: $0) }) { #expect(try rank.get() == alone) }
    }
  }
}
