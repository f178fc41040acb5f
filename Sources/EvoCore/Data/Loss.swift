import CKernels

/// How far a network's outputs are from the answers.
public enum Loss: String, Sendable, CaseIterable {
  /// The negative logarithm of the softmax probability of the right class.
  case crossEntropy = "cross-entropy"
  /// Whether the largest output is that of the right class: no gradient could be taken of it.
  case accuracy
  /// The square of the difference, in units of the training set's deviation (regression).
  case meanSquaredError = "mse"

  /// The sign with which the value of a sample counts as fitness, of which more is better.
  var sign: Double { self == .accuracy ? 1 : -1 }

  /// Writes the value of each lane's sample; NaN where an output is not finite.
  func evaluate(
    _ outputs: UnsafePointer<Float>, count: Int, answers: borrowing Minibatch,
    into values: UnsafeMutablePointer<Float>
  ) {
    let (lanes, stride) = (answers.lanes, answers.stride)
    switch self {
    case .crossEntropy:
      ck_cross_entropy(outputs, answers.labels.base, values, count, lanes, stride)
    case .accuracy:
      ck_correct(outputs, answers.labels.base, values, count, lanes, stride)
    case .meanSquaredError:
      ck_squared_error(outputs, answers.targets.base, values, lanes)
    }
  }
}
