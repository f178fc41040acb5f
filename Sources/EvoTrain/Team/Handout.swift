import EvoCore

/// How the jobs of a generation are handed out among the ranks of a team: neighbors to each, and more
/// to a rank that was faster in the generations before.
///
/// Every rank learns the same times and so comes to the same shares, without another word. What a job
/// comes to does not depend on who does it, so that no result depends on these times.
package final class Handout {
  private let team: any Team
  /// Jobs per second of each rank, relative to the mean.
  private var speeds: [Double]
  /// The part of the ranks' time that they waited for the slowest, in the last work that was learned
  /// from; nil for one rank.
  package private(set) var idleShare: Double?

  /// Fewer jobs than that are played side by side in the lanes of a rank and take the time of one; then
  /// a rank that has fewer would only look slower.
  private static let jobsToTell = 64
  /// Shorter work, in seconds, says more about the system than about the rank.
  private static let secondsToTell = 0.01
  /// Ranks that differ by less are as good as equal.
  private static let tolerance = 1.05
  /// A rank is never starved, so that it can show when it is fast again.
  private static let speedRange = 0.1...10.0

  package init(_ team: any Team) {
    self.team = team
    speeds = [Double](repeating: 1, count: team.count)
  }

  /// The jobs of this rank among `0..<jobs`.
  package func share(of jobs: Int) -> Range<Int> { shares(of: jobs)[team.rank] }

  /// The jobs of each rank among `0..<jobs`.
  ///
  /// - Parameter group: so many neighbors stay together, counted from job 0.
  package func shares(of jobs: Int, inGroupsOf group: Int = 1) -> [Range<Int>] {
    let groups = (jobs + group - 1) / group
    let total = speeds.reduce(0, +)
    var speed = 0.0
    var first = 0
    return speeds.enumerated().map { rank, own in
      speed += own
      let part = Double(groups) * speed / total
      let end = rank + 1 == team.count ? jobs : min(Int(part) * group, jobs)
      defer { first = end }
      return first..<end
    }
  }

  /// Lets every rank do its share, hands around what came out, and learns how fast each was.
  ///
  /// - Parameter body: does the share of this rank.
  /// - Returns: the share of each rank and what it has handed in.
  /// - Throws: as `Team.together` does.
  func together(
    _ jobs: Int, inGroupsOf group: Int = 1, _ body: (Range<Int>) throws -> [UInt8]
  ) throws -> [(jobs: Range<Int>, bytes: ArraySlice<UInt8>)] {
    let shares = shares(of: jobs, inGroupsOf: group)
    let messages = try team.together {
      let stopwatch = Stopwatch()
      let bytes = try body(shares[team.rank])
      return team.count > 1 ? [stopwatch.seconds].slots + bytes : bytes
    }
    guard team.count > 1 else { return [(shares[0], messages[0][...])] }
    let width = MemoryLayout<Double>.stride
    let seconds = try messages.enumerated().map { rank, message in
      try [Double](slots: Array(message.prefix(width)), count: 1, rank: rank)[0]
    }
    learn(shares.map(\.count), seconds)
    return zip(shares, messages).map { ($0, $1.dropFirst(width)) }
  }

  /// The slots of all jobs; `body` gives one for each of a range.
  func gather<Slot: BitwiseCopyable>(
    _ jobs: Int, inGroupsOf group: Int, _ body: (Range<Int>) throws -> [Slot]
  ) throws -> [Slot] {
    guard team.count > 1 else { return try body(0..<jobs) }
    let parts = try together(jobs, inGroupsOf: group) { try body($0).slots }
    return try parts.enumerated().flatMap { rank, part in
      try [Slot](slots: Array(part.bytes), count: part.jobs.count, rank: rank)
    }
  }

  /// Moves half the way to what was measured, as a single generation may have been unlucky.
  package func learn(_ jobs: [Int], _ seconds: [Double]) {
    let slowest = seconds.max() ?? 0
    let mean = seconds.reduce(0, +) / Double(seconds.count)
    idleShare = slowest > 0 ? 1 - mean / slowest : nil
    guard let fewest = jobs.min(), fewest >= Self.jobsToTell, slowest >= Self.secondsToTell,
      slowest > Self.tolerance * mean
    else { return }
    let rates = zip(jobs, seconds).map { Double($0) / max($1, 1e-9) }
    let typical = rates.reduce(0, +) / Double(rates.count)
    speeds = zip(speeds, rates).map { old, rate in
      let measured = min(
        max(rate / typical, Self.speedRange.lowerBound), Self.speedRange.upperBound)
      return (old + measured) / 2
    }
  }
}
