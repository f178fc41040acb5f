import EvoCore

/// Scores the members of a generation, and the center.
///
/// Promises:
/// - A score is a function of the arguments: not of workers, of ranks or of earlier calls.
/// - In a team, every rank is asked the same and gets the same answer. A scorer may give each rank a
///   share of the work (`Team.gather`); one that does not does all of it in every
///   rank.
/// - `Interrupted` is thrown in every rank or in none, and nothing has changed then.
public protocol Scorer: AnyObject {
  /// - Parameters:
  ///   - policy: the center, with the statistics of the observations.
  ///   - plan: the episodes, where there are any.
  ///   - pieces: where they stand, of which a piece is played; nil when they are played whole.
  ///   - observes: whether statistics of the observations are collected.
  func score(
    _ generation: Generation, around policy: Policy, perturbation: any Perturbation,
    plan: EpisodePlan, pieces: EpisodePieces?, observes: Bool
  ) throws -> GenerationScore

  /// What the policy itself achieves.
  ///
  /// - Parameter plan: the episodes, where there are any.
  func evaluate(_ policy: Policy, plan: EpisodePlan) throws -> EvaluationSummary
}

/// What the members of a generation achieved.
public struct GenerationScore {
  /// One number per member; NaN where it failed.
  public var fitness: [Float]
  /// Environment steps, or samples that went through a member.
  public var steps: Int
  /// Episodes, or members where each sees one minibatch.
  public var episodes: Int
  /// The episodes; nil where there are none.
  public var task: RolloutTask?
  /// The part of the ranks' time that they waited for the slowest; nil for one rank.
  public var idleShare: Double?

  public init(fitness: [Float], steps: Int, episodes: Int) {
    self.fitness = fitness
    self.steps = steps
    self.episodes = episodes
  }

  /// - Parameter task: all of whose jobs have ended.
  public init(_ task: RolloutTask) {
    fitness = task.fitness()
    steps = (0..<task.jobCount).reduce(0) { $0 + Int(task.outcome($1).length) }
    episodes = task.jobCount
    self.task = task
  }
}

/// What a scorer is made for, and what it may use.
public struct ScorerOrder {
  public let subject: TrainingSubject
  public let configuration: TrainingConfiguration
  public let network: Network
  /// Rank of the members' matrix noise; nil for dense.
  public let rank: Int?
  public let workers: any Workers
  public let team: any Team
  /// Lanes per worker; nil chooses.
  public let blockWidth: Int?
  public let interrupt: Interrupt

  /// The one place where it is chosen who scores.
  func scorer() throws -> any Scorer {
    switch subject {
    case .environment(let kind): try Evaluator(self, kind: kind)
    case .data(let dataset): DataScorer(self, dataset)
    }
  }
}
