import Glibc

/// A training inside a training, small enough to see all of it: gradient descent in a valley with
/// ripples, w^2 / 20 + 1 - cos 2w from w = 8, whose learning rate is to be learned. Where the steps
/// are long enough to leap from hole to hole, where they end depends on the learning rate chaotically
/// (the phenomenon of Metz et al. 2019, "Understanding and correcting pathologies in the training of
/// learned optimizers", section 2).
enum InnerTraining {
  /// Logarithms of learning rates, from hardly moving to the edge of divergence.
  static let range = -2.0...0.9

  /// The loss after some steps and its derivative by the logarithm of the learning rate, carried
  /// along (forward-mode differentiation through the unroll).
  static func run(logLearningRate: Double, steps: Int) -> (loss: Double, slope: Double) {
    let rate = exp(logLearningRate)
    var (w, slope) = (8.0, 0.0)
    for _ in 0..<steps {
      let gradient = w / 10 + 2 * sin(2 * w)
      let curvature = 0.1 + 4 * cos(2 * w)
      slope -= rate * (gradient + curvature * slope)
      w -= rate * gradient
    }
    return (w * w / 20 + 1 - cos(2 * w), (w / 10 + 2 * sin(2 * w)) * slope)
  }
}
