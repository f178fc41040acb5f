import EvoCore
import EvoTestSupport
import EvoTrain
import Testing

@Suite("Safe mutation")
struct SafeMutationTests {
  private let network = Network(widths: [3, 4, 2], activation: .tanh)

  private func strategy(center: [Float], population: Int = 64) throws -> EvolutionStrategy {
    var configuration = TrainingConfiguration(env: "cartpole")
    configuration.strategy.method = .openAIES
    configuration.strategy.population = population
    let made = try configuration.makeStrategy(network: network, center: center)
    return try #require(made as? EvolutionStrategy)
  }

  @Test("the scale is inverse to the sensitivity, with a floor and a root mean square of 1")
  func scale() {
    let scale = SafeMutation.noiseScale([1, 2, 4, 0])
    #expect(abs(scale[0] / scale[1] - 2) < 1e-6)
    #expect(abs(scale[1] / scale[2] - 2) < 1e-6)
    // The root mean square is 2.29.
    #expect(abs(scale[3] / scale[0] - 1 / 0.229_128_8) < 1e-5)
    #expect(abs(scale.reduce(0) { $0 + $1 * $1 } - 4) < 1e-5)
    #expect(SafeMutation.noiseScale([0, 0]) == [1, 1])
    #expect(SafeMutation.noiseScale([.nan, 1]) == [1, 1])
  }

  @Test("the noise of a member is scaled parameter by parameter, on every way into a block")
  func members() throws {
    let center = network.initialParameters(seed: 3)
    let plain = try strategy(center: center)
    var scaled = plain
    let scale = center.indices.map { Float($0 % 5) / 2 }
    scaled.noiseScale = scale
    let generation = plain.ask()
    let blocks = [plain, scaled].map { strategy in
      let block = NoiseBlock(network: network, rank: nil, stride: 32)
      let members = (0..<16).map(Int32.init)
      strategy.perturbation.fillSixteen(
        block, firstLane: 16, members: members, of: generation, center: center)
      strategy.perturbation.fill(block, lane: 3, member: 9, of: generation, center: center)
      return block
    }
    for leaf in network.leaves {
      for i in leaf.range {
        let origin = leaf.isMatrix ? 0 : center[i]
        for lane in [3, 16, 25, 31] {
          let values = blocks.map { block in
            block.values(block.leaves[leaf.index])[(i - leaf.offset) * 32 + lane] - origin
          }
          #expect(abs(values[1] - scale[i] * values[0]) < 1e-6)
        }
      }
    }
  }

  @Test("a parameter without noise does not move, and the strategy keeps its promises")
  func promises() throws {
    let contract = StrategyContract { network, center in
      var configuration = TrainingConfiguration(env: "cartpole")
      configuration.seed = 12
      configuration.strategy.method = .openAIES
      configuration.strategy.population = 64
      let made = try configuration.makeStrategy(network: network, center: center)
      var strategy = try #require(made as? EvolutionStrategy)
      strategy.noiseScale = center.indices.map { 0.5 + Float($0 % 3) / 2 }
      return strategy
    }
    try contract.improvesSphere()
    try contract.askingTwiceIsAskingOnce()
    try contract.resumeEqualsUninterrupted()
    try contract.workersDoNotMatter([2, 3].map(ThreadWorkers.init))

    var strategy = try strategy(center: network.initialParameters(seed: 3))
    var scale = strategy.center.map { _ in Float(1) }
    scale[7] = 0
    strategy.noiseScale = scale
    let before = strategy.center
    let generation = strategy.ask()
    _ = strategy.tell(
      (0..<generation.memberCount).map(Float.init), for: generation, on: SerialWorkers())
    #expect(strategy.center[7] == before[7])
    #expect(strategy.center[8] != before[8])
  }

  @Test("a training measures its sensitivity around every new center")
  func training() throws {
    var configuration = TrainerSample.normalizedPendulum.configuration
    configuration.policy.virtualBatchNorm = false
    configuration.strategy[.safeMutation] = .absolute
    let trainer = try Trainer(
      configuration, kind: environmentKind("pendulum"), workers: ThreadWorkers(count: 1))
    func scale() throws -> [Float] {
      try #require((trainer.state.strategy as? EvolutionStrategy)?.noiseScale)
    }
    let first = try scale()
    #expect(first.count == trainer.policy.parameters.count)
    _ = try trainer.runGeneration()
    #expect(try scale() != first)
  }
}
