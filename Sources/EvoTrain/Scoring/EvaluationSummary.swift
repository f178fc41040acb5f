import EvoCore

/// What a policy achieved over a fixed number of episodes.
public struct EvaluationSummary: Sendable, Equatable, Codable {
  /// `evo-rl eval --seed` with this number plays the same episodes again.
  public var seed: UInt64
  public var episodes: Int
  public var returnMean: Double
  /// Population standard deviation, as numpy's default.
  public var returnStd: Double
  public var returnMedian: Double
  public var returnMin: Double
  public var returnMax: Double
  public var lengthMean: Double
  /// Share of episodes that reach the environment's threshold; nil where it has none.
  public var successRate: Double?
  /// Episodes that ended in a number that is not finite. They make the mean NaN.
  public var failed: Int
  /// Mean loss over a test set; nil for episodes.
  public var loss: Double?
  /// What the environment measured, in sum over an episode; empty where it measures nothing, and where the
  /// summary was read from a file, which does not hold it.
  public var measures: [Measure] = []

  /// The mean over the episodes of one of the environment's measures.
  public struct Measure: Sendable, Equatable, Codable {
    /// Such as `reward_torque` or `distance`.
    public var name: String
    /// NaN where an episode failed.
    public var mean: Double

    public init(_ name: String, mean: Double) {
      self.name = name
      self.mean = mean
    }
  }

  public init(
    seed: UInt64, episodes: Int, returnMean: Double, returnStd: Double, returnMedian: Double,
    returnMin: Double, returnMax: Double, lengthMean: Double, successRate: Double?, failed: Int,
    loss: Double? = nil
  ) {
    self.seed = seed
    self.episodes = episodes
    self.returnMean = returnMean
    self.returnStd = returnStd
    self.returnMedian = returnMedian
    self.returnMin = returnMin
    self.returnMax = returnMax
    self.lengthMean = lengthMean
    self.successRate = successRate
    self.failed = failed
    self.loss = loss
  }

  /// Every lane plays a fixed quota of episodes, so short episodes are not over-represented.
  public init(seed: UInt64, outcomes: [EpisodeOutcome], solvedAt: Float?) {
    let returns = outcomes.map { Double($0.episodeReturn) }
    let count = Double(returns.count)
    let mean = returns.reduce(0, +) / count
    let sorted = returns.sorted()
    let middle = sorted.count / 2
    self.init(
      seed: seed, episodes: outcomes.count, returnMean: mean,
      returnStd: (returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot(),
      returnMedian: sorted.count.isMultiple(of: 2)
        ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle],
      returnMin: sorted[0], returnMax: sorted[sorted.count - 1],
      lengthMean: outcomes.reduce(0) { $0 + Double($1.length) } / count,
      successRate: solvedAt.map { threshold in
        Double(returns.count { $0 >= Double(threshold) }) / count
      }, failed: outcomes.count { $0.end == .failed })
  }

  public func isSolved(at threshold: Float?) -> Bool {
    threshold.map { returnMean >= Double($0) } ?? false
  }
}
