import EvoCore
import Testing

/// The promises of `VectorStrategy`, for each of them.
@Suite("Strategies over whole vectors")
struct StrategyVectorTests {
  struct Subject: CustomTestStringConvertible, Sendable {
    let method: StrategyMethod
    let reevaluates: Bool

    var testDescription: String {
      method.name + (reevaluates ? "" : ", what survives is remembered")
    }

    func make(_ start: VectorStart) throws -> any VectorStrategy {
      var settings = StrategySettings(
        seed: start.seed, population: start.population, sigma: .constant(start.sigma),
        // Steps that are as long on the top of a hill as on its slope have to become short by
        // themselves.
        learningRate: .exponential(.init(start: 0.1, end: 1e-5, generations: 300)))
      settings.optimizer = method.optimizer
      settings.weightDecay = 0.01
      settings.reevaluates = reevaluates
      return try method.makeVectorStrategy(settings, mean: start.mean)
    }
  }

  static let subjects = StrategyMethod.allCases.filter { !$0.playsPieces }.flatMap { method in
    [true, false].map { Subject(method: method, reevaluates: $0) }
  }

  private let start = VectorStart(mean: [1, -2, 3, 0.5, 0], sigma: 0.3, seed: 7, population: 8)

  private func ellipsoid(_ candidates: Vectors) -> [Double] {
    (0..<candidates.count).map { k in
      -candidates[k].enumerated().reduce(0.0) {
        $0 + Double(1 + 10 * $1.offset) * $1.element * $1.element
      }
    }
  }

  private func isFinite(_ values: [Double]) -> Bool { values.allSatisfy(\.isFinite) }

  @Test("a strategy restored from its state goes on with the same bits", arguments: subjects)
  func resume(_ subject: Subject) throws {
    var whole = try subject.make(start)
    for _ in 0..<13 { whole.tell(ellipsoid(whole.candidates)) }
    var restored = try subject.make(start)
    restored.state = whole.state
    for _ in 0..<25 {
      #expect(restored.candidates == whole.candidates)
      whole.tell(ellipsoid(whole.candidates))
      restored.tell(ellipsoid(restored.candidates))
    }
    #expect(restored.mean == whole.mean)
    #expect(restored.state == whole.state)
  }

  @Test("equal fitness moves nothing but the count of generations", arguments: subjects)
  func equalFitness(_ subject: Subject) throws {
    var strategy = try subject.make(start)
    for _ in 0..<4 { strategy.tell(ellipsoid(strategy.candidates)) }
    // The survivors that are not evaluated again have to be as good as the rest.
    let fitness = strategy.state.doubles.first { $0.name == "parent_fitness" }?.values.max()
    let before = strategy.state
    let value = fitness.map { $0.isFinite ? $0 : 1 } ?? 1
    strategy.tell([Double](repeating: value, count: strategy.candidates.count))
    #expect(strategy.state.doubles == before.doubles)
    #expect(strategy.state.vectors == before.vectors)
    #expect(strategy.state.generation == before.generation + 1)
  }

  /// A bowl whose outer side fails from the second generation on: `failure` stands for it.
  private func search(_ subject: Subject, seed: UInt64, failure: Double) throws -> Double {
    var strategy = try subject.make(
      VectorStart(mean: [2, 2, 2], sigma: 0.5, seed: seed, population: 20))
    var loss = Double.infinity
    for _ in 0..<120 {
      let candidates = strategy.candidates
      strategy.tell(
        (0..<candidates.count).map { k in
          let x = candidates[k]
          return x[0] > 2 || x[1] < -0.2 ? failure : -x.reduce(0) { $0 + $1 * $1 }
        })
      loss = strategy.mean.reduce(0) { $0 + $1 * $1 }
    }
    return loss
  }

