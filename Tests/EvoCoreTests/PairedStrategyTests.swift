import EvoCore
import Testing

@Suite("PGPE and guided evolution strategies")
struct PairedStrategyTests {
  /// One step along the raw gradient.
  private func settings(_ start: VectorStart) -> StrategySettings {
    var settings = StrategySettings(
      seed: start.seed, population: start.population, sigma: .constant(start.sigma),
      learningRate: .constant(1))
    settings.shaping = .raw
    settings.optimizer = .sgd
    settings.optimizerOptions[.momentum] = 0
    return settings
  }

  private func pgpe(_ start: VectorStart, sigmaLearningRate: Double = 0.1) -> PGPE {
    var settings = settings(start)
    settings[.sigmaLearningRate] = sigmaLearningRate
    return PGPE(start, settings)
  }

  private func guided(_ start: VectorStart, alpha: Double, guides: Int = 2) -> GuidedES {
    var settings = settings(start)
    settings[.alpha] = alpha
    settings[.guides] = guides
    return GuidedES(start, settings)
  }

  private func values(_ candidates: Vectors, _ fitness: ([Double]) -> Double) -> [Double] {
    (0..<candidates.count).map { fitness(candidates[$0]) }
  }

  private let slope = [2.0, -1, 0.5]

  private func line(_ x: [Double]) -> Double { zip(x, slope).reduce(0) { $0 + $1.0 * $1.1 } }

  @Test("members 2k and 2k + 1 lie opposite of each other")
  func pairs() {
    let start = VectorStart(mean: [1, 2, 3], sigma: 0.2, seed: 5, population: 10)
    for candidates in [pgpe(start).candidates, guided(start, alpha: 0.3).candidates] {
      #expect(candidates.count == 10)
      for pair in 0..<5 {
        let middle = zip(candidates[2 * pair], candidates[2 * pair + 1]).map { ($0 + $1) / 2 }
        for i in 0..<3 { #expect(abs(middle[i] - start.mean[i]) < 1e-12) }
      }
    }
  }

  @Test("the center takes a step along the slope of a linear fitness")
  func unbiased() {
    let start = VectorStart(mean: [0, 0, 0], sigma: 0.1, seed: 1, population: 40_000)
    var subjects: [any VectorStrategy] = [pgpe(start), guided(start, alpha: 0.5)]
    for index in subjects.indices {
      subjects[index].tell(values(subjects[index].candidates, line))
      // The standard error is |slope| / sqrt(pairs) = 0.016.
      for i in 0..<3 { #expect(abs(subjects[index].mean[i] - slope[i]) < 0.06) }
    }
  }

  @Test("a sigma of PGPE shrinks in a bowl, grows in a hollow and stays on a plain")
  func sigmas() throws {
    let start = VectorStart(mean: [0, 0, 0], sigma: 0.5, seed: 2, population: 4000)
    var strategy = pgpe(start, sigmaLearningRate: 0.05)
    for _ in 0..<5 {
      strategy.tell(values(strategy.candidates) { $0[1] * $0[1] - $0[0] * $0[0] })
    }
    let sigmas = try #require(strategy.state.doubles.last)
    #expect(sigmas.name == "deviations")
    #expect(sigmas.values[0] < 0.45)
    #expect(sigmas.values[1] > 0.55)
    #expect(abs(sigmas.values[2] - 0.5) < 0.01)
  }

  @Test("a sigma of PGPE changes by a fifth at most, and not at a rate of 0")
  func sigmaLimit() throws {
    let start = VectorStart(mean: [0], sigma: 0.5, seed: 2, population: 100)
    for (rate, expected) in [(1.0, 0.4), (0, 0.5)] {
      var strategy = pgpe(start, sigmaLearningRate: rate)
      strategy.tell(values(strategy.candidates) { -1000 * $0[0] * $0[0] })
      #expect(try #require(strategy.state.doubles.last).values == [expected])
    }
  }

  @Test("guided noise is as wide as it should be along its guides and across them")
  func guidedNoise() {
    let (sigma, alpha) = (0.1, 0.25)
    let start = VectorStart(mean: [0, 0, 0, 0], sigma: sigma, seed: 3, population: 20_000)
    var strategy = guided(start, alpha: alpha, guides: 1)
    #expect(variances(strategy, along: [1, 0, 0, 0]).isClose(to: sigma * sigma))
    let before = strategy.mean
    strategy.tell(values(strategy.candidates) { 3 * $0[0] + 4 * $0[1] })
    let step = zip(strategy.mean, before).map { $0 - $1 }
    let length = step.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let guide = step.map { $0 / length }
    let along = sigma * sigma * (alpha + (1 - alpha) * 4)
    #expect(variances(strategy, along: guide).isClose(to: along))
    let across = [-guide[1], guide[0], -guide[3], guide[2]]
    #expect(variances(strategy, along: across).isClose(to: sigma * sigma * alpha))
  }

  private func variances(_ strategy: any VectorStrategy, along direction: [Double]) -> Double {
    let (candidates, mean) = (strategy.candidates, strategy.mean)
    let sum = (0..<candidates.count).reduce(0.0) { sum, member in
      let offset = zip(zip(candidates[member], mean), direction).reduce(0.0) {
        $0 + ($1.0.0 - $1.0.1) * $1.1
      }
      return sum + offset * offset
    }
    return sum / Double(candidates.count)
  }
}

extension Double {
  /// Within five percent: more than three standard errors of a variance over 10,000 samples.
  fileprivate func isClose(to expected: Double) -> Bool { abs(self / expected - 1) < 0.05 }
}
