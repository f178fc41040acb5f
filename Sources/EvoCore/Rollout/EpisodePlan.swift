/// Who plays the same episodes. An episode is its seed: start state and everything random in it.
public enum EpisodeSharing: String, Sendable, CaseIterable {
  /// All members of a generation play the same episodes (common random numbers).
  case generation
  /// The two members of a pair play the same episodes; pairs differ.
  case pair
  /// Every member plays its own.
  case none
}

/// Where the random numbers of episodes come from: all that tells one episode from another.
public struct EpisodeAddress: Sendable, Equatable {
  public var seed: UInt64
  /// Keeps training, stopping and evaluation episodes apart.
  public var domain: Random.Domain
  /// Number of the generation or of the evaluation; other numbers are other episodes.
  public var index: Int
  public var episodesPerMember: Int
  public var sharing: EpisodeSharing

  /// Who else plays the same episodes has the same number.
  func player(member: Int, pair: Int) -> Int {
    switch sharing {
    case .generation: 0
    case .pair: pair
    case .none: member
    }
  }
}

/// Under which conditions episodes are played, and how they are counted.
public struct EpisodeConditions: Sendable, Equatable {
  /// Steps after which an episode is truncated, if that is before the environment's own limit.
  public var horizon = Int.max
  /// Rewards below this count as this: the punishment of a fall teaches a walker to stand still.
  public var rewardFloor = -Float.infinity
  /// Added to every reward: below 0 it takes back a bonus for staying alive.
  public var rewardOffset: Float = 0
  /// By how much each measure of the environment counts, in place of the reward; empty for the reward
  /// itself.
  public var measureFactors: [Float] = []
  public var disturbance = Disturbance.none
  /// Who pushes against the actions; nil for nobody.
  public var adversary: Adversary?
  /// What a member's episodes are worth together.
  public var score = EpisodeScore.mean

  /// The environment as it is.
  public init() {}
}

/// Which episodes the members of a generation, or the center, play, and under which conditions. Where
/// episodes stand of which only a piece is played is no part of it; see `EpisodePieces`.
public struct EpisodePlan: Sendable, Equatable {
  public var address: EpisodeAddress
  public var conditions: EpisodeConditions

  public init(
    seed: UInt64, domain: Random.Domain, index: Int, episodesPerMember: Int,
    sharing: EpisodeSharing, conditions: EpisodeConditions = EpisodeConditions()
  ) {
    address = EpisodeAddress(
      seed: seed, domain: domain, index: index, episodesPerMember: episodesPerMember,
      sharing: sharing)
    self.conditions = conditions
  }

  /// The random numbers of one episode of one member.
  ///
  /// - Parameter begun: the generation in which the episode began; nil when that is the plan's.
  public func random(member: Int, pair: Int, episode: Int, begun: Int? = nil) -> Random {
    // The two that meet opposite opponents begin alike.
    let episode = conditions.adversary == nil ? episode : episode / 2 * 2
    let player = address.player(member: member, pair: pair)
    return Random(
      seed: address.seed, domain: address.domain,
      index: UInt32(truncatingIfNeeded: begun ?? address.index),
      substream: UInt32(truncatingIfNeeded: player &* address.episodesPerMember &+ episode))
  }

  /// The steps of an episode that the members of a pair play, unless it ends before.
  ///
  /// - Parameters:
  ///   - pieces: where the episodes stand; nil when they are played whole.
  ///   - stepLimit: the environment's.
  public func steps(pair: Int, of pieces: EpisodePieces?, stepLimit: Int) -> Range<Int> {
    let limit = min(stepLimit, conditions.horizon)
    guard let pieces else { return 0..<limit }
    let first = pieces.steps[pair]
    return first..<min(first + pieces.length, limit)
  }
}

/// How one episode ended.
public enum EpisodeEnd: UInt8, Sendable, BitwiseCopyable {
  /// The task ended it.
  case terminated
  /// The step limit ended it.
  case truncated
  /// A reward, an action or an observation was not finite.
  case failed
}

/// What one episode came to.
public struct EpisodeOutcome: BitwiseCopyable, Sendable, Equatable {
  /// Sum of the rewards; NaN when the episode failed.
  public var episodeReturn: Float
  public var length: Int32
  public var end: EpisodeEnd

  public init(episodeReturn: Float, length: Int32, end: EpisodeEnd) {
    self.episodeReturn = episodeReturn
    self.length = length
    self.end = end
  }
}
