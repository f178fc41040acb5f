import EvoTrain
import Foundation

/// A team of threads of this process.
public final class ThreadTeam: Team {
  public let rank: Int
  public var count: Int { meeting.count }
  private let meeting: Meeting

  private init(rank: Int, _ meeting: Meeting) {
    self.rank = rank
    self.meeting = meeting
  }

  public func exchange(_ bytes: [UInt8]) -> [[UInt8]] { meeting.exchange(bytes, from: rank) }

  /// Runs `body` in as many threads, each with its rank of a team, and returns what they give in the
  /// order of the ranks.
  public static func run<Output: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (ThreadTeam) throws -> Output
  ) -> [Result<Output, any Error>] {
    let meeting = Meeting(count: count)
    let results = Results<Output>(count: count)
    // Not a queue's threads, which may be fewer than wait for each other.
    for rank in 0..<count {
      Thread.detachNewThread {
        let result = Result { try body(ThreadTeam(rank: rank, meeting)) }
        results.set(result, at: rank)
      }
    }
    return results.wait()
  }
}

/// Where the ranks meet: the last one to come wakes the others.
private final class Meeting: @unchecked Sendable {
  // Unchecked: everything that changes is used under the condition's lock.

  let count: Int
  private let condition = NSCondition()
  private var handedIn: [Int: [UInt8]] = [:]
  private var handedOut: [[UInt8]] = []
  private var meetings = 0

  init(count: Int) { self.count = count }

  func exchange(_ bytes: [UInt8], from rank: Int) -> [[UInt8]] {
    condition.withLock {
      handedIn[rank] = bytes
      let meeting = meetings
      if handedIn.count == count {
        handedOut = (0..<count).map { handedIn[$0] ?? [] }
        handedIn = [:]
        meetings += 1
        condition.broadcast()
      }
      while meetings == meeting { condition.wait() }
      return handedOut
    }
  }
}

private final class Results<Output: Sendable>: @unchecked Sendable {
  // Unchecked: everything that changes is used under the condition's lock.

  private let condition = NSCondition()
  private var results: [Result<Output, any Error>?]

  init(count: Int) { results = [Result<Output, any Error>?](repeating: nil, count: count) }

  func set(_ result: Result<Output, any Error>, at rank: Int) {
    condition.withLock {
      results[rank] = result
      condition.broadcast()
    }
  }

  func wait() -> [Result<Output, any Error>] {
    condition.withLock {
      while results.contains(where: { $0 == nil }) { condition.wait() }
      return results.compactMap { $0 }
    }
  }
}
