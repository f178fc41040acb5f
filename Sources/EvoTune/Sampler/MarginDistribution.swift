import EvoCore
import Glibc

/// The normal distribution of CMA-ES over places from 0 to 1, some of which are cut into cells.
///
/// Constants are those of Hansen's tutorial (2016); the correction that keeps every cell's neighbors
/// likely enough is that of Hamano et al. (2022), section 4.
struct MarginDistribution {
  /// A draw, and what is tried for it.
  struct Candidate {
    /// Before the correction; what is learned from.
    var raw: [Double]
    var encoded: [Double]
  }

  private let limits: [[Double]]
  /// Of the best half of a generation; those of the others are 0, so that the margins hold.
  let weights: [Double]
  private let effective: Double
  private let margin: Double
  private var mean: [Double]
  private var sigma: Double
  private var covariance: [Double]
  /// Row i of the square root of the covariance at `[i * dimension]`.
  private var root: [Double]
  private var inverseRoot: [Double]
  private var sigmaPath: [Double]
  private var covariancePath: [Double]
  /// What widens the draws of each dimension.
  private var widening: [Double]
  private var generation = 0

  private var dimension: Int { mean.count }

  /// - Parameters:
  ///   - limits: where the cells of each dimension meet, ascending; empty for a continuous one.
  ///   - members: of a generation.
  init(mean: [Double], limits: [[Double]], members: Int, sigma: Double = 1.0 / 6) {
    let count = mean.count
    self.mean = mean
    self.limits = limits
    self.sigma = sigma
    let best = members / 2
    let raw = (0..<best).map { log(Double(members + 1) / 2) - log(Double($0 + 1)) }
    let sum = raw.reduce(0, +)
    let shares = raw.map { $0 / sum }
    weights = shares
    effective = 1 / shares.reduce(0) { $0 + $1 * $1 }
    margin = 1 / Double(max(count, 1) * members)
    covariance = Self.identity(count)
    root = Self.identity(count)
    inverseRoot = Self.identity(count)
    sigmaPath = [Double](repeating: 0, count: count)
    covariancePath = sigmaPath
    widening = [Double](repeating: 1, count: count)
  }

  private static func identity(_ count: Int) -> [Double] {
    (0..<count * count).map { $0 / count == $0 % count ? 1 : 0 }
  }

  var meanCandidate: Candidate { Candidate(raw: mean, encoded: mean) }

  /// - Parameter normal: gives standard normal numbers.
  func candidate(_ normal: () -> Double) -> Candidate {
    let attempts = 100
    for attempt in 1...attempts {
      let step = product(root, (0..<dimension).map { _ in normal() })
      var raw = (0..<dimension).map { mean[$0] + sigma * step[$0] }
      let isInside = raw.indices.allSatisfy { !limits[$0].isEmpty || (0...1).contains(raw[$0]) }
      guard isInside || attempt == attempts else { continue }
      for i in raw.indices where limits[i].isEmpty { raw[i] = min(max(raw[i], 0), 1) }
      let encoded = raw.indices.map { i in
        min(max(mean[i] + widening[i] * (raw[i] - mean[i]), 0), 1)
      }
      return Candidate(raw: raw, encoded: encoded)
    }
    return meanCandidate
  }