  @Test(
    "where a region fails, the search comes as far as with a fitness far below all others",
    arguments: subjects)
  func failingRegion(_ subject: Subject) throws {
    var losses: [(failed: Double, low: Double)] = []
    for seed in UInt64(1)...5 {
      losses.append(
        (
          try search(subject, seed: seed, failure: .nan),
          try search(subject, seed: seed, failure: -1e9)
        ))
    }
    let median = losses.map(\.failed).sorted()[2]
    #expect(median < max(0.5, 2 * losses.map(\.low).sorted()[2]), "\(losses)")
  }

  @Test("a member that failed is as if it were the worst", arguments: subjects)
  func failedMember(_ subject: Subject) throws {
    var strategy = try subject.make(start)
    strategy.tell(ellipsoid(strategy.candidates))
    strategy.tell(ellipsoid(strategy.candidates))
    let before = strategy.mean
    var allFailed = strategy
    allFailed.tell([Double](repeating: .nan, count: strategy.candidates.count))
    #expect(allFailed.mean == before)
    var fitness = ellipsoid(strategy.candidates)
    fitness[fitness.count - 1] = .nan
    strategy.tell(fitness)
    #expect(isFinite(strategy.mean))
    #expect(isFinite(strategy.candidates.values))
  }

  @Test("only the order of the fitness matters", arguments: subjects)
  func monotone(_ subject: Subject) throws {
    var plain = try subject.make(start)
    var bent = try subject.make(start)
    for _ in 0..<12 {
      let fitness = ellipsoid(plain.candidates)
      plain.tell(fitness)
      // Strictly increasing, and a power of two, so that no two numbers become equal.
      bent.tell(fitness.map { $0 * 1024 })
    }
    #expect(plain.mean == bent.mean)
    #expect(plain.candidates == bent.candidates)
  }

  @Test("infinite and huge fitness is survived", arguments: subjects)
  func hugeFitness(_ subject: Subject) throws {
    var strategy = try subject.make(start)
    for round in 0..<20 {
      var fitness = ellipsoid(strategy.candidates)
      fitness[0] = round % 2 == 0 ? .infinity : -.infinity
      if fitness.count > 2 { fitness[1] = round % 3 == 0 ? -1e308 : 1e308 }
      strategy.tell(fitness)
      #expect(isFinite(strategy.candidates.values))
    }
  }

  @Test("one parameter is enough", arguments: subjects)
  func oneParameter(_ subject: Subject) throws {
    var strategy = try subject.make(
      VectorStart(
        mean: [3], sigma: 1, seed: 1, population: max(6, subject.method.population.usual(1))))
    for _ in 0..<400 { strategy.tell(strategy.candidates.values.map { -$0 * $0 }) }
    // With a sigma that does not shrink the center is drawn about by few members.
    let limit = subject.method.traits.contains(.scheduledSigma) ? 0.3 : 1e-3
    #expect(abs(strategy.mean[0]) < limit)
  }

  @Test("members of a network carry the very candidates, in single precision", arguments: subjects)
  func policies(_ subject: Subject) throws {
    let network = Network(widths: [3, 4, 2], activation: .tanh)
    let mean = network.initialParameters(seed: 1).map(Double.init)
    let vectors = try subject.make(VectorStart(mean: mean, sigma: 0.5, seed: 3, population: 6))
    let strategy = DenseStrategy(vectors, seed: 3)
    let generation = strategy.ask()
    #expect(strategy.ask() == generation)
    let noise = NoiseBlock(network: network, rank: nil, stride: 16)
    for member in 0..<generation.memberCount {
      strategy.perturbation.fill(
        noise, lane: 5, member: member, of: generation, center: strategy.center)
      let candidate = vectors.candidates[member]
      for leaf in noise.leaves {
        for (row, index) in leaf.parameter.range.enumerated() {
          let written = noise.values(leaf)[row * 16 + 5]
          let value = leaf.parameter.isMatrix ? written + strategy.center[index] : written
          #expect(abs(value - Float(candidate[index])) < 1e-6)
        }
      }
    }
  }
}
