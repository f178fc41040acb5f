/// The `training` section: how training episodes differ from those of an evaluation.
public struct EpisodeConfiguration: Equatable, Sendable {
  /// By how much terms of the environment's reward count in training; the others count as they are.
  public var rewardFactors: [RewardFactor] = []
  /// Rewards below this count as this in training; nil counts them as they are.
  public var rewardFloor: Double?
  /// Added to every reward in training: below 0 it takes back a bonus for staying alive.
  public var rewardOffset = 0.0
  /// Steps after which the first training episodes are truncated; nil for the environment's limit.
  public var horizon: Int?
  /// Factor by which the horizon grows.
  public var horizonGrowth = 1.25
  /// The horizon grows when the mean fitness is above this many times the horizon.
  public var horizonReward = 0.1

  public init() {}

  /// The horizon of the next generation: longer once the population uses this one well.
  func horizon(after horizon: Int, meanFitness: Double, limit: Int) -> Int {
    guard meanFitness > horizonReward * Double(horizon) else { return horizon }
    return min(Int((Double(horizon) * horizonGrowth).rounded(.up)), limit)
  }
}

extension EpisodeConfiguration: ConfigurationSection {
  mutating func describe<V: FieldVisitor>(to visitor: inout V) throws(V.Failure) {
    try visitor.field(
      "reward_factors", &rewardFactors, .factors,
      "by how much terms of the reward count in training, such as {torque: 0.5}; "
        + "evo-rl list env NAME shows the terms")
    try visitor.field(
      "reward_floor", &rewardFloor, .optional(.number(-1e9...1e9)),
      "rewards below this count as this in training; null counts them as they are")
    try visitor.field(
      "reward_offset", &rewardOffset, .number(-1e9...1e9),
      "added to every reward in training; below 0 it takes back a bonus for staying alive")
    try visitor.field(
      "horizon", &horizon, .optional(.integer(1...1_000_000_000)),
      "steps after which the first training episodes are truncated; null for the environment's limit"
    )
    try visitor.field(
      "horizon_growth", &horizonGrowth, .number(1...10), "factor by which the horizon grows")
    try visitor.field(
      "horizon_reward", &horizonReward, .number(-1e6...1e6),
      "the horizon grows when the mean fitness is above this times the horizon")
  }
}
