import EvoCore

/// Processes that train one policy together. Each plays a share of the jobs, all of them learn what
/// came out, and every one repeats the same update: the center itself is never sent.
///
/// Promises:
/// - `rank` is one of `0..<count`, and another one in each process.
/// - The n-th call of `exchange` of one rank meets the n-th calls of all others, and all of them get
///   the same: what every rank has handed in, in the order of the ranks.
/// - It waits for the slowest. How is up to the team: a rank that shares its cores with others may
///   sleep instead of asking over and over.
/// - It throws in every rank or in none; then nobody hears of anybody any more.
///
/// The results of a training do not depend on the team, as they do not on the number of workers.
public protocol Team: Sendable {
  var rank: Int { get }
  var count: Int { get }
  func exchange(_ bytes: [UInt8]) throws -> [[UInt8]]
  /// The machine that a rank runs on; nil where that is not known or the same for all.
  func place(of rank: Int) -> String?
}

extension Team {
  public func place(of rank: Int) -> String? { nil }
}

/// The team of a process that works alone.
public struct SoloTeam: Team {
  public let rank = 0
  public let count = 1

  public init() {}

  public func exchange(_ bytes: [UInt8]) -> [[UInt8]] { [bytes] }
}

/// Another rank cannot go on.
public struct TeamFailure: Error, Equatable, Sendable, CustomStringConvertible {
  public var rank: Int
  /// The machine of the rank, if the team knows it.
  public var place: String?
  /// What it said, a sentence.
  public var reason: String

  public init(rank: Int, place: String? = nil, reason: String) {
    self.rank = rank
    self.place = place
    self.reason = reason
  }

  public var description: String {
    "rank \(rank) of the training\(place.map { " (\($0))" } ?? "") gave up: \(reason)"
  }
}

extension Team {
  /// The jobs of a rank among `0..<jobs`: neighbors, and about as many as each other rank has.
  ///
  /// - Parameters:
  ///   - rank: nil for this one.
  ///   - group: so many neighbors stay together, counted from job 0.
  public func share(of jobs: Int, rank: Int? = nil, inGroupsOf group: Int = 1) -> Range<Int> {
    let groups = (jobs + group - 1) / group
    let rank = rank ?? self.rank
    return min(groups * rank / count * group, jobs)..<min(groups * (rank + 1) / count * group, jobs)
  }

  /// Does something in every rank and hands around what came out.
  ///
  /// - Throws: what `body` throws; where it throws in another rank only, `Interrupted` or
  ///   `TeamFailure`. So all ranks go on or none does.
  public func together(_ body: () throws -> [UInt8]) throws -> [[UInt8]] {
    guard count > 1 else { return [try body()] }
    let found = Result { try body() }
    let messages = try exchange(TeamMessage(found).bytes).map { TeamMessage($0) }
    // After a failure nobody goes on, not even who was only interrupted.
    for (rank, message) in messages.enumerated() {
      guard case .failed(let reason) = message else { continue }
      if rank == self.rank { _ = try found.get() }
      throw TeamFailure(rank: rank, place: place(of: rank), reason: reason)
    }
    return try messages.map { message in
      guard case .done(let bytes) = message else { throw Interrupted() }
      return bytes
    }
  }

  /// Does something in every rank of which the others only learn whether it was done.
  ///
  /// - Throws: as `together` does.
  public func agreed<Output>(_ body: () throws -> Output) throws -> Output {
    let found = Result { try body() }
    _ = try together {
      _ = try found.get()
      return []
    }
    return try found.get()
  }

  /// The slots of all jobs, of which each rank makes its share.
  ///
  /// - Parameters:
  ///   - jobs: how many there are.
  ///   - body: gives one slot for each job of a range.
  public func gather<Slot: BitwiseCopyable>(
    _ jobs: Int, inGroupsOf group: Int = 1, _ body: (Range<Int>) throws -> [Slot]
  ) throws -> [Slot] {
    guard count > 1 else { return try body(0..<jobs) }
    let all = try together { try body(share(of: jobs, inGroupsOf: group)).slots }
    return try all.enumerated().flatMap { rank, bytes in
      let share = share(of: jobs, rank: rank, inGroupsOf: group)
      return try [Slot](slots: bytes, count: share.count, rank: rank)
    }
  }

  /// The numbers that every rank hands in, as many by each.
  package func compare(_ numbers: [Int]) throws -> [[Int]] {
    let all = try together { numbers.slots }
    return try all.enumerated().map { rank, bytes in
      try [Int](slots: bytes, count: numbers.count, rank: rank)
    }
  }

  /// Tells the others that this rank gives up outside of what is done together, so that they do not
  /// wait for it.
  package func leave(_ error: any Error) {
    if count > 1 { _ = try? exchange(TeamMessage(.failure(error)).bytes) }
  }
}
