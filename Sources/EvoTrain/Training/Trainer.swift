import EvoCore

/// A training: its state, and one generation of it.
///
/// Everything but the times in the reports is a function of the configuration: neither the number of
/// workers nor that of ranks can be seen in it.
public final class Trainer {
  public private(set) var configuration: TrainingConfiguration
  public let subject: TrainingSubject
  let scorer: any Scorer
  private let workers: any Workers
  private let network: Network
  /// Observations for a strategy that asks for them.
  private let probes: [Float]
  private var stopwatch = Stopwatch()

  /// All that a checkpoint has to hold.
  public private(set) var state: TrainerState

  /// A training in an environment.
  public convenience init(
    _ configuration: TrainingConfiguration, kind: EnvironmentKind, workers: any Workers,
    blockWidth: Int? = nil, interrupt: Interrupt = Interrupt()
  ) throws {
    try self.init(
      configuration, subject: .environment(kind), workers: workers, blockWidth: blockWidth,
      interrupt: interrupt)
  }

  /// - Parameters:
  ///   - start: what the training begins with instead of random parameters.
  ///   - team: who trains the same; each of its ranks makes a trainer and asks it for the same.
  public init(
    _ configuration: TrainingConfiguration, subject: TrainingSubject,
    start: StartingPolicy? = nil, workers: any Workers, team: any Team = SoloTeam(),
    blockWidth: Int? = nil, interrupt: Interrupt = Interrupt()
  ) throws {
    self.configuration = configuration
    self.subject = subject
    self.workers = workers
    try configuration.policy.requireFit(subject)
    network = Network(configuration.policy, for: subject)
    try MemoryNeed(
      configuration, network: network, workers: workers.count, blockWidth: blockWidth
    ).require()
    var reference: ReferenceBatch?
    var moments: ObservationMoments?
    var adversary: Adversary?
    var horizon: Int?
    switch subject {
    case .environment(let kind):
      if network.hidden.needsReference {
        reference =
          try start?.reference
          ?? ReferenceBatch.collect(
            count: configuration.policy.referenceBatch, from: kind, seed: configuration.seed)
      }
      if configuration.policy.normalizeObservations {
        moments = start?.moments ?? ObservationMoments(componentCount: subject.inputCount)
      }
      adversary = try configuration.robustness.opponent(in: kind)
      horizon = configuration.training.horizon.map { min($0, kind.spec.stepLimit) }
    case .data(let dataset):
      if configuration.policy.normalizeObservations { moments = dataset.train.moments }
    }
    let strategy = try configuration.makeStrategy(
      network: network,
      center: start?.parameters ?? network.initialParameters(seed: configuration.seed),
      in: subject.environment)
    state = TrainerState(
      strategy: strategy, moments: moments, adversary: adversary, reference: reference,
      horizon: horizon)
    probes = strategy.needsProbes ? try subject.probes(configuration, reference) : []
    scorer = try ScorerOrder(
      subject: subject, configuration: configuration, network: network,
      rank: strategy.perturbation.rank, workers: workers, team: team, blockWidth: blockWidth,
      interrupt: interrupt
    ).scorer()
    prepareStrategy()
  }

  private func prepareStrategy() { state.strategy.prepare(around: policy, probes: probes) }

  /// Whether the statistics of the observations move with what is seen.
  package var learnsMoments: Bool {
    state.moments != nil && !configuration.policy.freezeNormalization
  }

  /// The center as a policy of its own, with the statistics of this moment.
  public var policy: Policy {
    Policy(
      configuration.policy, for: subject, network: network, center: state.strategy.center,
      moments: state.moments, reference: state.reference)
  }

  /// The center of the best evaluation as a policy of its own; nil where it is not kept.
  public var bestPolicy: Policy? {
    state.bestCenter.map {
      Policy(
        configuration.policy, for: subject, network: network, center: $0.parameters,
        moments: $0.moments, reference: state.reference)
    }
  }

  /// Wall time since the start.
  public var seconds: Double { stopwatch.seconds }

  /// Goes on with the state of a training of the same configuration.
  ///
  /// - Parameter elapsed: seconds that the run has taken so far.
  package func restore(_ state: TrainerState, elapsed: Double = 0) {
    self.state = state
    prepareStrategy()
    stopwatch = Stopwatch(elapsed: elapsed)
  }

  /// Says how many seconds the run has taken so far.
  package func setElapsed(_ seconds: Double) { stopwatch = Stopwatch(elapsed: seconds) }

  /// Changes when the training ends, is measured and is saved; its center does not depend on it.
  public func change(_ progress: ProgressConfiguration) { configuration.progress = progress }

