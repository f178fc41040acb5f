/// (1+1) evolution strategy with the 1/5 success rule (Rechenberg 1973; the form of Kern et al.
/// 2004): one parent, one child; the better one lives on.
///
/// With `a = exp(1 / sqrt(n + 1))`, sigma grows by a when the child wins and shrinks by a^(1/4) when
/// it does not: it stands still at one success in five.
public struct OnePlusOne: VectorStrategy {
  private let start: VectorStart
  private let reevaluates: Bool
  private var generation = 0
  public private(set) var mean: [Double]
  public private(set) var sigma: Double
  /// Fitness of the parent, when it is remembered: below everything before it was evaluated.
  private var parentFitness = -Double.infinity
  public private(set) var candidates: Vectors
  private let growth: Double

  /// - Parameter reevaluates: whether the parent is a member of each generation, because what a
  ///   fitness was measured on changes, as the episodes of a training do. Without, the first
  ///   generation is the parent and each later one a child.
  public init(_ start: VectorStart, reevaluates: Bool) {
    self.start = start
    self.reevaluates = reevaluates
    mean = start.mean
    sigma = start.sigma
    growth = 1 / (Double(start.mean.count) + 1).squareRoot()
    candidates = Vectors(dimension: start.mean.count, values: [])
    sample()
  }

  public mutating func tell(_ fitness: [Double]) {
    defer {
      generation += 1
      sample()
    }
    if reevaluates {
      select(parent: worth(fitness[0]), child: worth(fitness[1]))
    } else if generation > 0 {
      select(parent: parentFitness, child: worth(fitness[0]))
    } else {
      parentFitness = worth(fitness[0])
    }
  }

  /// What failed is below everything, as a parent is that was not evaluated yet.
  private func worth(_ fitness: Double) -> Double { fitness.isNaN ? -.infinity : fitness }

  /// A child as good as its parent says nothing.
  private mutating func select(parent: Double, child: Double) {
    if child > parent {
      mean = candidates[candidates.count - 1]
      if !reevaluates { parentFitness = child }
      sigma *= roundedExp(growth)
    } else if child < parent {
      sigma *= roundedExp(-growth / 4)
    }
  }

  private mutating func sample() {
    let child = Vectors.normal(
      count: 1, dimension: mean.count, seed: start.seed, generation: generation
    ).moved(from: mean, scale: sigma)
    if reevaluates {
      candidates.values = mean + child.values
    } else {
      candidates.values = generation == 0 ? mean : child.values
    }
  }

  public var state: StrategyState {
    get {
      StrategyState(
        generation: generation,
        doubles: [
          NamedVector(name: "mean", values: mean), NamedVector(name: "sigma", values: [sigma]),
          NamedVector(name: "parent_fitness", values: [parentFitness]),
        ])
    }
    set {
      generation = newValue.generation
      mean = newValue["mean"]
      sigma = newValue.number("sigma")
      parentFitness = newValue.number("parent_fitness")
      sample()
    }
  }
}

extension StrategyMethod {
  public static let onePlusOne = StrategyMethod(
    name: "one-plus-one", origin: "Rechenberg 1973",
    summary: "one parent, one child, the 1/5 success rule", traits: .slow, population: .one,
    make: .vectors { OnePlusOne($0, reevaluates: $1.reevaluates) })
}
