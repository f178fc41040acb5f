import EvoCore

/// Why there is nothing to analyze.
public enum AnalysisError: Error, Equatable, Sendable {
  case noGradient(file: String, env: String)
  case noEstimate(file: String, strategy: String)
  case flatLoss(file: String)
}

extension AnalysisError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noGradient(let file, let env):
      "\(file): trains in the environment '\(env)', whose true gradient nobody knows; name a "
        + "configuration that learns from data, such as fashion-mnist"
    case .noEstimate(let file, let strategy):
      "\(file): \(strategy) follows no gradient estimate; set strategy.name to "
        + StrategyMethod.allCases.filter { $0.traits.contains(.gradient) }.map(\.name)
        .joined(separator: " or ")
    case .flatLoss(let file):
      "\(file): the accuracy has no gradient; set objective.loss to cross-entropy"
    }
  }
}
