/// Moves parameters along an ascent direction.
///
/// A value with explicit state: a copy of it is a checkpoint of it.
public protocol Optimizer: Sendable {
  /// Moves `parameters` uphill. `gradient` is an estimate of the gradient of the fitness.
  mutating func step(_ parameters: inout [Float], along gradient: [Float], learningRate: Double)

  /// The state by name, in a fixed order, for checkpoints.
  var state: [NamedVector<Float>] { get set }
  /// How many steps were taken.
  var stepCount: Int { get set }
}
