import EvoCore

/// What the members of a generation achieved.
struct GenerationScore {
  /// One number per member; NaN where it failed.
  var fitness: [Float]
  /// Environment steps, or samples that went through a member.
  var steps: Int
  /// Episodes, or members where each sees one minibatch.
  var episodes: Int
  /// The episodes; nil where there are none.
  var task: RolloutTask?
}

/// Scores the members of a generation and the center: by episodes, or on data.
enum Scorer {
  case episodes(Evaluator)
  case data(SupervisedObjective)

  init(
    _ subject: TrainingSubject, _ configuration: TrainingConfiguration, network: Network,
    rank: Int?, workers: ThreadWorkers, blockWidth: Int?, interrupt: Interrupt
  ) throws(RobustnessError) {
    switch subject {
    case .environment(let kind):
      self = .episodes(
        Evaluator(
          kind: kind, members: try configuration.robustness.vary(kind), rank: rank,
          workers: workers, blockWidth: blockWidth, interrupt: interrupt))
    case .data(let dataset):
      self = .data(
        SupervisedObjective(
          dataset, network: network,
          settings: SupervisedObjective.Settings(
            loss: configuration.objective.loss, batch: configuration.objective.batch,
            sharing: configuration.strategy.commonRandomNumbers, seed: configuration.seed),
          interrupt: interrupt))
    }
  }

  /// - Parameters:
  ///   - plan: the episodes, where there are any.
  ///   - observes: whether observation statistics are collected.
  func score(
    _ generation: Generation, around policy: Policy, perturbation: any Perturbation,
    plan: EpisodePlan, observes: Bool, on workers: ThreadWorkers
  ) throws -> GenerationScore {
    switch self {
    case .episodes(let evaluator):
      let task = try evaluator.evaluate(
        generation, around: policy, perturbation: perturbation, plan: plan, observes: observes)
      return GenerationScore(
        fitness: task.fitness(),
        steps: (0..<task.jobCount).reduce(0) { $0 + Int(task.outcome($1).length) },
        episodes: task.jobCount, task: task)
    case .data(let objective):
      let fitness = try objective.fitness(
        of: generation, around: policy, perturbation: perturbation, on: workers)
      return GenerationScore(
        fitness: fitness, steps: fitness.count * objective.samplesPerMember,
        episodes: fitness.count)
    }
  }

  /// - Parameter plan: the episodes; on data it is always the whole test set.
  func evaluate(
    _ policy: Policy, plan: EpisodePlan, on workers: ThreadWorkers
  ) throws -> EvaluationSummary {
    switch self {
    case .episodes(let evaluator): try evaluator.evaluate(policy, plan: plan)
    case .data(let objective):
      EvaluationSummary(try objective.test(policy, on: workers))
    }
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
