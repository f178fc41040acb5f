import EvoCore
import EvoTune
import Testing

@Suite("Distributions over choices") struct ChoiceDistributionTests {
  @Test("what is best becomes likely, and nothing too unlikely to be tried")
  func learns() {
    var random = Random(seed: 1, domain: .probe)
    var choices = ChoiceDistribution(counts: [3, 2, 6])
    let best = [2, 0, 4]
    for _ in 0..<60 {
      let draws = (0..<9).map { _ in choices.draw { random.unit() } }
        .map { draw in (draw, zip(draw, best).count { $0 == $1 }) }
        .sorted { $0.1 > $1.1 }.map(\.0)
      choices.learn(draws, weights: [0.5, 0.3, 0.2])
      for row in choices.shares {
        #expect(abs(row.reduce(0, +) - 1) < 1e-9)
        // (1 - 0.73^(1/3)) / (count - 1)
        #expect((row.min() ?? 0) > 0.0995 / Double(row.count - 1) - 1e-9)
      }
    }
    for (row, value) in zip(choices.shares, best) { #expect(row[value] > 0.8) }
  }
}
