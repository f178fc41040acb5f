import EvoCore

/// Where an episode met a number that is not finite.
public struct FailedEpisode: Sendable, Equatable {
  /// Number of the generation, counted from 1 as in `metrics.csv`.
  public var generation: Int
  public var member: Int
  /// Which of the member's episodes, counted from 0.
  public var episode: Int
  /// The step, counted from 1, that gave an observation, a reward or an action that is not finite.
  public var step: Int

  public init(generation: Int, member: Int, episode: Int, step: Int) {
    self.generation = generation
    self.member = member
    self.episode = episode
    self.step = step
  }

  /// The first in the order of members and their episodes; nil when none failed.
  init?(firstOf task: RolloutTask) {
    guard let job = (0..<task.jobCount).first(where: { task.outcome($0).end == .failed }) else {
      return nil
    }
    let episodes = task.plan.address.episodesPerMember
    self.init(
      generation: task.plan.address.index + 1, member: job / episodes, episode: job % episodes,
      step: task.firstStep(of: job) + Int(task.outcome(job).length))
  }
}

/// Why a training cannot go on. The trainer is as it was before the generation.
public enum TrainingFailure: Error, Equatable, Sendable {
  /// No member has a finite fitness, so there is nothing to learn from.
  case allMembersFailed(generation: Int, members: Int, first: FailedEpisode?)
  /// The update would have left the center without finite numbers.
  case diverged(generation: Int, learningRate: Double)
}

extension TrainingFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .allMembersFailed(let generation, let members, let first):
      "generation \(generation): none of the \(members) members has a finite fitness"
        + (first.map {
          " (member \($0.member), episode \($0.episode), met a number that is not finite "
            + "at step \($0.step))"
        } ?? "")
        + "; check the environment's rewards, or lower strategy.sigma or optimizer.learning_rate"
    case .diverged(let generation, let learningRate):
      "generation \(generation): the update of the center is not finite "
        + "at a learning rate of \(learningRate); lower optimizer.learning_rate"
    }
  }
}

/// One episode of one member of a generation.
public struct MemberEpisode: Sendable {
  public var generation: Generation
  public var perturbation: any Perturbation
  public var plan: EpisodePlan
  /// Where the episodes stand, of which a piece is played; nil when they are played whole.
  public var pieces: EpisodePieces?
  /// What the episode draws its constants from.
  public var ranges: [ConstantRange]
  public var member: Int
  public var episode: Int

  package var pair: Int { generation.pair(of: member) }

  /// The random numbers of the episode.
  package var random: Random {
    plan.random(member: member, pair: pair, episode: episode, begun: pieces?.begun[pair])
  }

  /// The opponent in it, where there are any.
  package var encounter: Encounter { plan.encounter(member: member, pair: pair, episode: episode) }
}
