import EvoCore

/// The search for the minimum, or the maximum, of a function of many numbers.
public struct VectorOptimization {
  /// What to look for, and when to stop.
  public struct Goal: Sendable {
    public var maximizes = false
    /// Stop when a value at least as good as this was found; nil never stops.
    public var target: Double?
    /// Stop after at most so many evaluations.
    public var budget: Int

    public init(maximizes: Bool = false, target: Double? = nil, budget: Int) {
      self.maximizes = maximizes
      self.target = target
      self.budget = budget
    }

    func reaches(_ value: Double) -> Bool {
      guard let target else { return false }
      return maximizes ? value >= target : value <= target
    }
  }

  /// How far the search is.
  public struct Progress: Sendable {
    public var evaluations = 0
    /// How many of them had no value.
    public var failures = 0
    public var generation = 0
    /// The best value so far, as the function has it; NaN before the first.
    public var best = Double.nan
    /// Where it was found.
    public var bestPoint: [Double] = []
    /// Best and mean value of the latest generation.
    public var generationBest = Double.nan
    public var generationMean = Double.nan
    public var sigma = Double.nan
    /// Members of the latest generation.
    public var population = 0
    /// How often the search was started anew.
    public var restarts = 0
    /// Why the latest run that has ended did.
    public var latestEnding: RunEnding?
    public var reached = false
  }

  public let goal: Goal
  /// What a vector of the strategy means.
  private let point: ([Double]) -> [Double]
  private let admit: (_ members: Int) throws -> Void
  public private(set) var strategy: any VectorStrategy
  public private(set) var progress = Progress()
  private var runs: RestartedRuns?
  private var hasEnded = false

  /// A strategy that knows when it has converged ends there, or is started anew.
  ///
  /// - Parameters:
  ///   - restarts: has no effect on a strategy that is not a `RestartableStrategy`.
  ///   - point: what a vector of the strategy means; itself by default.
  ///   - admit: is asked before a restart with so many members, and throws to refuse it.
  public init(
    _ strategy: any VectorStrategy, goal: Goal, restarts: RestartPlan.Kind = .none,
    point: @escaping ([Double]) -> [Double] = { $0 },
    admit: @escaping (_ members: Int) throws -> Void = { _ in }
  ) {
    self.point = point
    self.admit = admit
    self.strategy = strategy
    self.goal = goal
    runs = (strategy as? any RestartableStrategy).map { RestartedRuns($0, restarts) }
  }

  /// Where the search stands: the mean of its distribution.
  public var meanPoint: [Double] { point(strategy.mean) }

  /// Whether the target is reached, the search has converged for good, or the budget is spent. A
  /// generation that the budget does not cover is not begun.
  public var isOver: Bool {
    progress.reached || hasEnded || progress.evaluations + generationCost > goal.budget
  }

  /// Evaluations that the next generation takes.
  public var generationCost: Int { strategy.candidates.count + strategy.ownEvaluations }

  /// Evaluates one generation and learns from it.
  ///
  /// - Parameter values: the function, one value per vector; NaN where it has none.
  /// - Throws: what `values` throws, and what refuses a restart; then what the generation has found is
  ///   known all the same.
  public mutating func runGeneration(_ values: (Vectors) throws -> [Double]) throws {
    let candidates = strategy.candidates
    let found = try values(candidates)
    precondition(found.count == candidates.count, "one value per candidate")
    let fitness = goal.maximizes ? found : found.map { -$0 }
    strategy.tell(fitness)
    record(found, fitness, candidates)
    if let strategy = strategy as? any RestartableStrategy { try follow(strategy, fitness) }
  }

  private mutating func follow(_ current: any RestartableStrategy, _ fitness: [Double]) throws {
    switch runs?.step(after: fitness, current) {
    case .restart(let next, let reason):
      try admit(next.population)
      strategy = current.anew(from: next)
      progress.restarts += 1
      progress.latestEnding = reason
    case .end(let reason):
      hasEnded = true
      progress.latestEnding = reason
    case .goOn, nil: break
    }
  }

  private mutating func record(_ values: [Double], _ fitness: [Double], _ candidates: Vectors) {
    progress.evaluations += values.count + strategy.ownEvaluations
    progress.generation += 1
    progress.population = values.count
    progress.sigma = strategy.sigma
    let valid = fitness.indices.filter { !fitness[$0].isNaN }
    progress.failures += values.count - valid.count
    guard let winner = valid.max(by: { fitness[$0] < fitness[$1] }) else {
      (progress.generationBest, progress.generationMean) = (.nan, .nan)
      return
    }
    progress.generationBest = values[winner]
    progress.generationMean = valid.reduce(0) { $0 + values[$1] } / Double(valid.count)
    let best = goal.maximizes ? progress.best : -progress.best
    if best.isNaN || fitness[winner] > best {
      progress.best = values[winner]
      progress.bestPoint = point(candidates[winner])
      progress.reached = goal.reaches(values[winner])
    }
  }
}
