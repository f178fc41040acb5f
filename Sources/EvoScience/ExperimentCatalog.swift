/// The experiments by name; each has a file of this name under `configs/experiments`.
public enum ExperimentCatalog {
  private static let kinds: [(name: String, kind: any Experiment.Type)] = [
    ("gradient-identity", GradientIdentity.self),
    ("eggroll-is-es", EggrollIsES.self),
    ("ties", Ties.self),
    ("cosine-law", CosineLaw.self),
    ("rank-price", RankPrice.self),
    ("common-random-numbers", CommonRandomNumbers.self),
    ("smoothing", Smoothing.self),
    ("virtual-batch-norm", VirtualBatchNormalization.self),
    ("memory-and-time", MemoryAndTime.self),
    ("reference-budgets", ReferenceBudgets.self),
    ("pendulum-swing-up", PendulumSwingUp.self),
    ("eggroll-in-environments", EggrollInEnvironments.self),
    ("classifier", Classifier.self),
    ("es-is-noisy-sgd", NoisySGD.self),
    ("unrolled-problems", UnrolledProblems.self),
    ("population-curve", PopulationCurve.self),
    ("batch-and-population", BatchAndPopulation.self),
    ("strategy-comparison", StrategyComparison.self),
    ("walker-recipe", WalkerRecipe.self),
  ]

  public static var names: [String] { kinds.map(\.name) }

  static func kind(named name: String) -> (any Experiment.Type)? {
    kinds.first { $0.name == name }?.kind
  }
}
