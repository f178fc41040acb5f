/// A strategy run after run: each is watched, and when it has converged the next begins.
public struct RestartedRuns: Sendable {
  private var plan: RestartPlan
  private var termination: Termination
  private var limit = Int.max
  /// Evaluations of the current run.
  private var evaluations = 0

  public init(_ strategy: some RestartableStrategy, _ kind: RestartPlan.Kind) {
    plan = RestartPlan(kind, strategy.start)
    termination = Termination(strategy.start)
  }

  public enum Step {
    case goOn
    /// Where the next run begins.
    case restart(VectorStart, RunEnding)
    case end(RunEnding)
  }

  /// Looks at the generation that `strategy` has just learned from.
  public mutating func step(after fitness: [Double], _ strategy: some RestartableStrategy) -> Step {
    evaluations += fitness.count
    let reason =
      termination.look(at: fitness, strategy)
      ?? (evaluations + strategy.candidates.count > limit ? .share : nil)
    guard let reason else { return .goOn }
    guard let run = plan.next(after: evaluations) else { return .end(reason) }
    evaluations = 0
    limit = run.limit
    termination = Termination(run.start)
    return .restart(run.start, reason)
  }
}
