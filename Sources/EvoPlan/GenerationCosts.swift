import EvoCore
import EvoTrain

/// What a generation of a training takes: measured on this machine, by one core.
public struct GenerationCosts: Sendable {
  /// How the configuration was called.
  public var name: String
  public var population: Int
  /// How many jobs a member is.
  public var jobsPerMember: Int
  public var members: PlayCosts
  /// Nil where the center is not evaluated.
  public var evaluation: Evaluation?
  /// Seconds that every rank takes for the update, whatever the population.
  public var updateSeconds: Double
  /// Seconds that every member adds to it.
  public var updateSecondsPerMember: Double
  /// What an episode writes; nil on data, where a member is one number.
  package var slot: RolloutTask.Slot?

  package init(
    name: String, population: Int, jobsPerMember: Int, members: PlayCosts, evaluation: Evaluation?,
    updateSeconds: Double, updateSecondsPerMember: Double, slot: RolloutTask.Slot?
  ) {
    self.name = name
    self.population = population
    self.jobsPerMember = jobsPerMember
    self.members = members
    self.evaluation = evaluation
    self.updateSeconds = updateSeconds
    self.updateSecondsPerMember = updateSecondsPerMember
    self.slot = slot
  }

  /// What evaluations of the center take.
  public struct Evaluation: Sendable {
    public var jobs: Int
    /// There is one in so many generations.
    public var every: Int
    /// Of what comes of the jobs.
    public var bytes: Int
    public var costs: PlayCosts
  }

  /// Bytes of what comes of so many members.
  package func bytes(of members: Int) -> Int {
    slot?.bytes(jobs: members * jobsPerMember) ?? members * MemoryLayout<Float>.stride
  }
}
