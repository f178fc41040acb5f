import EvoCore
import EvoTestSupport
import EvoTrain
import Testing

@Suite("Strategy contract")
struct StrategyContractTests {
  static let methods = StrategyMethod.allCases
  static let optimizers = OptimizerMethod.allCases

  private func contract(
    _ method: StrategyMethod, _ optimizer: OptimizerMethod,
    population: Int = 64
  ) -> StrategyContract {
    StrategyContract { network, center in
      var configuration = TrainingConfiguration(env: "cartpole")
      configuration.seed = 12
      configuration.strategy.method = method
      configuration.strategy.population = population
      configuration.strategy[.rank] = 2
      configuration.optimizer.method = optimizer
      configuration.optimizer[.momentum] = 0.5
      configuration.optimizer.learningRate = .constant(0.03)
      configuration.optimizer.weightDecay = 0.001
      return try configuration.makeStrategy(
        network: network, center: center, in: environmentKind("cartpole"))
    }
  }

  @Test("it improves a sphere, also when members fail", arguments: methods, optimizers)
  func sphere(method: StrategyMethod, optimizer: OptimizerMethod) throws {
    // One child at a time, or a covariance matrix that is learned slowly, takes longer.
    let isSlow = method.traits.contains(.slow)
    try contract(method, optimizer).improvesSphere(generations: isSlow ? 600 : 60)
  }

  @Test("members that fail push the center away from them", arguments: methods)
  func failures(method: StrategyMethod) throws {
    try contract(method, .adam).failuresPushAway(
      generations: method.traits.contains(.slow) ? 300 : 30)
  }

  @Test("asking twice is asking once", arguments: methods)
  func ask(method: StrategyMethod) throws {
    try contract(method, .adam).askingTwiceIsAskingOnce()
  }

  @Test("every generation has other members", arguments: methods)
  func generations(method: StrategyMethod) throws {
    try contract(method, .adam).generationsDiffer()
  }

  @Test("equal fitness and failed members move nothing", arguments: methods, optimizers)
  func nothing(method: StrategyMethod, optimizer: OptimizerMethod) throws {
    try contract(method, optimizer).nothingLearnedMovesNothing()
  }

  @Test(
    "a resumed strategy equals an uninterrupted one bit for bit", arguments: methods, optimizers)
  func resume(method: StrategyMethod, optimizer: OptimizerMethod) throws {
    try contract(method, optimizer).resumeEqualsUninterrupted()
  }

  @Test("a copy is independent", arguments: methods)
  func copies(method: StrategyMethod) throws {
    try contract(method, .sgd).copiesAreIndependent()
  }

  @Test("the number and the order of the workers do not matter", arguments: methods)
  func workers(method: StrategyMethod) throws {
    // Enough members for many chunks of the gradient's sum.
    try contract(method, .adam, population: 3_000)
      .workersDoNotMatter([2, 3, 7, 16].map(ThreadWorkers.init))
  }
}
