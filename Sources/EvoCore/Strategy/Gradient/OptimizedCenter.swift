/// The center of a strategy over whole vectors, moved by an optimizer along estimated gradients.
struct OptimizedCenter: Sendable {
  private(set) var values: [Float]
  private var optimizer: any Optimizer
  private let learningRate: Schedule

  init(_ values: [Double], _ settings: StrategySettings) {
    self.values = values.map(Float.init)
    optimizer = settings.makeOptimizer(values.count)
    learningRate = settings.learningRate
  }

  var mean: [Double] { values.map(Double.init) }

  /// Moves uphill in generation `index`, counted from 0.
  mutating func step(along gradient: [Double], generation index: Int) {
    optimizer.step(
      &values, along: gradient.map(Float.init), learningRate: learningRate.value(at: index))
  }

  /// A state that holds the center and its optimizer; what else there is goes behind.
  func state(
    generation: Int, _ others: [NamedVector<Double>]
  ) -> StrategyState {
    let optimizerState = optimizer.state.map {
      NamedVector(name: "optimizer.\($0.name)", values: $0.values.map(Double.init))
    }
    return StrategyState(
      generation: generation, counters: ["optimizer_steps": optimizer.stepCount],
      doubles: [NamedVector(name: "mean", values: mean)] + optimizerState + others)
  }

  /// Takes center and optimizer from a state of `state(generation:_:)`.
  mutating func restore(_ state: StrategyState) {
    values = state["mean"].map(Float.init)
    optimizer.stepCount = state.count("optimizer_steps")
    optimizer.state = optimizer.state.map {
      NamedVector(name: $0.name, values: state["optimizer.\($0.name)"].map(Float.init))
    }
  }
}

/// The fitness of members that come in pairs of opposite noise, 2k and 2k + 1, as weights of the
/// noise.
struct PairWeights {
  /// Half the difference of the two members of each pair: what moves the center.
  let differences: [Double]
  /// Their mean: what changes sigma.
  let means: [Double]

  /// Nil when there is nothing to learn.
  init?(_ fitness: [Double], shaping: FitnessShaping) {
    let weights = shaping.weights(for: fitness.map(Float.init)).map(Double.init)
    guard weights.contains(where: { $0 != 0 }) else { return nil }
    var differences: [Double] = []
    var means: [Double] = []
    for pair in 0..<weights.count / 2 {
      let (plus, minus) = (weights[2 * pair], weights[2 * pair + 1])
      differences.append((plus - minus) / 2)
      means.append((plus + minus) / 2)
    }
    self.differences = differences
    self.means = means
  }
}