  /// One generation: ask, play, tell, and now and then evaluate the center.
  ///
  /// - Throws: `Interrupted` or `TrainingFailure`; the trainer is then as it was before.
  public func runGeneration() throws -> GenerationReport {
    let started = seconds
    let generation = state.strategy.ask()
    let policy = policy
    let score = try scorer.score(
      generation, around: policy, perturbation: state.strategy.perturbation,
      plan: trainingPlan(generation.index), pieces: state.strategy.pieces,
      observes: learnsMoments)
    let fitness = score.fitness
    let statistics = FitnessStatistics(fitness)
    let firstFailure =
      statistics.failed > 0 ? score.task.flatMap(FailedEpisode.init(firstOf:)) : nil
    guard statistics.failed < fitness.count else {
      throw TrainingFailure.allMembersFailed(
        generation: state.generation + 1, members: fitness.count, first: firstFailure)
    }
    let before = state
    let update = learn(from: score, of: generation, around: policy)
    guard update.updateNorm.isFinite else {
      state = before
      throw TrainingFailure.diverged(
        generation: state.generation + 1, learningRate: update.learningRate)
    }
    state.generation += 1
    if let horizon = state.horizon, case .environment(let kind) = subject {
      state.horizon = configuration.training.horizon(
        after: horizon, meanFitness: statistics.mean, limit: kind.spec.stepLimit)
    }
    state.envSteps += score.steps
    var evaluation: EvaluationSummary?
    if evaluationIsDue {
      do {
        let summary = try measureCenter()
        state.record(summary, keepsBest: configuration.checkpoint.keepBest)
        evaluation = summary
      } catch {
        state = before
        throw error
      }
    }
    return GenerationReport(
      generation: state.generation, envSteps: state.envSteps, fitness: statistics,
      evaluation: evaluation,
      // On data and in pieces of episodes, fitness and evaluation are of different kinds.
      centerRank: score.task?.pieces != nil || score.task == nil
        ? nil : evaluation.map { center in fitness.count { Double($0) > center.returnMean } },
      update: update, episodeLengthMean: Double(score.steps) / Double(score.episodes),
      seconds: seconds, envStepsPerSecond: Double(score.steps) / max(seconds - started, 1e-9),
      idleShare: score.idleShare, firstFailure: firstFailure, measures: subject.measures)
  }

  /// Takes over what the members achieved: the step of the center and, unless it has diverged, all else
  /// that is learned of them.
  ///
  /// - Parameter policy: what they were varied from.
  package func learn(
    from score: GenerationScore, of generation: Generation, around policy: Policy
  ) -> UpdateReport {
    if let task = score.task { state.strategy.observe(task) }
    let update = state.strategy.tell(score.fitness, for: generation, on: workers)
    guard update.updateNorm.isFinite else { return update }
    if learnsMoments, let normalizer = policy.normalizer, let task = score.task {
      state.moments?.merge(task, shift: normalizer.mean)
    }
    if let task = score.task { state.adversary?.learn(from: task) }
    prepareStrategy()
    return update
  }

  /// Why the training is over, or nil when it is not.
  public var stopReason: StopReason? {
    let stop = configuration.stop
    if stop.solved, let evaluation = state.evaluation, evaluation.generation == state.generation,
      evaluation.summary.isSolved(at: subject.solvedAt)
    {
      return .solved
    }
    if let limit = stop.generations, state.generation >= limit { return .generations }
    if let limit = stop.envSteps, state.envSteps >= limit { return .envSteps }
    if let limit = stop.seconds, seconds >= limit { return .seconds }
    return nil
  }

  /// An episode of a member of the next generation, to be played by itself.
  public func episode(_ episode: Int, ofMember member: Int) -> MemberEpisode {
    let generation = state.strategy.ask()
    return MemberEpisode(
      generation: generation, perturbation: state.strategy.perturbation,
      plan: trainingPlan(generation.index), pieces: state.strategy.pieces,
      ranges: configuration.robustness.constants,
      member: member, episode: episode)
  }

  private func trainingPlan(_ generation: Int) -> EpisodePlan {
    var conditions = EpisodeConditions()
    conditions.horizon = state.horizon ?? .max
    conditions.measureFactors =
      subject.environment.map { configuration.training.measureFactors(of: $0.spec) } ?? []
    conditions.rewardFloor = configuration.training.rewardFloor.map { Float($0) } ?? -.infinity
    conditions.rewardOffset = Float(configuration.training.rewardOffset)
    conditions.disturbance = configuration.robustness.disturbance
    conditions.adversary = state.adversary
    conditions.score = configuration.robustness.episodeScore
    return EpisodePlan(
      seed: configuration.seed, domain: .trainingEpisode, index: generation,
      episodesPerMember: configuration.strategy.episodes,
      sharing: configuration.strategy.commonRandomNumbers, conditions: conditions)
  }
}

/// Which limit ended a training.
public enum StopReason: String, Sendable, CaseIterable {
  case solved
  case generations
  case envSteps = "env_steps"
  case seconds
}
