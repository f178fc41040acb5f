import EvoCore

/// The `policy` section: the network and what happens to its inputs.
public struct PolicyConfiguration: Equatable, Sendable {
  /// Units of each hidden layer, from the input on; empty for a linear policy.
  public var hidden = [16]
  /// What looks at pictures before the hidden layers; empty for none.
  public var convolutions: [Convolution] = []
  public var activation = Activation.tanh
  /// What keeps continuous actions inside their bounds.
  public var squash = Squash.tanh
  /// Virtual batch normalization of the hidden layers (Salimans et al. 2017, section 3).
  public var virtualBatchNorm = false
  /// Layer normalization of the hidden layers (Ba, Kiros and Hinton 2016), without gain and shift.
  public var layerNorm = false
  /// Observations in the reference batch of virtual batch normalization.
  public var referenceBatch = 128
  /// Whether observations are shifted and scaled by the mean and variance of those seen so far.
  public var normalizeObservations = false
  /// Whether that mean and variance stay those of the policy that the training begins with. Late in a
  /// training the moving statistics disturb a policy more than its small steps improve it.
  public var freezeNormalization = false
  /// The largest absolute value of a normalized observation.
  public var observationClip = 5.0
  /// The saved policy that the training begins with; nil for random parameters.
  public var start: String?

  public init() {}

  /// What the two keys for normalization come to.
  public var hiddenKind: HiddenKind {
    virtualBatchNorm ? .batchNormed : layerNorm ? .layerNormed : .dense
  }
}

extension PolicyConfiguration: ConfigurationSection {
  /// The most weights between hidden layers: 4 GiB of them.
  private static let weightLimit = 1 << 30

  mutating func describe<V: FieldVisitor>(to visitor: inout V) throws(V.Failure) {
    try visitor.field(
      "hidden", &hidden, .list(of: .integer(1...65_536), count: 0...16),
      "units of each hidden layer; [] is a linear policy")
    try visitor.field(
      "convolutions", &convolutions, .convolutions,
      "what looks at pictures before the hidden layers; padding is 0 and pool is 1 by default")
    try visitor.field(
      "activation", &activation, .name, "nonlinearity of the hidden layers")
    try visitor.field(
      "squash", &squash, .name, "what keeps continuous actions inside their bounds")
    try visitor.field(
      "virtual_batch_norm", &virtualBatchNorm, .flag,
      "normalize hidden units by their statistics over a fixed batch of observations")
    try visitor.field(
      "layer_norm", &layerNorm, .flag,
      "normalize the units of a hidden layer by their mean and variance in this very moment")
    try visitor.field(
      "reference_batch", &referenceBatch, .integer(16...4096),
      "observations in the batch of virtual_batch_norm and safe_mutation")
    try visitor.field(
      "normalize_observations", &normalizeObservations, .flag,
      "shift and scale observations by the mean and variance of those seen in training; true by "
        + "default for data: csv")
    try visitor.field(
      "freeze_normalization", &freezeNormalization, .flag,
      "keep the mean and variance of policy.start as they are")
    try visitor.field(
      "observation_clip", &observationClip, .number(0.001...1_000_000),
      "largest absolute value of a normalized observation")
    try visitor.field(
      "start", &start, .optional(.text("a saved policy: its name, file or folder, or a run")),
      "the saved policy that the training begins with")
  }

  func contradiction() -> (key: String, problem: ConfigurationError.Problem)? {
    if virtualBatchNorm, layerNorm { return ("layer_norm", .normalizedTwice) }
    if freezeNormalization, !normalizeObservations {
      return ("freeze_normalization", .nothingNormalized)
    }
    let weights = zip(hidden, hidden.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    guard weights > Self.weightLimit else { return nil }
    return ("hidden", .policyTooLarge(weights: weights, limit: Self.weightLimit))
  }
}
