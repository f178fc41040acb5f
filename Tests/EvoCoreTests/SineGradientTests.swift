import EvoCore
import EvoTestSupport
import Foundation
import Testing

/// The estimated gradient of f(W) = sin <u v^T, W> at W = 0 is known in closed form: along u v^T it
/// is (1 + sigma^2 / r)^-(r/2 + 1) for noise of rank r, and e^(-sigma^2 / 2) for full rank.
@Suite("Gradient of a sine")
struct SineGradientTests {
  static let network = Network(widths: [3, 2], activation: .tanh)
  static let u = [0.6, -0.8]
  static let v = [2.0 / 3, -1.0 / 3, 2.0 / 3]
  static let pairs = 100_000

  struct Case: Sendable {
    let rank: Int?
    let sigma: Double
    let expected: Double
  }

  static let cases =
    zip([1, 2, 4, 8, nil], [0.3536, 0.4444, 0.5120, 0.5549, 0.6065]).map {
      Case(rank: $0, sigma: 1, expected: $1)
    } + [
      Case(rank: 1, sigma: 0.5, expected: pow(1.25, -1.5)),
      Case(rank: nil, sigma: 0.5, expected: exp(-0.125)),
    ]

  @Test("the step of the strategy along u v^T is the one of the theory", arguments: cases)
  func expectedUpdate(test: Case) {
    let perturbation = GaussianPerturbation(rank: test.rank)
    var settings = StrategySettings(
      seed: 4, population: 2 * Self.pairs, sigma: .constant(test.sigma),
      learningRate: .constant(1))
    settings.shaping = .raw
    settings.optimizer = .sgd
    settings.optimizerOptions[.momentum] = 0
    var strategy = EvolutionStrategy(
      settings, network: Self.network,
      center: [Float](repeating: 0, count: Self.network.parameterCount),
      perturbation: perturbation)
    let generation = strategy.ask()
    let projections = projections(generation, perturbation)
    _ = strategy.tell(
      projections.map { Float(sin($0)) }, for: generation, on: SerialWorkers())
    let update = (0..<6).reduce(0.0) {
      $0 + Double(strategy.center[$1]) * Self.u[$1 / 3] * Self.v[$1 % 3]
    }
    // Each pair contributes sin(s) s / sigma^2, where s is its distance along u v^T.
    let samples = stride(from: 0, to: projections.count, by: 2).map {
      sin(projections[$0]) * projections[$0] / (test.sigma * test.sigma)
    }
    let mean = samples.reduce(0, +) / Double(samples.count)
    let variance = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(samples.count)
    let standardError = (variance / Double(samples.count)).squareRoot()
    #expect(abs(update - test.expected) < 4 * standardError)
    #expect(standardError < 0.01)
  }

  /// <u v^T, W> of every member.
  private func projections(
    _ generation: Generation, _ perturbation: GaussianPerturbation
  ) -> [Double] {
    let noise = NoiseBlock(network: Self.network, rank: perturbation.rank, stride: 16)
    let leaf = noise.leaves[0]
    let center = [Float](repeating: 0, count: Self.network.parameterCount)
    var result: [Double] = []
    result.reserveCapacity(generation.memberCount)
    for first in stride(from: 0, to: generation.memberCount, by: 16) {
      perturbation.fillSixteen(
        noise, firstLane: 0, members: (0..<16).map { Int32(first + $0) }, of: generation,
        center: center)
      for lane in 0..<16 {
        var sum = 0.0
        if let rank = noise.rank {
          for q in 0..<rank {
            let left = (0..<2).reduce(0.0) {
              $0 + Self.u[$1] * Double(noise.a(leaf)[($1 * rank + q) * 16 + lane])
            }
            let right = (0..<3).reduce(0.0) {
              $0 + Self.v[$1] * Double(noise.b(leaf)[($1 * rank + q) * 16 + lane])
            }
            sum += left * right
          }
        } else {
          for i in 0..<6 {
            sum += Self.u[i / 3] * Self.v[i % 3] * Double(noise.values(leaf)[i * 16 + lane])
          }
        }
        result.append(sum)
      }
    }
    return result
  }
}
