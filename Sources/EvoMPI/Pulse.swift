import CMPI
import EvoTrain
import Glibc
import Synchronization

/// Nothing has been heard of a rank for so long that it must be lost: its machine, or the way to it.
public struct LostContact: Error, Equatable, Sendable, CustomStringConvertible {
  /// nil before the ranks have met, when nobody knows which one is missing.
  public var rank: Int?
  public var place: String?
  public var seconds: Double

  public init(rank: Int? = nil, place: String? = nil, seconds: Double) {
    self.rank = rank
    self.place = place
    self.seconds = seconds
  }

  public var description: String {
    guard let rank else {
      return
        "the ranks have not met within \(Int(seconds)) s: one of them has ended, or its machine "
        + "cannot be reached; start them again, with a longer --team-timeout where machines are slow"
    }
    return
      "nothing was heard of rank \(rank)\(place.map { " (\($0))" } ?? "") for \(Int(seconds)) s: its machine "
      + "or the network to it is down; what was saved is whole: go on with evo-rl resume, with any "
      + "number of ranks"
  }
}

/// Signs of life between rank 0 and each other rank, sent by a thread of their own: MPI waits for a cut
/// link without an end.
package struct Pulse {
  let rank: Int
  let count: Int
  let timeout: Double
  let lost: @Sendable (Int) -> Void

  package init(rank: Int, count: Int, timeout: Double, lost: @escaping @Sendable (Int) -> Void) {
    self.rank = rank
    self.count = count
    self.timeout = timeout
    self.lost = lost
  }

  /// Whether the team is left.
  private static let isOver = Mutex(false)

  /// Ends the signs of life: MPI may not be called once the team is left.
  package static func stop() { isOver.withLock { $0 = true } }

  /// Does something that calls MPI; nothing once the team is left.
  private static func speak(_ body: () -> Void) -> Bool {
    isOver.withLock { isOver in
      if !isOver { body() }
      return !isOver
    }
  }

  /// Does something that waits for all ranks, as MPI does without an end when one of them has died.
  package static func limit(
    _ timeout: Double, lost: @escaping @Sendable (LostContact) -> Void, _ body: () throws -> Void
  ) throws {
    let isDone = Flag()
    _ = try ThreadStarter.posix.start {
      let clock = Stopwatch()
      while !isDone.isSet {
        guard clock.seconds < timeout else { return lost(LostContact(seconds: timeout)) }
        usleep(100_000)
      }
    }
    defer { isDone.set() }
    try body()
  }

  private final class Flag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .acquiring) }
    func set() { value.store(true, ordering: .releasing) }
  }

  /// Goes on until the team is left.
  package func start() throws {
    _ = try ThreadStarter.posix.start { listen() }
  }

  private func listen() {
    let others = rank == 0 ? Array(1..<count) : [0]
    let clock = Stopwatch()
    var heard = [Double](repeating: clock.seconds, count: count)
    let pause = min(timeout / 8, 1)
    while Self.speak({ for other in others { cmpi_send_pulse(Int32(other)) } }) {
      usleep(UInt32(pause * 1e6))
      let now = clock.seconds
      let isGoing = Self.speak {
        while case let other = Int(cmpi_next_pulse()), other >= 0 { heard[other] = now }
      }
      guard isGoing else { return }
      // Who was stopped himself, in a debugger say, has heard nothing either; then all begin anew.
      if let silent = others.first(where: { now - heard[$0] > timeout }) { lost(silent) }
    }
  }
}
