import EvoCore
import Testing

/// The promises of `VectorStrategy`, for each of them.
@Suite("Strategies over whole vectors")
struct StrategyVectorTests {
  struct Subject: CustomTestStringConvertible, Sendable {
    let name: String
    let make: @Sendable (VectorStart) -> any VectorStrategy
    var testDescription: String { name }

    init(_ name: String, _ make: @escaping @Sendable (VectorStart) -> any VectorStrategy) {
      self.name = name
      self.make = make
    }
  }

  /// Steps that are as long on the top of a hill as on its slope have to become short by themselves.
  private static let fading = Schedule.exponential(
    .init(start: 0.1, end: 1e-5, generations: 300))

  static let subjects = [
    Subject("cma-es") { CMAES($0) }, Subject("sep-cma-es") { SepCMAES($0) },
    Subject("lm-ma-es") { LMMAES($0) }, Subject("snes") { SNES($0) },
    Subject("xnes") { XNES($0) },
    Subject("one-plus-one") { OnePlusOne($0, reevaluates: true) },
    Subject("one-plus-one, parent remembered") { OnePlusOne($0, reevaluates: false) },
    Subject("mu-comma-lambda") {
      MuLambda($0, selection: .comma, parents: nil, reevaluates: true)
    },
    Subject("mu-plus-lambda") { MuLambda($0, selection: .plus, parents: nil, reevaluates: true) },
    Subject("mu-plus-lambda, parents remembered") {
      MuLambda($0, selection: .plus, parents: nil, reevaluates: false)
    },
    Subject("pgpe") { start in
      PGPE(
        start,
        settings: PGPE.Settings(
          shaping: .centeredRank, learningRate: fading, sigmaLearningRate: 0.1),
        optimizer: ClipUp(parameterCount: start.mean.count, momentum: 0.9, weightDecay: 0.01))
    },
    Subject("guided-es") { start in
      GuidedES(
        start,
        settings: GuidedES.Settings(
          sigma: .constant(start.sigma), shaping: .centeredRank, learningRate: fading,
          alpha: 0.5, guides: 3),
        optimizer: SGD(parameterCount: start.mean.count, momentum: 0.9, weightDecay: 0.01))
    },
  ]

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
  func resume(_ subject: Subject) {
    var whole = subject.make(start)
    for _ in 0..<13 { whole.tell(ellipsoid(whole.candidates)) }
    var restored = subject.make(start)
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
  func equalFitness(_ subject: Subject) {
    var strategy = subject.make(start)
    for _ in 0..<4 { strategy.tell(ellipsoid(strategy.candidates)) }
    // The survivors that are not evaluated again have to be as good as the rest.
    let fitness = strategy.state.doubles.first { $0.name == "parent_fitness" }?.values.max()
    let before = strategy.state
    let value = fitness.map { $0.isFinite ? $0 : 1 } ?? 1
    strategy.tell([Double](repeating: value, count: strategy.candidates.count))
    var expected = before
    expected.generation += 1
    #expect(
      strategy.state.doubles.map(\.values.description) == expected.doubles.map(\.values.description)
    )
    #expect(strategy.state.generation == expected.generation)
  }

  @Test("a member that failed is as if it were the worst, and moves nothing", arguments: subjects)
  func failedMember(_ subject: Subject) {
    var strategy = subject.make(start)
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
  func monotone(_ subject: Subject) {
    var plain = subject.make(start)
    var bent = subject.make(start)
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
  func hugeFitness(_ subject: Subject) {
    var strategy = subject.make(start)
    for round in 0..<20 {
      var fitness = ellipsoid(strategy.candidates)
      fitness[0] = round % 2 == 0 ? .infinity : -.infinity
      if fitness.count > 2 { fitness[1] = round % 3 == 0 ? -1e308 : 1e308 }
      strategy.tell(fitness)
      #expect(isFinite(strategy.candidates.values))
    }
  }

  @Test("one parameter is enough", arguments: subjects)
  func oneParameter(_ subject: Subject) {
    var strategy = subject.make(VectorStart(mean: [3], sigma: 1, seed: 1, population: 6))
    for _ in 0..<400 { strategy.tell(strategy.candidates.values.map { -$0 * $0 }) }
    #expect(abs(strategy.mean[0]) < 1e-3)
  }

  @Test("members of a network carry the very candidates, in single precision", arguments: subjects)
  func policies(_ subject: Subject) {
    let network = Network(widths: [3, 4, 2], activation: .tanh, virtualBatchNorm: false)
    let mean = network.initialParameters(seed: 1).map(Double.init)
    let vectors = subject.make(VectorStart(mean: mean, sigma: 0.5, seed: 3, population: 6))
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
