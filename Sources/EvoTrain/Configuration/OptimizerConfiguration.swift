import EvoCore

/// The `optimizer` section: how the center moves along the estimated gradient.
public struct OptimizerConfiguration: Equatable, Sendable {
  public enum Name: String, CaseIterable, Sendable {
    case sgd, adam, adamw, clipup

    /// The learning rate when none is given; that of ClipUp is the length of a step.
    var learningRate: Double { self == .clipup ? 0.15 : 0.05 }
  }

  public var name = Name.adam
  public var learningRate = Schedule.constant(0.05)
  /// Share of the last step that is kept (SGD and ClipUp only).
  public var momentum = 0.9
  /// Decay of the first moment (Adam and AdamW only).
  public var beta1 = 0.9
  /// Decay of the second moment (Adam and AdamW only).
  public var beta2 = 0.999
  /// Added to the root of the second moment (Adam and AdamW only).
  public var epsilon = 1e-8
  /// Strength of the pull of the weights toward zero: part of the gradient, or with AdamW of the
  /// step.
  public var weightDecay = 0.0

  public init() {}

  /// The rule of that name, with its defaults.
  init(_ name: Name) {
    self.name = name
    learningRate = .constant(name.learningRate)
  }
}

extension OptimizerConfiguration: ConfigurationSection {
  static var shortForm: String? { "name" }

  mutating func describe<V: FieldVisitor>(to visitor: inout V) throws(V.Failure) {
    // The largest decay that stays below 1 as a Float with room for bias correction.
    let decay = ValueKind.number(0...0.999_999)
    let momenta = { Ownership([Name.sgd, .clipup], of: "name", $0) }
    let adam = { Ownership([Name.adam, .adamw], of: "name", $0) }
    let before = name
    try visitor.field("name", &name, .name, "rule of the step")
    if name != before { learningRate = .constant(name.learningRate) }
    try visitor.visit(section: "learning_rate", &learningRate, "size of a step")
    try visitor.field(
      "momentum", &momentum, decay, only: momenta(name), "share of the last step that is kept")
    try visitor.field("beta1", &beta1, decay, only: adam(name), "decay of the first moment")
    try visitor.field("beta2", &beta2, decay, only: adam(name), "decay of the second moment")
    try visitor.field(
      "epsilon", &epsilon, .number(1e-12...1), only: adam(name),
      "added to the root of the second moment")
    try visitor.field(
      "weight_decay", &weightDecay, .number(0...10),
      "pull of the weights toward zero, in the gradient, or with adamw in the step")
  }
}
