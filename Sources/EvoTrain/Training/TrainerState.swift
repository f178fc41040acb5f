import EvoCore

/// Everything that the rest of a training depends on, besides its configuration. Random numbers are
/// not among it: they are functions of the seed and the generation.
public struct TrainerState: Sendable {
  /// An evaluation of the center and the generation after which it was made.
  public struct Evaluation: Sendable, Equatable {
    public var generation: Int
    public var summary: EvaluationSummary

    package init(generation: Int, summary: EvaluationSummary) {
      self.generation = generation
      self.summary = summary
    }
  }

  /// A center with what belongs to it.
  public struct Center: Sendable, Equatable {
    public var parameters: [Float]
    /// nil when observations are not normalized.
    public var moments: ObservationMoments?
    /// Steps of all members until then.
    public var envSteps: Int

    package init(parameters: [Float], moments: ObservationMoments?, envSteps: Int) {
      self.parameters = parameters
      self.moments = moments
      self.envSteps = envSteps
    }
  }

  public var strategy: any Strategy
  /// nil when observations are not normalized.
  public var moments: ObservationMoments?
  /// nil when nobody pushes against the actions.
  public package(set) var adversary: Adversary?
  /// nil without virtual batch normalization.
  public package(set) var reference: ReferenceBatch?
  /// How many generations are complete.
  public var generation = 0
  /// Steps of all members since the start; evaluations do not count.
  public var envSteps = 0
  /// Steps after which training episodes are truncated; nil when only the environment limits them.
  public var horizon: Int?
  /// The latest evaluation of the center during the training.
  public package(set) var evaluation: Evaluation?
  /// The best of them, the earliest of equal ones.
  public package(set) var best: Evaluation?
  /// The center that it was made of; nil where that is not kept.
  public package(set) var bestCenter: Center?

  init(
    strategy: any Strategy, moments: ObservationMoments?, adversary: Adversary?,
    reference: ReferenceBatch?, horizon: Int?
  ) {
    self.adversary = adversary
    self.horizon = horizon
    self.strategy = strategy
    self.moments = moments
    self.reference = reference
  }

  /// Takes an evaluation of the present center into account.
  mutating func record(_ summary: EvaluationSummary, keepsBest: Bool) {
    let evaluation = Evaluation(generation: generation, summary: summary)
    self.evaluation = evaluation
    // A mean that is not a number is never the best.
    guard summary.returnMean > best?.summary.returnMean ?? -.infinity else { return }
    best = evaluation
    bestCenter =
      keepsBest
      ? Center(parameters: strategy.center, moments: moments, envSteps: envSteps) : nil
  }
}
