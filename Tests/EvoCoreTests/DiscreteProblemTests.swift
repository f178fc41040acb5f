import EvoCore
import Testing

@Suite("Discrete problems")
struct DiscreteProblemTests {
  /// The best of a search, and how many evaluations it took.
  private func search(
    _ name: String, seed: Int, target: Double, budget: Int
  ) throws -> (best: Double, evaluations: Int) {
    let function = try #require(TestFunction.named(name))
    let count = try #require(function.dimension)
    let value = function.make(count)
    var strategy = CMAES(
      VectorStart(
        mean: [Double](repeating: function.start, count: count), sigma: function.sigma,
        seed: UInt64(seed), population: VectorStart.defaultPopulation(dimension: count)))
    var (best, evaluations) = (Double.infinity, 0)
    while best > target, evaluations < budget {
      let candidates = strategy.candidates
      let values = (0..<candidates.count).map { value(candidates[$0]) }
      strategy.tell(values.map { -$0 })
      best = min(best, values.min() ?? best)
      evaluations += values.count
    }
    return (best, evaluations)
  }

  @Test(
    "a search comes within 2 % of the best load of the sack, and never beyond it", arguments: 1...3)
  func knapsack(_ seed: Int) throws {
    // All 2^24 loads, tried by another program, are worth 13,549,094 at most.
    let found = try search("knapsack24", seed: seed, target: 271_000, budget: 4000).best
    #expect((0...271_000).contains(found))
  }

  @Test("a search comes near to the shortest tour, and never below it", arguments: 1...3)
  func tour(_ seed: Int) throws {
    let best = try search("eil51", seed: seed, target: 440, budget: 6000).best
    #expect((426...440).contains(best))
  }

  @Test("a search finds a packing into 48 bins, which decreasing sizes do not", arguments: 1...3)
  func bins(_ seed: Int) throws {
    let best = try search("u120", seed: seed, target: 48.99, budget: 20_000).best
    #expect((48..<49).contains(best))
  }

  @Test("the order of the keys says all, and equal keys keep theirs")
  func keys() throws {
    for name in ["eil51", "knapsack24", "u120"] {
      let function = try #require(TestFunction.named(name))
      let count = try #require(function.dimension)
      let value = function.make(count)
      let ascending = (0..<count).map { Double($0) }
      #expect(value(ascending) == value([Double](repeating: 0, count: count)))
      #expect(value(ascending) == value(ascending.map { $0 * $0 * $0 - 5 }))
      #expect(value(ascending) != value(ascending.reversed()))
    }
  }
}
