import EvoCore

/// The `robustness` section: what makes the episodes of a training harder than the task, so that what
/// is learned bears it. Evaluations are always of the task itself.
public struct RobustnessConfiguration: Equatable, Sendable {
  public enum Score: String, CaseIterable, Sendable {
    case mean, min, cvar
  }

  /// How the returns of a member's episodes make its fitness.
  public var score = Score.mean
  /// The share of the worst episodes that counts (cvar only).
  public var cvarShare = 0.25
  /// Standard deviation of the noise on every component of the observation, in its own unit.
  public var observationNoise = 0.0
  /// Standard deviation of the noise on continuous actions, as a share of half their range; of a
  /// discrete one, the probability that a random choice takes its place.
  public var actionNoise = 0.0
  /// Constants of the environment, drawn anew in every episode.
  public var constants: [ConstantRange] = []
  /// How hard an opponent that learns pushes against continuous actions, as a share of half their
  /// range; 0 for none.
  public var adversary = 0.0
  /// Step size of the opponent.
  public var adversaryLearningRate = 0.1

  public init() {}

  var episodeScore: EpisodeScore {
    switch score {
    case .mean: .mean
    case .min: .minimum
    case .cvar: .worst(share: cvarShare)
    }
  }

  var disturbance: Disturbance {
    Disturbance(observationNoise: Float(observationNoise), actionNoise: Float(actionNoise))
  }

  /// What members play in; nil when no constant varies.
  package func vary(_ kind: EnvironmentKind) throws(RobustnessError) -> EnvironmentKind? {
    let names = kind.constants.map(\.name)
    for range in constants where !names.contains(range.name) {
      throw .unknownConstant(range.name, env: kind.spec.name, known: names)
    }
    return constants.isEmpty ? nil : kind.varied(constants)
  }

  /// Who pushes against the actions in the beginning; nil for nobody.
  func opponent(in kind: EnvironmentKind) throws(RobustnessError) -> Adversary? {
    guard adversary > 0 else { return nil }
    guard case .continuous = kind.spec.action else {
      throw .nothingToPush(env: kind.spec.name)
    }
    return Adversary(
      strength: Float(adversary), learningRate: adversaryLearningRate, spec: kind.spec)
  }
}

extension RobustnessConfiguration: ConfigurationSection {
  mutating func describe<V: FieldVisitor>(to visitor: inout V) throws(V.Failure) {
    try visitor.field("score", &score, .name, "how the episodes of a member make its fitness")
    try visitor.field(
      "cvar_share", &cvarShare, .number(1e-6...1),
      only: Ownership([Score.cvar], of: "score", score), "share of the worst episodes that counts")
    try visitor.field(
      "observation_noise", &observationNoise, .number(0...1e6),
      "standard deviation of the noise on every component of the observation, in its own unit")
    try visitor.field(
      "action_noise", &actionNoise, .number(0...1),
      "standard deviation of the noise on actions, as a share of half their range; "
        + "or the probability of a random choice")
    try visitor.field(
      "constants", &constants, .ranges,
      "constants of the environment that are drawn anew in every episode, such as "
        + "{gravity: [8, 12]}")
    try visitor.field(
      "adversary", &adversary, .number(0...1),
      "how hard an opponent that learns pushes against continuous actions, as a share of half "
        + "their range; needs an even number of strategy.episodes")
    try visitor.field(
      "adversary_learning_rate", &adversaryLearningRate, .number(0...100),
      "step size of the opponent, in units of the spread of returns")
  }
}

/// What an environment cannot be made harder by.
public enum RobustnessError: Error, Equatable, Sendable {
  /// `known` is what the environment has.
  case unknownConstant(String, env: String, known: [String])
  /// An opponent, where actions are choices.
  case nothingToPush(env: String)
}

extension RobustnessError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownConstant(let constant, let env, let known):
      let advice =
        known.isEmpty
        ? "which has none that can vary; remove it" : "which has \(known.joined(separator: ", "))"
      return "robustness.constants: '\(constant)' is no constant of \(env), \(advice)"
    case .nothingToPush(let env):
      return "robustness.adversary: the actions of \(env) are choices, which cannot be pushed; "
        + "set it to 0, or use action_noise"
    }
  }
}
