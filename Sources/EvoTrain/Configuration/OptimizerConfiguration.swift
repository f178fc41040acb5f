import EvoCore

/// The `optimizer` section: how the center moves along the estimated gradient.
public struct OptimizerConfiguration: Equatable, Sendable {
  public var method: OptimizerMethod
  public var learningRate: Schedule
  /// What only some optimizers have.
  public var options = OwnOptions()
  /// Strength of the pull of the weights toward zero: part of the gradient, or with AdamW of the
  /// step.
  public var weightDecay = 0.0

  /// The optimizer with its defaults.
  public init(_ method: OptimizerMethod = .adam) {
    self.method = method
    learningRate = .constant(method.learningRate)
  }

  /// The value of an option of the optimizer.
  public subscript<Value>(_ option: OwnOption<Value>) -> Value {
    get { options[option] }
    set { options[option] = newValue }
  }
}

extension OptimizerConfiguration: ConfigurationSection {
  static var shortForm: String? { "name" }

  mutating func describe<V: FieldVisitor>(to visitor: inout V) throws(V.Failure) {
    try visitor.field("name", &method, .name, "rule of the step")
    try visitor.visit(section: "learning_rate", &learningRate, "size of a step")
    try visitor.visit(&options, of: method) { $0.options }
    try visitor.field(
      "weight_decay", &weightDecay, .number(0...10),
      "pull of the weights toward zero, in the gradient, or with adamw in the step")
  }
}
