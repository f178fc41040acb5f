import EvoCore

/// Plays the episodes of a population or of a center on all workers of a team.
///
/// Results do not depend on the number of workers or ranks, nor on the width of their blocks.
public final class Evaluator: Scorer {
  public let kind: EnvironmentKind
  /// What members play in: the same, or with constants that vary.
  private let memberKind: EnvironmentKind
  private let workers: any Workers
  private let team: any Team
  private let handout: Handout
  private let rank: Int?
  private let blockWidth: Int?
  private let interrupt: Interrupt
  private var members: [LaneRunner] = []
  private var centers: [LaneRunner] = []

  /// What a block's noise may take: it should stay in a core's second-level cache.
  private static let noiseBytes = 512 << 10

  /// - Parameters:
  ///   - members: what members play in, when it is not what the center plays in.
  ///   - rank: rank of the members' matrix noise; nil for dense.
  ///   - blockWidth: lanes per worker, a multiple of 16; nil chooses by the size of the network.
  public init(
    kind: EnvironmentKind, members: EnvironmentKind? = nil, rank: Int?, workers: any Workers,
    team: any Team = SoloTeam(), blockWidth: Int? = nil, interrupt: Interrupt = Interrupt()
  ) {
    self.team = team
    handout = Handout(team)
    memberKind = members ?? kind
    self.interrupt = interrupt
    self.kind = kind
    self.rank = rank
    self.workers = workers
    self.blockWidth = blockWidth
  }

  /// The evaluator of a training.
  convenience init(_ order: ScorerOrder, kind: EnvironmentKind) throws {
    try order.configuration.training.requireTerms(of: kind.spec)
    self.init(
      kind: kind, members: try order.configuration.robustness.vary(kind), rank: order.rank,
      workers: order.workers, team: order.team, blockWidth: order.blockWidth,
      interrupt: order.interrupt)
  }

  public func score(
    _ generation: Generation, around policy: Policy, perturbation: any Perturbation,
    plan: EpisodePlan, pieces: EpisodePieces?, observes: Bool
  ) throws -> GenerationScore {
    var score = GenerationScore(
      try evaluate(
        generation, around: policy, perturbation: perturbation, plan: plan, pieces: pieces,
        observes: observes))
    score.idleShare = handout.idleShare
    return score
  }

  /// Plays the members of `generation` around `policy`.
  ///
  /// - Parameters:
  ///   - pieces: where the episodes stand, of which a piece is played; nil plays them whole.
  ///   - observes: whether observation statistics are collected.
  /// - Throws: `Interrupted`, or what making the environment throws.
  public func evaluate(
    _ generation: Generation, around policy: Policy, perturbation: any Perturbation,
    plan: EpisodePlan, pieces: EpisodePieces? = nil, observes: Bool
  ) throws -> RolloutTask {
    let task = RolloutTask(
      plan: plan, pieces: pieces, generation: generation,
      jobs: handout.share(of: generation.memberCount * plan.address.episodesPerMember),
      observationCount: observes ? kind.spec.observation.count : 0, interrupt: interrupt)
    try play(
      task, policy, kind: memberKind, rank: rank, perturbation: perturbation,
      isMeasured: !plan.conditions.measureFactors.isEmpty, in: &members)
    return task
  }

  public func evaluate(_ policy: Policy, plan: EpisodePlan) throws -> EvaluationSummary {
    try evaluate(policy, plan: plan, tally: nil)
  }

  /// Plays the episodes of a plan with `policy` itself.
  ///
  /// - Parameter tally: counts the episodes that are played by this process.
  public func evaluate(
    _ policy: Policy, plan: EpisodePlan, tally: Tally?
  ) throws -> EvaluationSummary {
    let names = kind.spec.measures
    try EpisodeMemoryError.requireRoom(
      forEpisodes: plan.address.episodesPerMember, measures: names.count)
    let jobs = handout.share(of: plan.address.episodesPerMember)
    tally?.begin("playing", total: jobs.count, unit: "episodes")
    let task = RolloutTask(
      plan: plan, generation: nil, jobs: jobs, observationCount: 0, measureCount: names.count,
      interrupt: interrupt, tally: tally)
    try play(
      task, policy, kind: kind, rank: 0, perturbation: GaussianPerturbation(rank: 1),
      isMeasured: !names.isEmpty, in: &centers)
    var summary = EvaluationSummary(
      seed: plan.address.seed, outcomes: (0..<task.jobCount).map(task.outcome),
      solvedAt: kind.spec.solvedAt)
    summary.measures = names.enumerated().map { index, name in
      let sum = (0..<task.jobCount).reduce(0) { $0 + task.measure(index, of: $1) }
      return EvaluationSummary.Measure(
        name, mean: summary.failed == 0 ? sum / Double(task.jobCount) : .nan)
    }
    return summary
  }

  /// Plays the share of this rank and takes over what the others have played.
  private func play(
    _ task: RolloutTask, _ policy: Policy, kind: EnvironmentKind, rank: Int?,
    perturbation: any Perturbation, isMeasured: Bool, in runners: inout [LaneRunner]
  ) throws {
    let parts = try handout.together(task.jobCount) { _ in
      try playShare(
        task, policy, kind: kind, rank: rank, perturbation: perturbation, isMeasured: isMeasured,
        in: &runners)
      if task.isAbandoned { throw Interrupted() }
      return team.count > 1 ? task.slots : []
    }
    for (other, part) in parts.enumerated() where other != team.rank {
      guard task.fill(part.jobs, with: Array(part.bytes)) else {
        throw TeamFailure.otherTask(rank: other)
      }
    }
  }

  private func playShare(
    _ task: RolloutTask, _ policy: Policy, kind: EnvironmentKind, rank: Int?,
    perturbation: any Perturbation, isMeasured: Bool, in runners: inout [LaneRunner]
  ) throws {
    guard !task.jobs.isEmpty else { return }
    let share = (task.jobs.count + workers.count - 1) / workers.count
    let busy = min(workers.count, (task.jobs.count + 15) / 16)
    let width = min(
      roundedToLanes(share), blockWidth ?? Self.defaultWidth(policy.network, rank: rank))
    if let first = runners.first, first.stride < width || first.isMeasured != isMeasured {
      runners = []
    }
    while runners.count < busy {
      runners.append(
        try LaneRunner(
          kind: kind, policy: policy, rank: rank, isMeasured: isMeasured, stride: width))
    }
    let shift = policy.normalizer?.mean ?? [Float](repeating: 0, count: kind.spec.observation.count)
    let crew = Crew(runners: runners)
    workers.atMost(busy).run { worker in
      let runner = crew.runners[worker]
      runner.setCenter(policy)
      runner.run(task, perturbation: perturbation, width: width, shift: shift)
    }
    if let failure = runners.lazy.compactMap(\.failure).first { throw failure }
  }

  /// Lanes per worker, by the size of the network.
  package static func defaultWidth(_ network: Network, rank: Int?) -> Int {
    let perLane = NoiseBlock.bytesPerLane(network: network, rank: rank)
    return min(max(noiseBytes / max(perLane, 1) & ~15, 16), 128)
  }

  /// Each worker uses the runner of its own number only.
  private struct Crew: @unchecked Sendable {
    let runners: [LaneRunner]
  }
}
