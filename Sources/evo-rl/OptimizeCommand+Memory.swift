import EvoOptimize
import EvoTrain

extension OptimizeCommand {
  /// Refuses a search that takes more memory than there is, before any of it is taken.
  ///
  /// - Parameters:
  ///   - members: of a generation; nil for those of the configuration.
  ///   - matrices: square ones that the function takes.
  func requireMemory(_ dimension: Int, members: Int? = nil, matrices: Int = 0) throws {
    let configuration = try TrainingConfiguration.decode(
      yaml: "env: none", file: "optimize",
      overrides: ["strategy.name=\(strategyName)"] + set.settings)
    try SearchMemory(
      configuration.strategy, dimension: dimension, members: members, repeats: repeats,
      hasBox: hasBox, matrices: matrices
    ).require()
  }
}
