import EvoCore
import EvoTrain

/// Measures what a generation of a training takes on this machine.
///
/// It trains for a few generations first: what a policy that has learned nothing does is often over
/// sooner than what follows.
public struct CostMeter {
  private let name: String
  private let configuration: TrainingConfiguration
  private let subject: TrainingSubject
  private let start: StartingPolicy?
  private let workers: any Workers
  private let interrupt: Interrupt

  /// - Parameters:
  ///   - name: how the configuration is called.
  ///   - start: what the training begins with instead of random parameters.
  ///   - workers: for what is only played and not timed.
  public init(
    _ configuration: TrainingConfiguration, name: String, subject: TrainingSubject,
    start: StartingPolicy? = nil, workers: any Workers, interrupt: Interrupt = Interrupt()
  ) {
    self.name = name
    self.configuration = configuration
    self.subject = subject
    self.start = start
    self.workers = workers
    self.interrupt = interrupt
  }

  /// - Parameter generations: how long it trains before.
  /// - Throws: what training throws.
  public func measure(after generations: Int) throws -> GenerationCosts {
    let trainer = try trainer(configuration, on: workers)
    while trainer.state.generation < generations, trainer.stopReason == nil {
      _ = try trainer.runGeneration()
    }
    let generation = trainer.state.strategy.ask()
    var costs: GenerationCosts
    let score: GenerationScore
    switch subject {
    case .environment(let kind): (costs, score) = try play(trainer, kind)
    case .data(let dataset): (costs, score) = try fit(trainer, dataset)
    }
    let update = try updateSeconds(score, of: generation, configuration, trainer)
    // A straight line through the update of as many members and of twice as many.
    var twice = configuration
    twice.strategy.population = 2 * generation.memberCount
    let larger = try self.trainer(twice, on: workers)
    let largerUpdate = try updateSeconds(
      try self.score(larger), of: larger.state.strategy.ask(), twice, larger)
    costs.updateSecondsPerMember = max(largerUpdate - update, 0) / Double(generation.memberCount)
    costs.updateSeconds = max(
      update - costs.updateSecondsPerMember * Double(generation.memberCount), 0)
    return costs
  }

  private func trainer(
    _ configuration: TrainingConfiguration, on workers: any Workers
  ) throws -> Trainer {
    try Trainer(
      configuration, subject: subject, start: start, workers: workers, interrupt: interrupt)
  }

  // MARK: Episodes

  private func play(_ trainer: Trainer, _ kind: EnvironmentKind) throws -> (
    GenerationCosts, GenerationScore
  ) {
    let members = try configuration.robustness.vary(kind) ?? kind
    let task = try playedTask(trainer, kind)
    let first = trainer.episode(0, ofMember: 0)
    let rank = first.perturbation.rank
    let meter = try LaneMeter(
      task: task, kind: members, policy: trainer.policy, rank: rank,
      perturbation: first.perturbation, isMeasured: !first.plan.conditions.measureFactors.isEmpty,
      width: Evaluator.defaultWidth(trainer.policy.network, rank: rank), interrupt: interrupt)
    var play = try meter.measure()
    play.drawnTogether =
      configuration.strategy.episodes * (first.generation.antithetic ? 2 : 1)
    let costs = GenerationCosts(
      name: name, population: first.generation.memberCount,
      jobsPerMember: configuration.strategy.episodes, members: play,
      evaluation: try evaluation(trainer, kind), updateSeconds: 0, updateSecondsPerMember: 0,
      slot: task.slot)
    return (costs, GenerationScore(task))
  }

  /// The episodes of the next generation.
  private func playedTask(_ trainer: Trainer, _ kind: EnvironmentKind) throws -> RolloutTask {
    let first = trainer.episode(0, ofMember: 0)
    return try Evaluator(
      kind: kind, members: try configuration.robustness.vary(kind), rank: first.perturbation.rank,
      workers: workers, interrupt: interrupt
    ).evaluate(
      first.generation, around: trainer.policy, perturbation: first.perturbation, plan: first.plan,
      pieces: first.pieces, observes: trainer.learnsMoments)
  }

  /// So many episodes of the center tell how long they are.
  private static let centerEpisodes = 64

