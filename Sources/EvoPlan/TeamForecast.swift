import EvoCore
import EvoTrain

/// What generations take in a team that is not there.
public struct TeamForecast: Sendable, Equatable {
  public var ranks: Int
  public var population: Int
  /// Seconds of a generation, the mean of those that were simulated, of which follow:
  public var seconds: Double
  /// the mean over ranks of what they play, members and the center,
  public var playing: Double
  /// the mean over ranks of what they wait for the slowest,
  public var waiting: Double
  /// what the messages take,
  public var exchange: Double
  /// and the update, which every rank makes.
  public var update: Double
  /// Bytes that every rank receives.
  public var bytes: Double
}

/// A team that is simulated: its ranks share members out by the hand-out of a training, take as long as
/// was measured, and wait for each other.
public struct TeamSimulation {
  private let costs: GenerationCosts
  private let threads: Int
  private let interconnect: Interconnect
  private let cores: Int?

  /// - Parameters:
  ///   - threads: of each rank.
  ///   - cores: that all ranks share; nil where each thread has one.
  public init(
    _ costs: GenerationCosts, threads: Int, interconnect: Interconnect, cores: Int? = nil
  ) {
    self.costs = costs
    self.threads = threads
    self.interconnect = interconnect
    self.cores = cores
  }

  /// A rank that only counts.
  private struct Absent: Team {
    let rank = 0
    let count: Int
    func exchange(_ bytes: [UInt8]) -> [[UInt8]] { [] }
  }

  /// Of the block in which a rank says how many bytes follow.
  private static let blockBytes = 64
  /// Before these it says how many seconds it took.
  private static let bytesPerRank = blockBytes + MemoryLayout<Double>.stride
  /// A rank that waits sleeps a twentieth of the time that it has waited, and at least so long; the
  /// system wakes it up that much later.
  private static let shortestNap = 75e-6
  private static let longestNap = 1.1e-3

  /// - Parameters:
  ///   - ranks: at least 1, and no more than members.
  ///   - generations: how many are simulated; the first ones only tell the hand-out how fast ranks are.
  public func run(ranks: Int, population: Int, generations: Int) -> TeamForecast {
    let warmUp = 4
    let members = Handout(Absent(count: ranks))
    var random = Random(seed: 1, domain: .trainingEpisode, index: UInt32(ranks))
    var forecast = TeamForecast(
      ranks: ranks, population: population, seconds: 0, playing: 0, waiting: 0, exchange: 0,
      update: 0, bytes: 0)
    var late = [Double](repeating: 0, count: ranks)
    for generation in 0..<warmUp + generations {
      var part = play(
        population * costs.jobsPerMember, costs.members, members, &late, &random, ranks: ranks)
      part.bytes += Double(costs.bytes(of: population))
      var parts = [(part, 1.0)]
      if let evaluation = costs.evaluation {
        var part = play(
          evaluation.jobs, evaluation.costs, Handout(Absent(count: ranks)), &late, &random,
          ranks: ranks)
        part.bytes += Double(evaluation.bytes)
        parts.append((part, 1 / Double(evaluation.every)))
      }
      guard generation >= warmUp else { continue }
      for (part, often) in parts {
        let exchange = ranks == 1 ? 0 : exchangeSeconds(part.bytes, ranks: ranks)
        forecast.playing += often * part.mean
        forecast.waiting += often * (part.last - part.mean)
        forecast.exchange += often * exchange
        forecast.bytes += ranks == 1 ? 0 : often * part.bytes
      }
    }
    let count = Double(generations)
    forecast.playing /= count
    forecast.waiting /= count
    forecast.exchange /= count
    forecast.bytes /= count
    forecast.update = updateSeconds(population, ranks: ranks)
    forecast.seconds = forecast.playing + forecast.waiting + forecast.exchange + forecast.update
    return forecast
  }

  private struct Part {
    var mean: Double
    var last: Double
    var bytes: Double
  }

  /// Shares jobs out, and lets every rank play.
  ///
  /// - Parameter late: how much later than the first each rank begins; after it, how much later it
  ///   learns that all are through.
  private func play(
    _ jobs: Int, _ costs: PlayCosts, _ handout: Handout, _ late: inout [Double],
    _ random: inout Random, ranks: Int
  ) -> Part {
    let clock = RankClock(costs, threads: threads)
    let lengths = costs.draw(jobs, &random)
    let shares = handout.shares(of: jobs, inGroupsOf: costs.handedTogether)
    var seconds = shares.map { clock.seconds(lengths[$0]) }
    if let cores {
      // A rank with several threads is as many pieces of work.
      let work = seconds.flatMap { [Double](repeating: $0, count: threads) }
      let ends = SharedCores(cores: cores).ends(work)
      seconds = (0..<ranks).map { ends[$0 * threads] }
    }
    if ranks > 1 { handout.learn(shares.map(\.count), seconds) }
    let ends = zip(seconds, late).map { $0 + $1 }
    let last = ends.max() ?? 0
    for rank in 0..<ranks where ranks > 1 {
      let waited = last - ends[rank]
      let nap = min(max(waited / 20, Self.shortestNap), Self.longestNap)
      late[rank] = waited > 0 ? Double(random.uniform()) * nap : 0
    }
    return Part(
      mean: seconds.reduce(0, +) / Double(ranks), last: last,
      bytes: Double(Self.bytesPerRank * ranks))
  }

  /// Lengths first, then what is as long as they say.
  private func exchangeSeconds(_ bytes: Double, ranks: Int) -> Double {
    let block = Double(Self.blockBytes * ranks)
    return interconnect.gatherSeconds(block, ranks: ranks)
      + interconnect.gatherSeconds(bytes - block, ranks: ranks)
  }

  private func updateSeconds(_ population: Int, ranks: Int) -> Double {
    let slowness = cores.map { max(Double(ranks) / Double($0), 1) } ?? 1
    // The threads of a rank share the pairs out.
    return slowness
      * (costs.updateSeconds + costs.updateSecondsPerMember * Double(population) / Double(threads))
  }
}
