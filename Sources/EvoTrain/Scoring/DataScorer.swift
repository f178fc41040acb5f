import EvoCore

/// Scores members on minibatches of a data set, and the center on its test set.
final class DataScorer: Scorer {
  private let objective: SupervisedObjective
  private let workers: any Workers
  private let team: any Team
  private let handout: Handout

  init(_ order: ScorerOrder, _ dataset: Dataset) {
    let configuration = order.configuration
    workers = order.workers
    team = order.team
    handout = Handout(order.team)
    objective = SupervisedObjective(
      dataset, network: order.network,
      settings: SupervisedObjective.Settings(
        loss: configuration.objective.loss, batch: configuration.objective.batch,
        sharing: configuration.strategy.commonRandomNumbers, seed: configuration.seed),
      interrupt: order.interrupt)
  }

  func score(
    _ generation: Generation, around policy: Policy, perturbation: any Perturbation,
    plan: EpisodePlan, pieces: EpisodePieces?, observes: Bool
  ) throws -> GenerationScore {
    let fitness = try handout.gather(
      generation.memberCount, inGroupsOf: SupervisedObjective.groupSize
    ) { members in
      Array(
        try objective.fitness(
          of: generation, around: policy, perturbation: perturbation, members: members, on: workers
        )[members])
    }
    var score = GenerationScore(
      fitness: fitness, steps: fitness.count * objective.samplesPerMember, episodes: fitness.count)
    score.idleShare = handout.idleShare
    return score
  }

  /// - Parameter plan: not used; it is always the whole test set.
  func evaluate(_ policy: Policy, plan: EpisodePlan) throws -> EvaluationSummary {
    EvaluationSummary(
      SupervisedObjective.TestResult(
        try team.gather(objective.dataset.test.count) { samples in
          try objective.test(policy, samples: samples, on: workers)
        }))
  }
}

extension EvaluationSummary {
  /// A test set as an evaluation: every sample is an episode of one step, and its return is 1 for
  /// the right class and 0 for a wrong one, or the negative squared error.
  public init(_ result: SupervisedObjective.TestResult) {
    self.init(
      seed: 0,
      outcomes: result.scores.map {
        EpisodeOutcome(episodeReturn: $0, length: 1, end: $0.isNaN ? .failed : .terminated)
      }, solvedAt: nil)
    loss = result.loss
  }
}
