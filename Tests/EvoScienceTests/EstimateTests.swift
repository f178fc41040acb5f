import EvoCore
import EvoScience
import Testing

@Suite("Estimates and claims about them")
struct EstimateTests {
  @Test(
    "quantiles of Student's t are those of the tables",
    arguments: [
      (1.0, 0.975, 12.7062), (2, 0.975, 4.30265), (4, 0.975, 2.77645), (9, 0.975, 2.26216),
      (30, 0.995, 2.75), (9, 0.9995, 4.78091), (1e6, 0.975, 1.95997),
    ])
  func quantiles(degrees: Double, probability: Double, expected: Double) {
    let found = StudentDistribution.quantile(probability, degrees: degrees)
    #expect(abs(found / expected - 1) < 1e-5)
  }

  /// Numbers of a normal distribution.
  private func normals(_ count: Int, _ index: Int) -> [Double] {
    var random = Random(seed: 7, domain: .probe, index: UInt32(index))
    // The sum of twelve uniform numbers is normal enough for an interval.
    return (0..<count).map { _ in
      (0..<12).reduce(0) { sum, _ in sum + Double(random.uniform(-0.5, 0.5)) }
    }
  }

  @Test("an interval of 95 % misses the truth 5 times in 100, a family of ten as seldom together")
  func coverage() {
    let trials = 4000
    let missed = (0..<trials).count { trial in
      let interval = Estimate(normals(5, trial)).interval()
      return interval.low > 0 || interval.high < 0
    }
    #expect((0.042...0.058).contains(Double(missed) / Double(trials)))
    let families = 1000
    let wrong = (0..<families).count { family in
      (0..<10).contains { member in
        let interval = Estimate(normals(5, 10 * family + member)).interval(family: 10)
        return interval.low > 0 || interval.high < 0
      }
    }
    #expect((0.03...0.07).contains(Double(wrong) / Double(families)))
  }

  @Test("a difference of two means has the interval of Welch")
  func difference() {
    let difference = Estimate([1, 2, 3, 4]).minus(Estimate([10, 20, 30]))
    #expect(abs(difference.mean + 17.5) < 1e-12)
    #expect(abs(difference.degrees - 2.0505) < 1e-3)
  }

  @Test("a ratio of two means that vary together is known better than either")
  func ratio() {
    let ratio = Estimate(ratioOf: [10, 20, 30, 41], to: [1, 2, 3, 4])
    #expect(abs(ratio.mean - 10.1) < 1e-12)
    #expect(ratio.error < 0.1)
  }

  @Test("a claim holds in the whole interval, fails nowhere in it, and is open between")
  func claims() {
    let values = [1.0, 2, 3]
    // The mean is 2, the interval reaches 2.48 to either side.
    let interval = Estimate(values).interval()
    for (claim, holds, fails) in [
      (Claim.within(-1...5), true, false), (.within(0...3), false, false),
      (.within(5...6), false, true), (.atLeast(-0.5), true, false), (.atLeast(2), false, false),
      (.atLeast(4.5), false, true), (.atMost(4.5), true, false), (.atMost(-0.5), false, true),
      (.outside(5...6), true, false), (.outside(1...3), false, false),
      (.outside(-1...5), false, true),
    ] {
      #expect(claim.holds(interval) == holds)
      #expect(claim.fails(interval) == fails)
    }
    #expect(Estimate([1]).interval().low == -.infinity)
  }
}
