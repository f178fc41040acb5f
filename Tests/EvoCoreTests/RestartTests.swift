import EvoCore
import Testing

/// How CMA-ES notices that it has converged, and starts anew.
@Suite("Restarts")
struct RestartTests {
  private let start = VectorStart(mean: [3, 3, 3], sigma: 1, seed: 4, population: 7)

  /// Runs until the first ending without a restart, or for so many evaluations.
  private func course(
    _ kind: RestartPlan.Kind, _ first: any RestartableStrategy, evaluations: Int,
    _ value: ([Double]) -> Double
  ) -> (endings: [RunEnding], starts: [VectorStart], counts: [Int]) {
    var strategy = first
    var runs = RestartedRuns(first, kind)
    var endings: [RunEnding] = []
    var starts = [first.start]
    var counts = [0]
    while counts.reduce(0, +) < evaluations {
      let candidates = strategy.candidates
      let fitness = (0..<candidates.count).map { -value(candidates[$0]) }
      strategy.tell(fitness)
      counts[counts.count - 1] += fitness.count
      switch runs.step(after: fitness, strategy) {
      case .goOn: break
      case .end(let ending):
        endings.append(ending)
        return (endings, starts, counts)
      case .restart(let next, let ending):
        endings.append(ending)
        strategy = strategy.anew(from: next)
        starts.append(next)
        counts.append(0)
      }
    }
    return (endings, starts, counts)
  }

  private func sphere(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 } }

  @Test("without restarts the first ending is the last")
  func none() {
    let endings = course(.none, CMAES(start), evaluations: 10_000, sphere).endings
    #expect(endings == [.tolFun])
    #expect(course(.none, SepCMAES(start), evaluations: 10_000, sphere).endings == [.tolFun])
  }

  @Test("IPOP doubles the population, and starts within two sigmas of the first start")
  func ipop() {
    let starts = course(.ipop, CMAES(start), evaluations: 30_000, sphere).starts
    #expect(starts.count > 3)
    #expect(Array(starts.map(\.population).prefix(4)) == [7, 14, 28, 56])
    #expect(Set(starts.map(\.seed)).count == starts.count)
    for other in starts.dropFirst() {
      #expect(other.sigma == 1)
      #expect(other.mean != start.mean)
      #expect(other.mean.allSatisfy { (1.0...5).contains($0) })
    }
  }

  @Test("BIPOP spends about as much on small populations as on large ones")
  func bipop() {
    let (endings, starts, counts) = course(.bipop, CMAES(start), evaluations: 150_000, sphere)
    #expect(starts[1].population == 14)
    var spent = (large: 0, small: 0)
    var doublings = 0
    for (index, other) in starts.enumerated().dropFirst().dropLast() {
      let isSmall = spent.small < spent.large
      if isSmall {
        spent.small += counts[index]
        #expect((7...max(7, 7 << (doublings - 1))).contains(other.population))
        #expect((0.01...1).contains(other.sigma))
      } else {
        doublings += 1
        spent.large += counts[index]
        #expect(other.population == 7 << doublings)
        #expect(other.sigma == 1)
      }
    }
    #expect(doublings > 3 && spent.small > 0)
    #expect(endings.contains(.tolFun))
  }

  @Test("a plateau, a slope without end, a lost step and a stagnating value are noticed")
  func criteria() {
    #expect(course(.none, CMAES(start), evaluations: 2000) { _ in 7 }.endings == [.tolFun])
    #expect(course(.none, CMAES(start), evaluations: 30_000) { $0[0] }.endings == [.tolXUp])
    let far = VectorStart(mean: [1e9, 1e9, 1e9], sigma: 1e-9, seed: 4, population: 7)
    #expect(course(.none, CMAES(far), evaluations: 100) { $0[0] }.endings == [.noEffect])
    // Values that have nothing to do with the place.
    var count = 0.0
    let endings = course(.none, CMAES(start), evaluations: 150_000) { _ in
      count += 1
      return (count * 0.618_033_988_75).truncatingRemainder(dividingBy: 1)
    }.endings
    #expect(endings == [.stagnation])
  }

  @Test("a direction that does not matter at all ends the run by its condition")
  func condition() {
    let endings = course(.none, CMAES(start), evaluations: 150_000) {
      1e20 * $0[0] * $0[0] + $0[1] * $0[1] + 1e-20 * $0[2] * $0[2]
    }.endings
    #expect(endings == [.condition])
  }

  @Test("generations without any value decide nothing")
  func noValues() {
    #expect(course(.none, CMAES(start), evaluations: 2000) { _ in .nan }.endings == [])
  }
}
