/// What may change while a training goes on: its center does not depend on it.
public struct ProgressConfiguration: Equatable, Sendable {
  public var evaluation: EvaluationConfiguration
  public var stop: StopConfiguration
  public var checkpoint: CheckpointConfiguration

  /// The names of the sections.
  public static let sections = ["evaluation", "stop", "checkpoint"]
}

extension TrainingConfiguration {
  public var progress: ProgressConfiguration {
    get { ProgressConfiguration(evaluation: evaluation, stop: stop, checkpoint: checkpoint) }
    set {
      (evaluation, stop, checkpoint) = (newValue.evaluation, newValue.stop, newValue.checkpoint)
    }
  }
}

/// The `evaluation` section: how the center is measured.
public struct EvaluationConfiguration: Equatable, Sendable {
  /// Generations from one evaluation of the center to the next; 0 for one at the end only. The
  /// center is always evaluated at the end.
  public var every = 1
  /// Episodes of an evaluation.
  public var episodes = 100
  /// Episodes of the second evaluation that confirms one which reaches the environment's threshold; 0
  /// for none. The first one may have been lucky: it was one of many.
  public var confirm = 1000

  public init() {}
}

/// The `stop` section: when training ends. Whichever condition holds first ends it.
public struct StopConfiguration: Equatable, Sendable {
  /// Whether an evaluation that reaches the environment's threshold, and is confirmed, ends the
  /// training.
  public var solved = true
  /// The most generations, environment steps and seconds of wall time; nil for no limit.
  public var generations: Int? = 1000
  public var envSteps: Int?
  public var seconds: Double?

  public init() {}

  /// Whether training ends at the latest by a limit, or can end by solving the task.
  ///
  /// - Parameter hasThreshold: whether the environment says what counts as solved.
  public func canEnd(hasThreshold: Bool) -> Bool {
    solved && hasThreshold || generations != nil || envSteps != nil || seconds != nil
  }
}

/// The `checkpoint` section: when the state of the training is saved.
public struct CheckpointConfiguration: Equatable, Sendable {
  /// Generations from one checkpoint to the next; 0 for one at the end only.
  public var every = 10
  /// How many checkpoints stay; older ones are removed.
  public var keepLast = 3
  /// Whether the policy with the best evaluation is kept.
  public var keepBest = true

  public init() {}
}

/// The `logging` section: what is written for other programs besides `metrics.csv`.
public struct LoggingConfiguration: Equatable, Sendable {
  /// Whether event files are written, which TensorBoard reads.
  public var tensorboard = true
  /// Evaluations from one picture of an episode in the event files to the next; another one comes at
  /// the end. 0 for none at all.
  public var pictures = 100

  public init() {}
}

extension EvaluationConfiguration: ConfigurationSection {
  mutating func describe<V: FieldVisitor>(to visitor: inout V) throws(V.Failure) {
    try visitor.field(
      "every", &every, .integer(0...1_000_000_000),
      "generations between evaluations of the center; 0 evaluates at the end only")
    try visitor.field("episodes", &episodes, .integer(1...1_000_000), "episodes of an evaluation")
    try visitor.field(
      "confirm", &confirm, .integer(0...1_000_000),
      "episodes of the second evaluation that has to confirm a solution; 0 for none")
  }
}

extension StopConfiguration: ConfigurationSection {
  mutating func describe<V: FieldVisitor>(to visitor: inout V) throws(V.Failure) {
    try visitor.field(
      "solved", &solved, .flag,
      "end when a confirmed evaluation reaches the environment's threshold")
    try visitor.field(
      "generations", &generations, .optional(.integer(1...1_000_000_000)),
      "end after so many generations; null for no limit")
    try visitor.field(
      "env_steps", &envSteps, .optional(.integer(1...1_000_000_000_000_000)),
      "end after so many steps of the environment; null for no limit")
    try visitor.field(
      "seconds", &seconds, .optional(.number(0.001...1_000_000_000)),
      "end after so much wall time; null for no limit")
  }
}

extension CheckpointConfiguration: ConfigurationSection {
  mutating func describe<V: FieldVisitor>(to visitor: inout V) throws(V.Failure) {
    try visitor.field(
      "every", &every, .integer(0...1_000_000_000),
      "generations between checkpoints; 0 saves at the end only")
    try visitor.field(
      "keep_last", &keepLast, .integer(1...1_000_000),
      "checkpoints to keep; older ones are removed")
    try visitor.field(
      "keep_best", &keepBest, .flag,
      "whether the policy with the best evaluation is kept, as best.safetensors")
  }
}

extension LoggingConfiguration: ConfigurationSection {
  mutating func describe<V: FieldVisitor>(to visitor: inout V) throws(V.Failure) {
    try visitor.field(
      "tensorboard", &tensorboard, .flag, "whether event files for TensorBoard are written")
    try visitor.field(
      "pictures", &pictures, .integer(0...1_000_000_000),
      "evaluations between pictures of an episode in the event files, with one more at the end; 0 for "
        + "none")
  }
}
