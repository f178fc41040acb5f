import EvoCore
import EvoEnvs

/// Everything that happened in one episode of a policy, number by number.
public struct EpisodeTrace: Sendable, Equatable {
  /// What was seen before each step and after the last one, one observation after the other.
  public private(set) var observations: [Float]
  /// What was done in each step, one action after the other; of a choice its number.
  public private(set) var actions: [Float] = []
  public private(set) var rewards: [Float] = []
  public private(set) var end = EpisodeEnd.truncated

  /// How many steps it has.
  public var length: Int { rewards.count }
  public var episodeReturn: Double { rewards.reduce(0) { $0 + Double($1) } }

  /// Plays the episode.
  public init(
    _ policy: Policy, in environment: EnvironmentCatalog.Entry, player: Playback.Player
  ) throws {
    let playback = try Playback(policy, in: environment, player: player)
    observations = playback.observation
    while true {
      playback.advance()
      try playback.requireEnvironment()
      observations += playback.observation
      actions += playback.action
      rewards.append(playback.reward)
      if let end = playback.end {
        self.end = end
        return
      }
    }
  }
}
