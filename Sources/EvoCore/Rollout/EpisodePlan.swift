/// Who plays the same episodes. An episode is its seed: start state and everything random in it.
public enum EpisodeSharing: String, Sendable, CaseIterable {
  /// All members of a generation play the same episodes (common random numbers).
  case generation
  /// The two members of a pair play the same episodes; pairs differ.
  case pair
  /// Every member plays its own.
  case none
}

/// Which episodes the members of a generation, or the center, play.
public struct EpisodePlan: Sendable, Equatable {
  public var seed: UInt64
  /// Keeps training, stopping and evaluation episodes apart.
  public var domain: Random.Domain
  /// Number of the generation or of the evaluation; other numbers are other episodes.
  public var index: Int
  public var episodesPerMember: Int
  public var sharing: EpisodeSharing
  /// Steps after which an episode is truncated, if that is before the environment's own limit.
  public var horizon: Int
  /// Rewards below this count as this: the punishment of a fall teaches a walker to stand still.
  public var rewardFloor: Float
  /// Added to every reward: below 0 it takes back a bonus for staying alive.
  public var rewardOffset: Float
  public var disturbance = Disturbance.none
  /// Who pushes against the actions; nil for nobody.
  public var adversary: Adversary?
  /// What a member's episodes are worth together.
  public var score = EpisodeScore.mean
  /// Where the episodes stand, of which only a piece is played; nil when they are played whole.
  public var pieces: EpisodePieces?

  public init(
    seed: UInt64, domain: Random.Domain, index: Int, episodesPerMember: Int,
    sharing: EpisodeSharing, horizon: Int = .max, rewardFloor: Float = -.infinity,
    rewardOffset: Float = 0
  ) {
    self.horizon = horizon
    self.rewardFloor = rewardFloor
    self.rewardOffset = rewardOffset
    self.seed = seed
    self.domain = domain
    self.index = index
    self.episodesPerMember = episodesPerMember
    self.sharing = sharing
  }

  /// The random numbers of one episode of one member.
  public func random(member: Int, pair: Int, episode: Int) -> Random {
    // The two that meet opposite opponents begin alike.
    let episode = adversary == nil ? episode : episode / 2 * 2
    return Random(
      seed: seed, domain: domain,
      index: UInt32(truncatingIfNeeded: pieces?.begun[pair] ?? index),
      substream: UInt32(
        truncatingIfNeeded: player(member: member, pair: pair) &* episodesPerMember &+ episode))
  }

  /// Who else plays the same episodes has the same number.
  func player(member: Int, pair: Int) -> Int {
    switch sharing {
    case .generation: 0
    case .pair: pair
    case .none: member
    }
  }

  /// The steps of an episode that are played by the members of a pair, unless it ends before.
  public func steps(pair: Int, stepLimit: Int) -> Range<Int> {
    let limit = min(stepLimit, horizon)
    guard let pieces else { return 0..<limit }
    let first = pieces.steps[pair]
    return first..<min(first + pieces.length, limit)
  }

  /// Whether a pair goes on with episodes of an earlier generation.
  public func resumes(pair: Int) -> Bool {
    pieces.map { $0.begun[pair] < index } ?? false
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
