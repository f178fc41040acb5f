import EvoCore
import EvoTrain
import Testing

@Suite("Augmented random search")
struct AugmentedRandomSearchTests {
  static let mean = [1.0, -2, 0.5, 3]
  static let (sigma, learningRate) = (0.5, 0.1)

  private func strategy(elitePairs: Int?) throws -> any VectorStrategy {
    var configuration = TrainingConfiguration(env: "none")
    configuration.strategy.method = .ars
    configuration.strategy.population = 8
    configuration.strategy[.elitePairs] = elitePairs
    configuration.strategy.sigma = .constant(Self.sigma)
    configuration.optimizer.learningRate = .constant(Self.learningRate)
    return try configuration.makeVectorStrategy(mean: Self.mean, reevaluates: false)
  }

  struct Case: Sendable {
    let elitePairs: Int?
    let fitness: [Double]
    /// Those that move the center.
    let pairs: [Int]
  }

  static let cases = [
    Case(elitePairs: nil, fitness: [1, 2, 3, 4, 9, 0, 5, 5], pairs: [0, 1, 2, 3]),
    Case(elitePairs: 2, fitness: [1, 2, 3, 4, 9, 0, 5, 5], pairs: [2, 3]),
    Case(elitePairs: 1, fitness: [-9, -8, -1, -7, -3, -2, -4, -5], pairs: [1]),
    // Three pairs have the best member; exactly two are taken, the first ones.
    Case(elitePairs: 2, fitness: [0, 1, 7, 1, 2, 7, 7, 3], pairs: [1, 2]),
    // One that failed counts as the worst that did not.
    Case(elitePairs: 2, fitness: [0, 1, 9, .nan, 2, 3, 4, 7], pairs: [1, 3]),
    Case(elitePairs: nil, fitness: [0, 1, .nan, .nan, 2, 3, 4, 7], pairs: [0, 1, 2, 3]),
  ]

  @Test("the center moves as algorithm 2 of the paper says", arguments: cases)
  func step(test: Case) throws {
    var strategy = try strategy(elitePairs: test.elitePairs)
    let candidates = strategy.candidates
    strategy.tell(test.fitness)
    let fitness = test.fitness.map { $0.isNaN ? 0 : $0 }
    let used = test.pairs.flatMap { [fitness[2 * $0], fitness[2 * $0 + 1]] }
    let average = used.reduce(0, +) / Double(used.count)
    let deviation =
      (used.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(used.count)).squareRoot()
    for i in Self.mean.indices {
      let sum = test.pairs.reduce(0.0) { sum, pair in
        let noise = (candidates[2 * pair][i] - Self.mean[i]) / Self.sigma
        return sum + (fitness[2 * pair] - fitness[2 * pair + 1]) * noise
      }
      let step = Self.learningRate / (Double(test.pairs.count) * deviation) * sum
      #expect(abs(strategy.mean[i] - Self.mean[i] - step) < 1e-6)
    }
  }

  @Test("members are pairs around the center")
  func pairs() throws {
    let candidates = try strategy(elitePairs: nil).candidates
    #expect(candidates.count == 8)
    for pair in 0..<4 {
      for (i, mean) in Self.mean.enumerated() {
        let sum = candidates[2 * pair][i] + candidates[2 * pair + 1][i]
        #expect(abs(sum - 2 * mean) < 1e-6)
        #expect(candidates[2 * pair][i] != mean)
      }
    }
  }

  @Test("more elite pairs than pairs are refused with both numbers")
  func tooMany() {
    let error = #expect(throws: StrategyError.self) { try strategy(elitePairs: 5) }
    #expect(
      error?.description
        == "strategy.elite_pairs: found 5, expected at most 4, half of strategy.population")
    var configuration = TrainingConfiguration(env: "cartpole", strategy: .ars)
    configuration.strategy[.elitePairs] = 33
    #expect(
      throws: StrategyError.unfit(
        option: "elite_pairs", found: "33", expected: "at most 32, half of strategy.population"),
      "in a training too"
    ) {
      try Trainer(
        configuration, kind: environmentKind("cartpole"), workers: ThreadWorkers(count: 1))
    }
  }
}
