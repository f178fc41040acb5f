import EvoCore

/// How the center is measured.
///
/// A training makes many evaluations and ends by the first that reaches the threshold, so that one was
/// lucky more often than not. Before it counts, a second one with episodes of its own has to confirm it,
/// and its number is the one that is reported.
extension Trainer {
  var evaluationIsDue: Bool {
    let every = configuration.evaluation.every
    return every > 0 && state.generation.isMultiple(of: every)
  }

  /// The evaluation of the present center, if there was one.
  package var presentEvaluation: EvaluationSummary? {
    state.evaluation.flatMap { $0.generation == state.generation ? $0.summary : nil }
  }

  /// Plays fresh episodes with the center; changes nothing. Their seeds are disjoint from the
  /// training's and differ from generation to generation.
  public func evaluateCenter() throws -> EvaluationSummary {
    try evaluate(.stoppingEpisode, episodes: configuration.evaluation.episodes)
  }

  /// The evaluation that is due: confirmed if the training would end by it.
  func measureCenter() throws -> EvaluationSummary {
    let summary = try evaluateCenter()
    let ends = configuration.stop.solved && summary.isSolved(at: subject.solvedAt)
    return ends ? try confirmed(summary) : summary
  }

  /// The evaluation that the training ends with, confirmed if it says that the task is solved.
  public func finalEvaluation() throws -> EvaluationSummary {
    let summary = try presentEvaluation ?? evaluateCenter()
    return summary.isSolved(at: subject.solvedAt) ? try confirmed(summary) : summary
  }

  /// What another policy achieves in the episodes of an evaluation.
  ///
  /// The best of many evaluations was lucky more often than not; here it has to show itself again.
  public func evaluate(
    _ policy: Policy, inEpisodesOf summary: EvaluationSummary
  ) throws -> EvaluationSummary {
    try scorer.evaluate(
      policy, plan: .evaluation(seed: summary.seed, episodes: summary.episodes))
  }

  /// A larger evaluation with other episodes, unless `summary` is of that kind itself. On data there
  /// are no other episodes than the test set.
  private func confirmed(_ summary: EvaluationSummary) throws -> EvaluationSummary {
    let episodes = configuration.evaluation.confirm
    guard episodes > 0, !subject.isData, summary.seed != evaluationSeed(.confirmingEpisode) else {
      return summary
    }
    return try evaluate(.confirmingEpisode, episodes: episodes)
  }

  private func evaluate(_ domain: Random.Domain, episodes: Int) throws -> EvaluationSummary {
    try scorer.evaluate(
      policy, plan: .evaluation(seed: evaluationSeed(domain), episodes: episodes))
  }

  /// 32 bits, so that the number survives JSON readers that only know doubles.
  private func evaluationSeed(_ domain: Random.Domain) -> UInt64 {
    var random = Random(
      seed: configuration.seed, domain: domain, index: UInt32(truncatingIfNeeded: state.generation))
    return UInt64(random.next())
  }
}

extension EpisodePlan {
  /// The episodes that `evo-rl eval` plays with this seed.
  public static func evaluation(seed: UInt64, episodes: Int) -> EpisodePlan {
    EpisodePlan(
      seed: seed, domain: .evaluationEpisode, index: 0, episodesPerMember: episodes,
      sharing: .generation)
  }
}
