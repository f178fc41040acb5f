import EvoCore
import Testing

/// Evaluations that the strategies need for a value of 1e-9: medians over seven seeds. The expected
/// numbers are pycma 4.5.0's for CMA-ES (its diagonal option for sep-CMA-ES) and those of plain
/// numpy programs for the others, with the same starts.
@Suite("Evaluation budgets of the strategies")
struct StrategyBudgetTests {
  struct Figure: CustomTestStringConvertible, Sendable {
    let strategy: String
    let function: String
    let dimension: Int
    let evaluations: Int
    let make: @Sendable (VectorStart) -> any VectorStrategy

    var testDescription: String { "\(strategy) on \(function), n = \(dimension)" }

    init(
      _ strategy: String, _ function: String, _ dimension: Int, _ evaluations: Int,
      _ make: @escaping @Sendable (VectorStart) -> any VectorStrategy
    ) {
      self.strategy = strategy
      self.function = function
      self.dimension = dimension
      self.evaluations = evaluations
      self.make = make
    }
  }

  static let figures: [Figure] = {
    let cma: @Sendable (VectorStart) -> any VectorStrategy = { CMAES($0) }
    let snes: @Sendable (VectorStart) -> any VectorStrategy = { SNES($0) }
    let xnes: @Sendable (VectorStart) -> any VectorStrategy = { XNES($0) }
    return [
      Figure("cma-es", "sphere", 10, 1640, cma), Figure("cma-es", "ellipsoid", 10, 4210, cma),
      Figure("cma-es", "rotated-ellipsoid", 10, 4240, cma),
      Figure("cma-es", "cigar", 10, 4140, cma), Figure("cma-es", "discus", 10, 3150, cma),
      Figure("cma-es", "different-powers", 10, 1980, cma),
      Figure("cma-es", "rosenbrock", 10, 4990, cma), Figure("cma-es", "sphere", 40, 5820, cma),
      Figure("sep-cma-es", "ellipsoid", 10, 2340) { SepCMAES($0) },
      Figure("snes", "sphere", 10, 2140, snes), Figure("snes", "ellipsoid", 10, 3050, snes),
      Figure("snes", "sphere", 40, 10_335, snes),
      Figure("xnes", "sphere", 10, 6830, xnes), Figure("xnes", "ellipsoid", 10, 9800, xnes),
      Figure("xnes", "rosenbrock", 10, 10_600, xnes),
      Figure("one-plus-one", "sphere", 10, 758) { OnePlusOne($0, reevaluates: false) },
      Figure("one-plus-one", "sphere", 40, 3010) { OnePlusOne($0, reevaluates: false) },
    ]
  }()

  @Test("the median is within 25 % of the reference", arguments: figures)
  func median(_ figure: Figure) throws {
    let function = try #require(TestFunction.named(figure.function))
    let counts = (1...7).map {
      evaluations(figure.make, function, dimension: figure.dimension, seed: $0)
    }.sorted()
    let ratio = Double(counts[3]) / Double(figure.evaluations)
    #expect((0.75...1.25).contains(ratio), "\(counts), expected about \(figure.evaluations)")
  }

  @Test("CMA-ES and xNES need as long on a rotated ellipsoid as on a straight one")
  func rotation() throws {
    let makes: [@Sendable (VectorStart) -> any VectorStrategy] = [{ CMAES($0) }, { XNES($0) }]
    for make in makes {
      let medians = try ["ellipsoid", "rotated-ellipsoid"].map { name in
        let function = try #require(TestFunction.named(name))
        return Double(
          (1...7).map { evaluations(make, function, dimension: 10, seed: $0) }.sorted()[3])
      }
      #expect(abs(medians[1] / medians[0] - 1) < 0.15, "\(medians)")
    }
  }

  @Test("the others get down to 1e-9 on the sphere in reasonable time")
  func others() throws {
    let function = try #require(TestFunction.named("sphere"))
    #expect(evaluations({ LMMAES($0) }, function, dimension: 10, seed: 1) < 5000)
    for selection in [MuLambda.Selection.comma, .plus] {
      let count = evaluations(
        {
          MuLambda(
            VectorStart(mean: $0.mean, sigma: $0.sigma, seed: $0.seed, population: 20),
            selection: selection, parents: nil, reevaluates: false)
        }, function, dimension: 10, seed: 1)
      #expect(count < 5000)
    }
  }

  /// Whole generations until the best value is at most 1e-9; `Int.max` beyond 50,000.
  private func evaluations(
    _ make: (VectorStart) -> any VectorStrategy, _ function: TestFunction, dimension: Int, seed: Int
  ) -> Int {
    var strategy = make(
      VectorStart(
        mean: [Double](repeating: function.start, count: dimension), sigma: function.sigma,
        seed: UInt64(seed), population: VectorStart.defaultPopulation(dimension: dimension)))
    let value = function.make(dimension)
    var count = 0
    while count < 50_000 {
      let candidates = strategy.candidates
      let values = (0..<candidates.count).map { value(candidates[$0]) }
      count += values.count
      if let best = values.min(), best <= 1e-9 { return count }
      strategy.tell(values.map { -$0 })
    }
    return .max
  }
}
