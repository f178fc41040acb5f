import EvoCore
import Testing

@Suite("Particle swarms")
struct ParticleSwarmTests {
  private let start = [1.0, -2, 0.5]
  private let count = 6

  private func swarm(
    neighbors: Int? = nil, reevaluates: Bool = false
  ) throws -> any VectorStrategy {
    var settings = StrategySettings(seed: 4, population: count, sigma: .constant(0.5))
    settings[.neighbors] = neighbors
    settings.reevaluates = reevaluates
    return try StrategyMethod.pso.makeVectorStrategy(settings, mean: start)
  }

  private func vectors(_ strategy: any VectorStrategy, _ name: String) throws -> Vectors {
    Vectors(
      dimension: 3,
      values: try #require(strategy.state.doubles.first { $0.name == name }).values)
  }

  private func fitness(_ x: [Double]) -> Double { -x.reduce(0) { $0 + $1 * $1 } }

  @Test(
    "a particle keeps its way, constricted, and is drawn to its best place and its neighbors'",
    arguments: [nil, 1, 2, 50])
  func flight(neighbors: Int?) throws {
    var strategy = try swarm(neighbors: neighbors)
    for _ in 0..<12 {
      let candidates = strategy.candidates
      let before = try vectors(strategy, "places")
      let velocities = try vectors(strategy, "velocities")
      let bests = try vectors(strategy, "bests")
      let worth = try #require(strategy.state.doubles.last).values
      for k in 0..<count {
        let reach = min(neighbors ?? count, count / 2)
        let around = (-reach...reach).map { (k + $0 + count) % count }
        let guide = around.max { worth[$0] < worth[$1] } ?? k
        guard around.count(where: { worth[$0] == worth[guide] }) == 1 || reach == 0 else {
          continue
        }
        for i in 0..<3 {
          let pull = (candidates[k][i] - before[k][i]) / 0.729_843_788 - velocities[k][i]
          let (own, common) = (bests[k][i] - before[k][i], bests[guide][i] - before[k][i])
          let low = 2.05 * (min(own, 0) + min(common, 0))
          let high = 2.05 * (max(own, 0) + max(common, 0))
          #expect(pull > low - 1e-6 && pull < high + 1e-6)
        }
      }
      strategy.tell((0..<count).map { fitness(candidates[$0]) })
      #expect(try vectors(strategy, "places") == candidates)
    }
    #expect(fitness(strategy.mean) > 0.5 * fitness(start))
  }

  @Test("the first step is Gaussian, as wide as sigma")
  func firstStep() throws {
    var settings = StrategySettings(seed: 4, population: 4000, sigma: .constant(0.5))
    settings[.neighbors] = nil
    let swarm = try StrategyMethod.pso.makeVectorStrategy(settings, mean: start)
    for i in 0..<3 {
      let steps = (0..<4000).map { swarm.candidates[$0][i] - start[i] }
      #expect(abs(steps.reduce(0, +) / 4000) < 0.03)
      #expect(abs(steps.reduce(0) { $0 + $1 * $1 } / 4000 / 0.25 - 1) < 0.08)
    }
  }

  @Test("where fitness changes, the best places are evaluated again and luck is forgotten")
  func reevaluation() throws {
    var strategy = try swarm(reevaluates: true)
    #expect(strategy.candidates.count == 2 * count)
    func tell(_ bonus: Double) {
      let candidates = strategy.candidates
      // The last particle is lucky, once.
      strategy.tell(
        (0..<2 * count).map { fitness(candidates[$0]) + ($0 == 2 * count - 1 ? bonus : 0) })
    }
    let lucky = strategy.candidates[2 * count - 1]
    tell(100)
    #expect(strategy.mean == lucky)
    #expect((0..<count).contains { strategy.candidates[$0] == lucky })
    tell(0)
    #expect(strategy.mean != lucky)
  }
}
