/// What a strategy is made from, whichever it is; each looks at what its traits and options are about.
public struct StrategySettings: Sendable {
  public var seed: UInt64
  /// Members of a generation.
  public var population: Int
  /// Episodes that a member plays, for strategies that keep them.
  public var episodes = 1
  /// Standard deviation of the noise; strategies that adapt it begin with its first value.
  public var sigma: Schedule
  public var learningRate: Schedule
  public var shaping = FitnessShaping.centeredRank
  /// Whether members come in pairs of opposite noise, where that is a choice.
  public var antithetic = true
  /// Whether the fitness of the same vector differs from generation to generation, so that what a
  /// survivor once achieved does not count.
  public var reevaluates = false
  public var optimizer = OptimizerMethod.adam
  public var weightDecay = 0.0
  public var optimizerOptions = OwnOptions()
  /// Those of the strategy itself.
  public var options = OwnOptions()

  public init(
    seed: UInt64, population: Int, sigma: Schedule, learningRate: Schedule = .constant(0.05)
  ) {
    self.seed = seed
    self.population = population
    self.sigma = sigma
    self.learningRate = learningRate
  }

  /// The value of an option of the strategy.
  public subscript<Value>(_ option: OwnOption<Value>) -> Value {
    get { options[option] }
    set { options[option] = newValue }
  }

  /// An optimizer for so many parameters.
  public func makeOptimizer(_ parameterCount: Int) -> any Optimizer {
    optimizer.make(
      OptimizerSettings(
        parameterCount: parameterCount, weightDecay: weightDecay, options: optimizerOptions))
  }
}
