/// (mu/mu, lambda) and (mu/mu + lambda) evolution strategies with self-adapted step size (Schwefel
/// 1977; Beyer and Schwefel 2002): every individual carries its own sigma, and a good sigma survives
/// because it makes good children.
///
/// A child is the mean of the parents, with the geometric mean of their sigmas, mutated:
/// `sigma' = sigma exp(tau N)`, `x' = x + sigma' z`, `tau = 1 / sqrt(2 n)`.
public struct MuLambda: VectorStrategy {
  public enum Selection: String, Sendable {
    /// The best children become the parents: what was lucky once is forgotten.
    case comma
    /// The best of parents and children become the parents: nothing good is lost.
    case plus
  }

  private let start: VectorStart
  private let selection: Selection
  private let reevaluates: Bool
  private let parentCount: Int
  private var generation = 0
  private var parents: Vectors
  private var parentSigmas: [Double]
  /// Below everything before the first selection, when all parents are copies of the start.
  private var parentFitness: [Double]
  private var childSigmas: [Double] = []
  public private(set) var candidates: Vectors

  /// - Parameters:
  ///   - start: its population is lambda.
  ///   - parents: mu, from 1 to lambda - 1; nil for a quarter of lambda.
  ///   - reevaluates: whether surviving parents are evaluated again in each generation, because what
  ///     a fitness was measured on changes; they are then the first members.
  public init(_ start: VectorStart, selection: Selection, parents: Int?, reevaluates: Bool) {
    self.start = start
    self.selection = selection
    self.reevaluates = reevaluates && selection == .plus
    parentCount = min(parents ?? max(1, start.population / 4), max(1, start.population - 1))
    let copies = Array(repeating: start.mean, count: parentCount)
    self.parents = Vectors(dimension: start.mean.count, values: copies.flatMap(\.self))
    parentSigmas = [Double](repeating: start.sigma, count: parentCount)
    parentFitness = [Double](repeating: -.infinity, count: parentCount)
    candidates = Vectors(dimension: start.mean.count, values: [])
    sample()
  }

  public var mean: [Double] {
    parents.sum([Double](repeating: 1 / Double(parentCount), count: parentCount))
  }

  /// The geometric mean of the parents' sigmas.
  public var sigma: Double {
    roundedExp(parentSigmas.reduce(0) { $0 + roundedLog($1) } / Double(parentCount))
  }

  public mutating func tell(_ fitness: [Double]) {
    generation += 1
    defer { sample() }
    var pool = candidates
    var sigmas = childSigmas
    var all = fitness
    if reevaluates {
      sigmas = parentSigmas + childSigmas
    } else if selection == .plus {
      pool.values += parents.values
      sigmas += parentSigmas
      all += parentFitness
    }
    guard let ranking = Ranking(all), Ranking(fitness) != nil else { return }
    // Fewer valid members than parents: the best of them take more than one place.
    let valid = ranking.validCount
    let chosen = (0..<parentCount).map { ranking.members[$0 % valid] }
    parents.values = chosen.flatMap { pool[$0] }
    parentSigmas = chosen.map { sigmas[$0] }
    parentFitness = chosen.map { all[$0] }
  }

  private mutating func sample() {
    let (count, n) = (start.population, start.mean.count)
    func normal(_ dimension: Int, stream: UInt32) -> Vectors {
      .normal(
        count: count, dimension: dimension, seed: start.seed, generation: generation,
        stream: stream)
    }
    let (origin, middle) = (mean, sigma)
    let rate = 1 / (2 * Double(n)).squareRoot()
    childSigmas = normal(1, stream: 1).values.map { middle * roundedExp(rate * $0) }
    var children = normal(n, stream: 0)
    for k in 0..<count {
      for i in 0..<n {
        children.values[k * n + i] = origin[i] + childSigmas[k] * children.values[k * n + i]
      }
    }
    candidates.values = (reevaluates ? parents.values : []) + children.values
  }

  public var state: StrategyState {
    get {
      StrategyState(
        generation: generation,
        doubles: [
          NamedVector(name: "parents", values: parents.values),
          NamedVector(name: "parent_sigmas", values: parentSigmas),
          NamedVector(name: "parent_fitness", values: parentFitness),
        ])
    }
    set {
      generation = newValue.generation
      parents.values = newValue["parents"]
      parentSigmas = newValue["parent_sigmas"]
      parentFitness = newValue["parent_fitness"]
      sample()
    }
  }
}

extension StrategyMethod {
  public static let muCommaLambda = MuLambda.method(
    "mu-comma-lambda", .comma, "the best children become parents, self-adapted sigma")
  public static let muPlusLambda = MuLambda.method(
    "mu-plus-lambda", .plus,
    "the best of parents and children become parents, self-adapted sigma")
}

extension MuLambda {
  fileprivate static func method(
    _ name: String, _ selection: Selection, _ summary: String
  ) -> StrategyMethod {
    StrategyMethod(
      name: name, origin: "Schwefel 1977", summary: summary,
      // Self-adaptation has to tell a good sigma from a lucky child.
      population: .growing(times: 2, smallest: 1), options: [OptionDeclaration(.parents)],
      check: { settings throws(StrategyError) in
        if let parents = settings[.parents], parents >= settings.population {
          throw .unfit(
            option: "parents", found: "\(parents)",
            expected: "fewer than the \(settings.population) of strategy.population")
        }
      },
      make: .vectors {
        MuLambda(
          $0, selection: selection, parents: $1[.parents], reevaluates: $1.reevaluates)
      })
  }
}

extension OwnOption where Value == Int? {
  /// Mu; nil for a quarter of the population.
  public static var parents: Self {
    OwnOption(
      "parents", nil, .optional(.integer(1...(1 << 26))),
      "how many of the best become parents; null is a quarter of the population")
  }
}
