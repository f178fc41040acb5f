/// Particle swarm optimization with constriction (Clerc and Kennedy 2002, equation 1.1 with
/// phi = 4.1): particles fly on, drawn to the best place that each has seen and to the best that its
/// neighbors have.
///
///     v = chi (v + U(0, phi / 2) (p - x) + U(0, phi / 2) (g - x)),  x = x + v
///
/// with a number of its own for every parameter, p the best place of the particle, g that of its
/// neighbors, and chi = 2 / |2 - phi - sqrt(phi² - 4 phi)|. All particles begin in one place, with
/// velocities whose first step is Gaussian with the first sigma. A particle that fails has seen
/// nothing there.
public struct ParticleSwarm: VectorStrategy {
  private static let pull = 2.05
  private static let constriction: Double = {
    let phi = 2 * pull
    return 2 / abs(2 - phi - (phi * phi - 4 * phi).squareRoot())
  }()

  private let start: VectorStart
  /// Particles on each side whose best place one knows; nil for all.
  private let neighbors: Int?
  private let reevaluates: Bool
  private var generation = 0
  private var places: Vectors
  private var velocities: Vectors
  /// The best place of each particle and what it was worth: below everything before there is one.
  private var bests: Vectors
  private var bestFitness: [Double]
  /// Velocities with which the particles go to the places that are candidates now.
  private var nextVelocities: Vectors
  public private(set) var candidates: Vectors

  /// - Parameter settings: with `reevaluates` the best places are members of every generation, before
  ///   the others, because what a fitness was measured on changes.
  public init(_ start: VectorStart, _ settings: StrategySettings) {
    self.start = start
    neighbors = settings[.neighbors]
    reevaluates = settings.reevaluates
    let (count, n) = (start.population, start.mean.count)
    places = Vectors(
      dimension: n, values: Array(repeating: start.mean, count: count).flatMap(\.self))
    bests = places
    bestFitness = [Double](repeating: -.infinity, count: count)
    velocities = Vectors.normal(
      count: count, dimension: n, seed: start.seed, generation: 0, stream: 1
    ).moved(
      from: [Double](repeating: 0, count: n), scale: start.sigma / Self.constriction)
    nextVelocities = velocities
    candidates = places
    sample()
  }

  /// The best place that any particle knows.
  public var mean: [Double] { bests[best(of: bestFitness.indices)] }

  /// The largest standard deviation of a step.
  public var sigma: Double {
    let n = start.mean.count
    let squares = (0..<n).map { i in
      (0..<nextVelocities.count).reduce(0.0) { sum, k in
        let step = nextVelocities.values[k * n + i]
        return sum + step * step
      }
    }
    return ((squares.max() ?? 0) / Double(nextVelocities.count)).squareRoot()
  }

  public mutating func tell(_ fitness: [Double]) {
    generation += 1
    defer { sample() }
    let worth = fitness.map { $0.isNaN ? -.infinity : $0 }
    let count = places.count
    // With nothing to tell the members apart, nothing moves.
    guard worth.contains(where: { $0 != worth[0] }) else { return }
    if reevaluates { bestFitness = Array(worth.prefix(count)) }
    let found = worth.suffix(count)
    let moved = candidates.values.suffix(count * places.dimension)
    places.values = Array(moved)
    velocities = nextVelocities
    for (k, value) in found.enumerated() where value > bestFitness[k] {
      bestFitness[k] = value
      bests.replace(k, by: places[k])
    }
  }

  private func best(of particles: some Sequence<Int>) -> Int {
    // The first of equal ones.
    particles.reduce(nil) { best, k in
      if let best, bestFitness[best] >= bestFitness[k] { best } else { k }
    } ?? 0
  }

  private func bestNeighbor(of particle: Int) -> Int {
    let count = places.count
    guard let neighbors, 2 * neighbors + 1 < count else { return best(of: 0..<count) }
    return best(of: (-neighbors...neighbors).map { (particle + $0 + count) % count })
  }
}

extension ParticleSwarm {
  private mutating func sample() {
    let (count, n) = (places.count, places.dimension)
    func uniform(_ stream: UInt32) -> Vectors {
      .uniform(
        count: count, dimension: n, seed: start.seed, generation: generation, stream: stream)
    }
    let (own, common) = (uniform(0), uniform(1))
    var next = places
    for k in 0..<count {
      let guide = bestNeighbor(of: k) * n
      for i in 0..<n {
        let index = k * n + i
        let x = places.values[index]
        let pull =
          Self.pull
          * (own.values[index] * (bests.values[index] - x)
            + common.values[index] * (bests.values[guide + i] - x))
        nextVelocities.values[index] = Self.constriction * (velocities.values[index] + pull)
        next.values[index] = x + nextVelocities.values[index]
      }
    }
    candidates.values = (reevaluates ? bests.values : []) + next.values
  }

  public var state: StrategyState {
    get {
      StrategyState(
        generation: generation,
        doubles: [
          NamedVector(name: "places", values: places.values),
          NamedVector(name: "velocities", values: velocities.values),
          NamedVector(name: "bests", values: bests.values),
          NamedVector(name: "best_fitness", values: bestFitness),
        ])
    }
    set {
      generation = newValue.generation
      places.values = newValue["places"]
      velocities.values = newValue["velocities"]
      bests.values = newValue["bests"]
      bestFitness = newValue["best_fitness"]
      sample()
    }
  }
}

extension StrategyMethod {
  public static let pso = StrategyMethod(
    name: "pso", origin: "Clerc and Kennedy 2002",
    summary: "particles that fly on, drawn to the best places that they know", traits: .slow,
    population: .usually(40, smallest: 2), memory: .particles,
    options: [OptionDeclaration(.neighbors)],
    make: .vectors { ParticleSwarm($0, $1) })
}

extension OwnOption where Value == Int? {
  public static var neighbors: Self {
    OwnOption(
      "neighbors", nil, .optional(.integer(1...(1 << 26))),
      "particles on each side of a ring whose best place one knows; null for all")
  }
}