  private func evaluation(
    _ trainer: Trainer, _ kind: EnvironmentKind
  ) throws -> GenerationCosts.Evaluation? {
    let (every, episodes) = (configuration.evaluation.every, configuration.evaluation.episodes)
    guard every > 0 else { return nil }
    let measures = kind.spec.measures.count
    let task = RolloutTask(
      plan: .evaluation(seed: 0, episodes: min(episodes, Self.centerEpisodes)), generation: nil,
      observationCount: 0, measureCount: measures, interrupt: interrupt)
    let meter = try LaneMeter(
      task: task, kind: kind, policy: trainer.policy, rank: 0,
      perturbation: GaussianPerturbation(rank: 1), isMeasured: measures > 0,
      width: Evaluator.defaultWidth(trainer.policy.network, rank: 0), interrupt: interrupt)
    try meter.play()
    return GenerationCosts.Evaluation(
      jobs: episodes, every: every, bytes: task.slot.bytes(jobs: episodes),
      costs: try meter.measure())
  }

  // MARK: Data

  private func fit(_ trainer: Trainer, _ dataset: Dataset) throws -> (
    GenerationCosts, GenerationScore
  ) {
    let objective = SupervisedObjective(
      dataset, network: trainer.policy.network,
      settings: SupervisedObjective.Settings(
        loss: configuration.objective.loss, batch: configuration.objective.batch,
        sharing: configuration.strategy.commonRandomNumbers, seed: configuration.seed),
      interrupt: interrupt)
    let (policy, strategy) = (trainer.policy, trainer.state.strategy)
    let generation = strategy.ask()
    let group = SupervisedObjective.groupSize
    func fitness(_ members: Range<Int>) throws -> [Float] {
      try objective.fitness(
        of: generation, around: policy, perturbation: strategy.perturbation, members: members,
        on: SerialWorkers())
    }
    let score = try self.score(trainer)
    // One group, and as many as four.
    let many = min(4 * group, generation.memberCount)
    let one = try median { _ = try fitness(0..<min(group, many)) }
    let all = try median { _ = try fitness(0..<many) }
    let groups = (many + group - 1) / group
    let groupSeconds = groups > 1 ? (all - one) / Double(groups - 1) : one
    let tested = min(dataset.test.count, 1_000)
    let testSeconds = try median {
      _ = try objective.test(policy, samples: 0..<tested, on: SerialWorkers())
    }
    func costs(_ seconds: Double, rank: Double, together: Int) -> PlayCosts {
      PlayCosts(
        lengths: [1], handedTogether: together, width: 1, rankSeconds: max(rank, 0),
        startSeconds: 0, steps: [PlayCosts.Step(lanes: 1, seconds: seconds)])
    }
    let every = configuration.evaluation.every
    let evaluation = GenerationCosts.Evaluation(
      jobs: dataset.test.count, every: every,
      bytes: dataset.test.count * MemoryLayout<SupervisedObjective.SampleResult>.stride,
      costs: costs(testSeconds / Double(tested), rank: 0, together: 1))
    return (
      GenerationCosts(
        name: name, population: generation.memberCount, jobsPerMember: 1,
        members: costs(
          groupSeconds / Double(group), rank: one - groupSeconds, together: group),
        evaluation: every > 0 ? evaluation : nil, updateSeconds: 0, updateSecondsPerMember: 0,
        slot: nil), score
    )
  }

  // MARK: Update

  /// What the members of the next generation achieve.
  private func score(_ trainer: Trainer) throws -> GenerationScore {
    if case .environment(let kind) = subject {
      return GenerationScore(try playedTask(trainer, kind))
    }
    // What a member achieved on data makes no difference to what the update takes.
    let members = trainer.state.strategy.ask().memberCount
    return GenerationScore(
      fitness: (0..<members).map { Float($0 * 7919 % members) }, steps: members, episodes: members)
  }

  private func updateSeconds(
    _ score: GenerationScore, of generation: Generation, _ configuration: TrainingConfiguration,
    _ trained: Trainer
  ) throws -> Double {
    let trainer = try trainer(configuration, on: SerialWorkers())
    let policy = trained.policy
    return try median(prepare: { trainer.restore(trained.state) }) {
      _ = trainer.learn(from: score, of: generation, around: policy)
    }
  }

  /// The median of the seconds that `work` takes, of as many times as fit into a part of a second.
  ///
  /// - Parameter prepare: comes before each, and is not timed.
  private func median(
    prepare: () -> Void = {}, of work: () throws -> Void
  ) throws -> Double {
    var seconds: [Double] = []
    let stopwatch = Stopwatch()
    while seconds.count < 3 || (stopwatch.seconds < 0.2 && seconds.count < 101) {
      if interrupt.mustAbandon { throw Interrupted() }
      prepare()
      let start = Stopwatch()
      try work()
      seconds.append(start.seconds)
    }
    return seconds.sorted()[seconds.count / 2]
  }
}
