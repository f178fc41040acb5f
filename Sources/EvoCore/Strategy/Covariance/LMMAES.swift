/// Limited-memory matrix adaptation (Loshchilov, Glasmachers and Beyer 2017, arXiv 1705.06693):
/// 4 + 3 ln n direction vectors stand for the covariance matrix, in memory and time O(n ln n) per
/// member, for networks of any size that fits in memory once per member.
public struct LMMAES: VectorStrategy {
  private let start: VectorStart
  private var generation = 0
  private var updates = 0
  public private(set) var mean: [Double]
  private var scale: Double
  private var stepPath: [Double]
  /// The direction vectors m_1, m_2, ..., each a path with a longer memory than the one before.
  private var directions: Vectors
  private var noise: Vectors
  private var steps: Vectors
  public private(set) var candidates: Vectors

  private let weights: [Double]
  private let effectiveCount: Double
  private let stepRate: Double
  /// c_c and c_d of each direction vector.
  private let pathRates: [Double]
  private let mixRates: [Double]

  public init(_ start: VectorStart) {
    self.start = start
    let n = start.mean.count
    let (size, lambda) = (Double(n), Double(start.population))
    let half = start.population / 2
    let raw = (1...max(half, 1)).map { roundedLog(Double(half) + 0.5) - roundedLog(Double($0)) }
    let sum = raw.reduce(0, +)
    weights = raw.map { $0 / sum }
    effectiveCount = 1 / weights.reduce(0) { $0 + $1 * $1 }
    // The paper's rates are meant for n far above lambda; these bounds keep small n sane.
    stepRate = min(2 * lambda / size, 0.5)
    let count = VectorStart.defaultPopulation(dimension: n)
    var (path, mix): ([Double], [Double]) = ([], [])
    var (slow, fine) = (lambda / size, 1 / size)
    for _ in 0..<count {
      path.append(min(slow, 0.5))
      mix.append(min(fine, 0.5))
      slow /= 4
      fine /= 1.5
    }
    (pathRates, mixRates) = (path, mix)
    mean = start.mean
    scale = start.sigma
    stepPath = [Double](repeating: 0, count: n)
    directions = Vectors(dimension: n, values: [Double](repeating: 0, count: count * n))
    noise = Vectors(dimension: n, values: [])
    (steps, candidates) = (noise, noise)
    sample()
  }

  public var sigma: Double { scale }

  public mutating func tell(_ fitness: [Double]) {
    generation += 1
    defer { sample() }
    guard let ranking = Ranking(fitness) else { return }
    updates += 1
    let shares = ranking.assign(weights)
    let step = steps.sum(shares)
    let direction = noise.sum(shares)
    let n = mean.count
    for i in 0..<n { mean[i] += scale * step[i] }
    let gain = (effectiveCount * stepRate * (2 - stepRate)).squareRoot()
    for i in 0..<n { stepPath[i] = (1 - stepRate) * stepPath[i] + gain * direction[i] }
    for (k, rate) in pathRates.enumerated() {
      let gain = (effectiveCount * rate * (2 - rate)).squareRoot()
      for i in 0..<n {
        directions.values[k * n + i] =
          (1 - rate) * directions.values[k * n + i] + gain * direction[i]
      }
    }
    let length = norm(stepPath)
    scale *= roundedExp(min(1, stepRate / 2 * (length * length / Double(n) - 1)))
  }

  /// `d = (1 - c) d + c m (m . d)` for each direction vector in turn, from `d = z` on.
  private mutating func sample() {
    let n = mean.count
    noise = .normal(count: start.population, dimension: n, seed: start.seed, generation: generation)
    steps = noise
    for k in 0..<min(updates, directions.count) {
      let mix = mixRates[k]
      for member in 0..<steps.count {
        var product = 0.0
        for i in 0..<n { product += directions.values[k * n + i] * steps.values[member * n + i] }
        for i in 0..<n {
          steps.values[member * n + i] =
            (1 - mix) * steps.values[member * n + i]
            + mix * product * directions.values[k * n + i]
        }
      }
    }
    candidates = steps.moved(from: mean, scale: scale)
  }

  public var state: StrategyState {
    get {
      StrategyState(
        generation: generation, counters: ["updates": updates],
        doubles: [
          NamedVector(name: "mean", values: mean), NamedVector(name: "sigma", values: [scale]),
          NamedVector(name: "step_path", values: stepPath),
          NamedVector(name: "directions", values: directions.values),
        ])
    }
    set {
      generation = newValue.generation
      updates = newValue.count("updates")
      mean = newValue["mean"]
      scale = newValue.number("sigma")
      stepPath = newValue["step_path"]
      directions.values = newValue["directions"]
      sample()
    }
  }
}

extension StrategyMethod {
  public static let lmMAES = StrategyMethod(
    name: "lm-ma-es", origin: "Loshchilov et al. 2017",
    summary: "CMA-ES with a few remembered directions, for large networks",
    population: .growing(), memory: .directions, make: .vectors { start, _ in LMMAES(start) })
}
