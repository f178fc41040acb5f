/// The constants of CMA-ES (Hansen 2016, arXiv 1604.00772, table 1), for a full covariance matrix
/// or a diagonal one.
struct CovarianceRates: Sendable {
  /// Recombination weights by rank, best first; negative past the better half. The positive ones
  /// sum to 1.
  let weights: [Double]
  /// How many members the positive weights are worth.
  let effectiveCount: Double
  let stepDecay: Double
  let stepDamping: Double
  let pathDecay: Double
  let rankOne: Double
  let rankMu: Double
  /// Expected length of a standard normal vector.
  let expectedLength: Double

  /// - Parameter isSeparable: for a diagonal matrix, which has so few numbers to learn that it is
  ///   learned (n + 2) / 3 times as fast (Ros and Hansen 2008).
  init(dimension: Int, population: Int, isSeparable: Bool) {
    let n = Double(dimension)
    let raw = (1...population).map {
      roundedLog((Double(population) + 1) / 2) - roundedLog(Double($0))
    }
    func total(_ values: [Double]) -> Double { values.reduce(0, +) }
    func effective(_ values: [Double]) -> Double {
      total(values) * total(values) / total(values.map { $0 * $0 })
    }
    let (positive, negative) = (raw.filter { $0 > 0 }, raw.filter { $0 < 0 })
    let count = effective(positive)
    effectiveCount = count
    stepDecay = (count + 2) / (n + count + 5)
    stepDamping = 1 + 2 * max(0, ((count - 1) / (n + 1)).squareRoot() - 1) + stepDecay
    pathDecay = (4 + count / n) / (n + 4 + 2 * count / n)
    let speed = isSeparable ? (n + 2) / 3 : 1
    let one = min(1, speed * 2 / ((n + 1.3) * (n + 1.3) + count))
    let mu = min(
      1 - one, speed * 2 * (0.25 + count + 1 / count - 2) / ((n + 2) * (n + 2) + count))
    rankOne = one
    rankMu = mu
    // Three bounds on the weight of the bad members; the last keeps the matrix positive definite.
    let badCount = negative.isEmpty ? 0 : effective(negative)
    let bad = min(
      1 + one / mu, 1 + 2 * badCount / (count + 2), max(0, 1 - one - mu) / (n * mu))
    weights = raw.map { weight in
      weight > 0
        ? weight / total(positive) : weight < 0 ? -weight / total(negative) * bad : 0
    }
    expectedLength = n.squareRoot() * (1 - 1 / (4 * n) + 1 / (21 * n * n))
  }

  /// The weights of the members in the mean, and in the covariance matrix.
  func weights(
    of ranking: Ranking
  ) -> (mean: [Double], covariance: [Double]) {
    (ranking.assign(weights.map { max($0, 0) }), ranking.assign(weights))
  }
}

/// The two evolution paths and the step size of CMA-ES: what the full and the separable form share.
struct EvolutionPaths: Sendable {
  private(set) var sigma: Double
  /// Path of the normalized steps, which drives the step size.
  private(set) var stepPath: [Double]
  /// Path of the steps, for the rank-one update.
  private(set) var path: [Double]

  init(dimension: Int, sigma: Double) {
    self.sigma = sigma
    stepPath = [Double](repeating: 0, count: dimension)
    path = stepPath
  }

  /// Follows a step, adapts sigma, and returns whether the path stalled (h_sigma = 0): a sudden
  /// long step must not blow up the covariance matrix.
  ///
  /// - Parameters:
  ///   - step: the step of the mean over sigma.
  ///   - whitened: the step with the covariance taken out.
  ///   - updates: how many updates there have been, this one included.
  mutating func follow(
    _ step: [Double], whitened: [Double], rates: CovarianceRates, updates: Int
  ) -> Bool {
    let memory = 1 - rates.stepDecay
    let gain = (rates.stepDecay * (2 - rates.stepDecay) * rates.effectiveCount).squareRoot()
    for i in stepPath.indices { stepPath[i] = memory * stepPath[i] + gain * whitened[i] }
    let length = norm(stepPath)
    let n = Double(stepPath.count)
    let settled = (1 - roundedExp(2 * Double(updates) * roundedLog(memory))).squareRoot()
    let stalls = length / settled >= (1.4 + 2 / (n + 1)) * rates.expectedLength
    let push =
      stalls ? 0 : (rates.pathDecay * (2 - rates.pathDecay) * rates.effectiveCount).squareRoot()
    for i in path.indices { path[i] = (1 - rates.pathDecay) * path[i] + push * step[i] }
    // At most e per generation: fitness can be cruel, and sigma must stay a number.
    let change = rates.stepDecay / rates.stepDamping * (length / rates.expectedLength - 1)
    sigma *= roundedExp(min(1, change))
    return stalls
  }

  var state: [NamedVector<Double>] {
    [
      NamedVector(name: "sigma", values: [sigma]),
      NamedVector(name: "step_path", values: stepPath), NamedVector(name: "path", values: path),
    ]
  }

  /// Takes what `state` says from that of a whole strategy.
  mutating func restore(_ state: StrategyState) {
    sigma = state.number("sigma")
    stepPath = state["step_path"]
    path = state["path"]
  }
}