  /// Learns from a generation.
  ///
  /// - Parameter candidates: best first.
  mutating func learn(_ candidates: [Candidate]) {
    guard dimension > 0 else { return }
    let n = Double(dimension)
    let cSigma = (effective + 2) / (n + effective + 5)
    let damping = 1 + 2 * max(0, ((effective - 1) / (n + 1)).squareRoot() - 1) + cSigma
    let cPath = (4 + effective / n) / (n + 4 + 2 * effective / n)
    let cOne = 2 / ((n + 1.3) * (n + 1.3) + effective)
    let cMu = min(
      1 - cOne, 2 * (effective - 2 + 1 / effective) / ((n + 2) * (n + 2) + effective))
    let expected = n.squareRoot() * (1 - 1 / (4 * n) + 1 / (21 * n * n))

    generation += 1
    let steps = candidates.prefix(weights.count).map { candidate in
      (0..<dimension).map { (candidate.raw[$0] - mean[$0]) / sigma }
    }
    let step = (0..<dimension).map { i in
      zip(weights, steps).reduce(0) { $0 + $1.0 * $1.1[i] }
    }
    for i in 0..<dimension { mean[i] += sigma * step[i] }
    let whitened = product(inverseRoot, step)
    let pace = (cSigma * (2 - cSigma) * effective).squareRoot()
    for i in 0..<dimension { sigmaPath[i] = (1 - cSigma) * sigmaPath[i] + pace * whitened[i] }
    let length = sigmaPath.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let fading = 1 - pow(1 - cSigma, 2 * Double(generation))
    let isSteady = length / fading.squareRoot() < (1.4 + 2 / (n + 1)) * expected
    let stride = isSteady ? (cPath * (2 - cPath) * effective).squareRoot() : 0
    for i in 0..<dimension {
      covariancePath[i] = (1 - cPath) * covariancePath[i] + stride * step[i]
    }
    let kept = 1 - cOne - cMu + (isSteady ? 0 : cOne * cPath * (2 - cPath))
    for i in 0..<dimension {
      for j in 0..<dimension {
        let spread = zip(weights, steps).reduce(0) { $0 + $1.0 * $1.1[i] * $1.1[j] }
        covariance[i * dimension + j] =
          kept * covariance[i * dimension + j] + cOne * covariancePath[i] * covariancePath[j]
          + cMu * spread
      }
    }
    sigma = min(max(sigma * exp(cSigma / damping * (length / expected - 1)), 1e-8), 1)
    takeRoots()
    for i in 0..<dimension where !limits[i].isEmpty { keepMargin(i) }
  }

  private mutating func takeRoots() {
    guard let (values, vectors) = LinearAlgebra.eigen(covariance, size: dimension) else { return }
    let lengths = values.map { max($0, 1e-20).squareRoot() }
    // Vector k lies at [k * dimension].
    func assembled(_ scales: [Double]) -> [Double] {
      var matrix = [Double](repeating: 0, count: dimension * dimension)
      for k in 0..<dimension {
        for i in 0..<dimension {
          for j in 0..<dimension {
            matrix[i * dimension + j] +=
              vectors[k * dimension + i] * scales[k] * vectors[k * dimension + j]
          }
        }
      }
      return matrix
    }
    root = assembled(lengths)
    inverseRoot = assembled(lengths.map { 1 / $0 })
  }

  /// Keeps the cells beside the mean's as likely as the margin asks.
  private mutating func keepMargin(_ i: Int) {
    let cuts = limits[i]
    let deviation = sigma * covariance[i * dimension + i].squareRoot()
    let cell = cuts.count { $0 < mean[i] }
    if cell == 0 || cell == cuts.count {
      // In an outer cell: the mean comes as near to the only neighbor as it takes.
      let cut = cell == 0 ? cuts[0] : cuts[cuts.count - 1]
      let reach = -NormalDistribution.quantile(margin) * deviation * widening[i]
      mean[i] = cell == 0 ? max(mean[i], cut - reach) : min(mean[i], cut + reach)
      return
    }
    let (low, high) = (cuts[cell - 1], cuts[cell])
    let scale = deviation * widening[i]
    let below = NormalDistribution.cumulative((low - mean[i]) / scale)
    let above = NormalDistribution.cumulative((mean[i] - high) / scale)
    let inside = 1 - below - above
    let (least, most) = (max(below, margin / 2), max(above, margin / 2))
    let excess = 1 - least - most - inside
    let share = least + inside + most - 3 * margin / 2
    func corrected(_ part: Double) -> Double {
      min(max(part + excess * (part - margin / 2) / share, 1e-10), 0.5 - 1e-10)
    }
    let left = -NormalDistribution.quantile(corrected(least))
    let right = -NormalDistribution.quantile(corrected(most))
    widening[i] = (high - low) / ((left + right) * deviation)
    mean[i] = (low * right + high * left) / (left + right)
  }

  private func product(_ matrix: [Double], _ vector: [Double]) -> [Double] {
    (0..<dimension).map { i in
      (0..<dimension).reduce(0) { $0 + matrix[i * dimension + $1] * vector[$1] }
    }
  }
}
