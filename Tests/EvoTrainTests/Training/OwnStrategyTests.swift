import EvoCore
import EvoRun
import EvoTestSupport
import EvoTrain
import Testing

/// Goes to the best of its members, with a sigma that stays.
private struct Climber: VectorStrategy {
  private let start: VectorStart
  private var generation = 0
  private(set) var mean: [Double]
  private(set) var candidates: Vectors

  init(_ start: VectorStart) {
    self.start = start
    mean = start.mean
    candidates = Vectors(dimension: mean.count, values: [])
    sample()
  }

  var sigma: Double { start.sigma }

  mutating func tell(_ fitness: [Double]) {
    generation += 1
    if let ranking = Ranking(fitness) { mean = candidates[ranking.members[0]] }
    sample()
  }

  private mutating func sample() {
    candidates = Vectors.normal(
      count: start.population, dimension: mean.count, seed: start.seed, generation: generation
    ).moved(from: mean, scale: start.sigma)
  }

  var state: StrategyState {
    get {
      StrategyState(
        generation: generation, doubles: [NamedVector(name: "mean", values: mean)])
    }
    set {
      generation = newValue.generation
      mean = newValue["mean"]
      sample()
    }
  }
}

extension StrategyMethod {
  fileprivate static let climber = StrategyMethod(
    name: "climber", origin: "these tests", summary: "the best member is the next center",
    population: .usually(64), sigma: 0.1, make: .vectors { start, _ in Climber(start) })
}

/// A strategy that is not in the catalogue, with nothing but what is public.
@Suite("A strategy of one's own")
struct OwnStrategyTests {
  @Test("it keeps the promises of a strategy")
  func contract() throws {
    let contract = StrategyContract { network, center in
      try StrategyMethod.climber.makeStrategy(
        StrategySettings(seed: 1, population: 64, sigma: .constant(0.1)), network: network,
        center: center)
    }
    try contract.improvesSphere()
    try contract.failuresPushAway()
    try contract.askingTwiceIsAskingOnce()
    try contract.nothingLearnedMovesNothing()
    try contract.resumeEqualsUninterrupted()
  }

  @Test("it trains, and goes on from a checkpoint with the same bytes")
  func training() throws {
    var configuration = TrainingConfiguration(env: "cartpole", strategy: .climber)
    configuration.policy.hidden = []
    func trainer() throws -> Trainer {
      try Trainer(
        configuration, kind: environmentKind("cartpole"), workers: ThreadWorkers(count: 1))
    }
    let whole = try trainer()
    let before = try whole.evaluateCenter().returnMean
    _ = try whole.run(generations: 3)
    let resumed = try trainer()
    try resumed.restore(from: TensorFile(decoding: whole.checkpoint.encoded(), source: "test"))
    _ = try whole.run(generations: 3)
    _ = try resumed.run(generations: 3)
    #expect(resumed.checkpoint == whole.checkpoint)
    #expect(try whole.evaluateCenter().returnMean > 2 * before)
  }
}
