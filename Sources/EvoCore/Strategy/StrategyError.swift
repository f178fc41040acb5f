/// Why a strategy cannot work on a problem.
public enum StrategyError: Error, Equatable, Sendable {
  /// The strategy holds more numbers than fit, such as a full covariance matrix.
  case tooManyParameters(strategy: String, count: Int, limit: Int)
  case populationTooSmall(strategy: String, population: Int, minimum: Int)
  /// An option of the strategy does not go with the population, the problem or another option.
  case unfit(option: String, found: String, expected: String)
  /// The strategy is for what goes on step by step.
  case needsUnroll(strategy: String, problem: String)
  /// The episodes of the environment cannot be left and gone on with.
  case cannotSaveEpisodes(strategy: String, environment: String)
  /// How the horizon grows is decided by whole episodes.
  case growingHorizon(strategy: String)
}

extension StrategyError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooManyParameters(let strategy, let count, let limit):
      "\(strategy) works with up to \(limit) parameters and there are \(count); "
        + "use sep-cma-es, lm-ma-es or eggroll, or a smaller network"
    case .populationTooSmall(let strategy, let population, let minimum):
      "strategy.population: found \(population), but \(strategy) needs at least \(minimum)"
    case .unfit(let option, let found, let expected):
      "strategy.\(option): found \(found), expected \(expected)"
    case .needsUnroll(let strategy, let problem):
      "\(strategy) moves the center in the middle of an episode or an unroll, and here is neither; "
        + "choose another strategy, or try 'evo-rl train pendulum --set strategy=\(strategy)' or "
        + "'evo-rl optimize \(problem) --strategy \(strategy)'"
    case .cannotSaveEpisodes(let strategy, let environment):
      "\(strategy) leaves episodes in the middle and goes on with them later, which the physics "
        + "engine of \(environment) does not allow; use eggroll, openai-es or another strategy that "
        + "plays whole episodes"
    case .growingHorizon(let strategy):
      "training.horizon: \(strategy) plays episodes in pieces, up to the environment's own limit; "
        + "set it to null, and strategy.truncation to the steps of a piece"
    }
  }
}
