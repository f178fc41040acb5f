import EvoCore
import EvoTestSupport
import EvoTrain
import Testing

@Suite("Strategy contract")
struct StrategyContractTests {
  static let names = StrategyCatalog.all.map(\.name)
  static let optimizers = OptimizerConfiguration.Name.allCases

  private func contract(
    _ name: StrategyConfiguration.Name, _ optimizer: OptimizerConfiguration.Name,
    population: Int = 64
  ) -> StrategyContract {
    StrategyContract { network, center in
      var configuration = TrainingConfiguration(env: "cartpole")
      configuration.seed = 12
      configuration.strategy.name = name
      configuration.strategy.population = population
      configuration.strategy.rank = 2
      configuration.optimizer.name = optimizer
      configuration.optimizer.momentum = 0.5
      configuration.optimizer.learningRate = .constant(0.03)
      configuration.optimizer.weightDecay = 0.001
      return try StrategyCatalog.make(
        configuration, network: network, center: center, in: environmentKind("cartpole"))
    }
  }

  @Test("every strategy that a configuration can name is in the catalogue")
  func complete() {
    let all = StrategyCatalog.all.map(\.name)
    #expect(Set(all) == Set(StrategyConfiguration.Name.allCases))
    #expect(Set(all).count == all.count)
  }

  @Test("it improves a sphere, also when members fail", arguments: names, optimizers)
  func sphere(name: StrategyConfiguration.Name, optimizer: OptimizerConfiguration.Name) throws {
    // One child at a time, or a covariance matrix that is learned slowly, takes longer.
    let isSlow = [.onePlusOne, .xnes].contains(name)
    try contract(name, optimizer).improvesSphere(generations: isSlow ? 600 : 60)
  }

  @Test("asking twice is asking once", arguments: names)
  func ask(name: StrategyConfiguration.Name) throws {
    try contract(name, .adam).askingTwiceIsAskingOnce()
  }

  @Test("every generation has other members", arguments: names)
  func generations(name: StrategyConfiguration.Name) throws {
    try contract(name, .adam).generationsDiffer()
  }

  @Test("equal fitness and failed members move nothing", arguments: names, optimizers)
  func nothing(name: StrategyConfiguration.Name, optimizer: OptimizerConfiguration.Name) throws {
    try contract(name, optimizer).nothingLearnedMovesNothing()
  }

  @Test("a resumed strategy equals an uninterrupted one bit for bit", arguments: names, optimizers)
  func resume(name: StrategyConfiguration.Name, optimizer: OptimizerConfiguration.Name) throws {
    try contract(name, optimizer).resumeEqualsUninterrupted()
  }

  @Test("a copy is independent", arguments: names)
  func copies(name: StrategyConfiguration.Name) throws {
    try contract(name, .sgd).copiesAreIndependent()
  }

  @Test("the number and the order of the workers do not matter", arguments: names)
  func workers(name: StrategyConfiguration.Name) throws {
    // Enough members for many chunks of the gradient's sum.
    try contract(name, .adam, population: 3_000)
      .workersDoNotMatter([2, 3, 7, 16].map(ThreadWorkers.init))
  }
}
