/// The gradient from pairs of particles that go through an unroll, or an episode, piece by piece, one
/// with the noise sigma e_p and one with -sigma e_p:
///
///     g = 1 / N * sum over the N pairs of (f+ - f-) / 2 * s_p
///
/// with f± of the latest piece. The method says what e_p and s_p are.
struct UnrolledEstimator: Sendable {
  private let method: UnrolledMethod
  private let seed: UInt64
  private let dimension: Int
  private let pairs: Int
  /// Sum of e_p / sigma over the pieces of each pair's present unroll; persistent alone has it.
  private var sums: [Double]

  init(_ method: UnrolledMethod, seed: UInt64, pairs: Int, dimension: Int) {
    self.method = method
    self.seed = seed
    self.pairs = pairs
    self.dimension = dimension
    sums = [Double](repeating: 0, count: method == .persistent ? pairs * dimension : 0)
  }

  /// The noise e_p of each pair in a generation: a standard normal vector.
  ///
  /// - Parameter begun: the generation in which each pair began its unroll.
  func noise(generation: Int, begun: some Sequence<Int>) -> Vectors {
    .normal(
      dimension: dimension, seed: seed,
      generations: begun.map { method == .noiseReuse ? $0 : generation })
  }

  /// The estimate from the pieces that have just been played with `noise`. A pair whose difference is
  /// not a finite number does not count.
  ///
  /// - Parameter differences: f+ - f- of each pair.
  mutating func gradient(_ differences: [Double], noise: Vectors, sigma: Double) -> [Double] {
    if method == .persistent {
      for i in sums.indices { sums[i] += noise.values[i] / sigma }
    }
    var gradient = [Double](repeating: 0, count: dimension)
    for (pair, difference) in differences.enumerated() where difference.isFinite {
      let weight = difference / 2 / Double(pairs)
      let row = pair * dimension
      for i in 0..<dimension {
        let score = method == .persistent ? sums[row + i] : noise.values[row + i] / sigma
        gradient[i] += weight * score
      }
    }
    return gradient
  }

  /// Forgets the unroll of a pair, which begins a new one.
  mutating func begin(pair: Int) {
    guard method == .persistent else { return }
    for i in pair * dimension..<(pair + 1) * dimension { sums[i] = 0 }
  }

  /// What has to be saved beside the generations in which the pairs began.
  var state: [NamedVector<Double>] {
    method == .persistent ? [NamedVector(name: "noise_sum", values: sums)] : []
  }

  /// Takes what `state` says from that of a whole strategy.
  mutating func restore(_ state: StrategyState) {
    if method == .persistent { sums = state["noise_sum"] }
  }
}
