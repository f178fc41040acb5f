import EvoCore

/// Plays the episodes of a population or of a center on all workers.
///
/// Results do not depend on the number of workers nor on the width of their blocks.
public final class Evaluator {
  public let kind: EnvironmentKind
  /// What members play in: the same, or with constants that vary.
  private let memberKind: EnvironmentKind
  public let workers: ThreadWorkers
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
    kind: EnvironmentKind, members: EnvironmentKind? = nil, rank: Int?, workers: ThreadWorkers,
    blockWidth: Int? = nil, interrupt: Interrupt = Interrupt()
  ) {
    memberKind = members ?? kind
    self.interrupt = interrupt
    self.kind = kind
    self.rank = rank
    self.workers = workers
    self.blockWidth = blockWidth
  }

  /// Plays the members of `generation` around `policy`.
  ///
  /// - Parameter observes: whether observation statistics are collected.
  /// - Throws: `Interrupted`, or what making the environment throws.
  public func evaluate(
    _ generation: Generation, around policy: Policy, perturbation: any Perturbation,
    plan: EpisodePlan, observes: Bool
  ) throws -> RolloutTask {
    let task = RolloutTask(
      plan: plan, generation: generation,
      observationCount: observes ? kind.spec.observation.count : 0, interrupt: interrupt)
    try play(
      task, policy, kind: memberKind, rank: rank, perturbation: perturbation, in: &members)
    return task
  }

  /// Plays `plan.episodesPerMember` episodes with `policy` itself.
  public func evaluate(_ policy: Policy, plan: EpisodePlan) throws -> EvaluationSummary {
    let task = RolloutTask(plan: plan, generation: nil, observationCount: 0, interrupt: interrupt)
    try play(
      task, policy, kind: kind, rank: 0, perturbation: GaussianPerturbation(rank: 1), in: &centers)
    return EvaluationSummary(
      seed: plan.seed, outcomes: (0..<task.jobCount).map(task.outcome),
      solvedAt: kind.spec.solvedAt)
  }

  private func play(
    _ task: RolloutTask, _ policy: Policy, kind: EnvironmentKind, rank: Int?,
    perturbation: any Perturbation, in runners: inout [LaneRunner]
  ) throws {
    let share = (task.jobCount + workers.count - 1) / workers.count
    let busy = min(workers.count, (task.jobCount + 15) / 16)
    let width = min(
      roundedToLanes(share), blockWidth ?? Self.defaultWidth(policy.network, rank: rank))
    if runners.first.map({ $0.stride < width }) ?? false { runners = [] }
    while runners.count < busy {
      runners.append(try LaneRunner(kind: kind, policy: policy, rank: rank, stride: width))
    }
    let shift = policy.normalizer?.mean ?? [Float](repeating: 0, count: kind.spec.observation.count)
    let team = Team(runners: runners)
    ThreadWorkers(count: busy).run { worker in
      let runner = team.runners[worker]
      runner.setCenter(policy)
      runner.run(task, perturbation: perturbation, width: width, shift: shift)
    }
    if task.isAbandoned { throw Interrupted() }
  }

  /// Lanes per worker, by the size of the network.
  static func defaultWidth(_ network: Network, rank: Int?) -> Int {
    let perLane = NoiseBlock.bytesPerLane(network: network, rank: rank)
    return min(max(noiseBytes / max(perLane, 1) & ~15, 16), 128)
  }

  /// Each worker uses the runner of its own number only.
  private struct Team: @unchecked Sendable {
    let runners: [LaneRunner]
  }
}
