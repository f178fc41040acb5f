import EvoCore
import Testing

@Suite("The cross-entropy method")
struct CrossEntropyTests {
  private let start = [1.0, -2]
  private let sigma = 0.5

  private func settings(
    population: Int = 10, share: Double, noise: Double, generations: Int = 4
  ) -> StrategySettings {
    var settings = StrategySettings(seed: 2, population: population, sigma: .constant(sigma))
    settings[.eliteShare] = share
    settings[.extraNoise] = noise
    settings[.extraNoiseGenerations] = generations
    return settings
  }

  private func state(_ strategy: any VectorStrategy, _ name: String) throws -> [Double] {
    try #require(strategy.state.doubles.first { $0.name == name }).values
  }

  @Test("mean and variances are those of the best, and the extra noise fades")
  func step() throws {
    var strategy = try StrategyMethod.cem.makeVectorStrategy(
      settings(share: 0.3, noise: 0.2), mean: start)
    for generation in 0..<6 {
      let candidates = strategy.candidates
      let fitness = (0..<10).map { -candidates[$0][0] * candidates[$0][0] - candidates[$0][1] }
      let best = (0..<10).sorted { fitness[$0] > fitness[$1] }.prefix(3).map { candidates[$0] }
      strategy.tell(fitness)
      let noise = 0.2 * sigma * sigma * max(0, 1 - Double(generation) / 4)
      for i in 0..<2 {
        let mean = best.reduce(0) { $0 + $1[i] } / 3
        let variance = best.reduce(0) { $0 + ($1[i] - mean) * ($1[i] - mean) } / 3
        #expect(abs(strategy.mean[i] - mean) < 1e-12)
        #expect(abs(try state(strategy, "variances")[i] - variance - noise) < 1e-12)
      }
    }
  }

  @Test("members that tie for the last place among the best share it")
  func ties() throws {
    var strategy = try StrategyMethod.cem.makeVectorStrategy(
      settings(population: 4, share: 0.5, noise: 0), mean: start)
    let candidates = strategy.candidates
    strategy.tell([1, 3, 1, 1])
    for i in 0..<2 {
      let mean =
        (candidates[1][i] + (candidates[0][i] + candidates[2][i] + candidates[3][i]) / 3) / 2
      #expect(abs(strategy.mean[i] - mean) < 1e-12)
    }
  }

  @Test("two members are the best at least, however small the share is")
  func fewest() throws {
    var strategy = try StrategyMethod.cem.makeVectorStrategy(
      settings(share: 0.01, noise: 0), mean: start)
    let candidates = strategy.candidates
    strategy.tell((0..<10).map { Double($0) })
    for i in 0..<2 {
      #expect(abs(strategy.mean[i] - (candidates[8][i] + candidates[9][i]) / 2) < 1e-12)
    }
  }
}
