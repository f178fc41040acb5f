import EvoCore

/// Estimates of the gradient of a linear function f(W) = <G, W> of one matrix: all that geometry does to
/// an estimate, and nothing else.
final class NoiseGeometry {
  private let network: Network
  private let noise: ExplicitNoise
  private let estimator: GradientEstimator
  let rank: Int?
  /// Entries of the matrix.
  let count: Int
  let gradient: [Double]

  /// - Parameter rows, columns: of the matrix.
  init(rows: Int, columns: Int, rank: Int?, seed: UInt64) {
    network = Network(widths: [columns, rows], activation: .identity)
    noise = ExplicitNoise(network: network, rank: rank)
    estimator = GradientEstimator(
      network: network, perturbation: GaussianPerturbation(rank: rank))
    self.rank = rank
    count = rows * columns
    var random = Random(seed: seed, domain: .probe)
    gradient = (0..<count).map { _ in Double(random.uniform(-1, 1)) }
  }

  /// The cosine between the gradient and the estimate of so many antithetic pairs, summed by the code
  /// that training uses.
  func cosine(pairs: Int, index: Int, seed: UInt64, on workers: any Workers) -> Double {
    let generation = Generation(
      seed: seed, index: index, memberCount: 2 * pairs, sigma: 1, antithetic: true)
    let weights = (0..<pairs).map { pair in
      Float(dot(Array(noise.vector(member: 2 * pair, of: generation).prefix(count)), gradient))
    }
    let sum = estimator.sum(weights, of: generation, on: workers)
    return EvoScience.cosine(sum.prefix(count).map(Double.init), gradient)
  }

  /// The matrix of a member's noise, for measuring its moments.
  func matrix(member: Int, of generation: Generation) -> [Double] {
    Array(noise.vector(member: member, of: generation).prefix(count))
  }
}
