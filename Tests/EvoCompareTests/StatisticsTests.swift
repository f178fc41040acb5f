import EvoCore
import Testing

import EvoCompare

@Suite struct StatisticsTests {
  /// scipy.stats.trim_mean(scores, 0.25), by hand.
  @Test func theInterquartileMeanLeavesAQuarterAwayAtEitherEnd() {
    #expect(interquartileMean([3]) == 3)
    #expect(interquartileMean([1, 2, 9]) == 4)
    #expect(interquartileMean([-1000, 2, 3, 1000]) == 2.5)
    #expect(interquartileMean([9, 1, 2, 3, 4, 5, 6, 7, 8, 100]) == 5.5)
  }

  @Test func theProbabilityOfImprovementCountsPairsAndHalvesTies() {
    #expect(improvementProbability(of: [2, 3], over: [1, 1]) == 1)
    #expect(improvementProbability(of: [1, 3], over: [2, 4]) == 0.25)
    #expect(improvementProbability(of: [1, 1], over: [1, 1]) == 0.5)
    #expect(improvementProbability(of: [1, 2, 3], over: [2]) == 0.5)
  }

  @Test func aRunThatEndedBeforeTheThresholdIsLaterThanThoseThatWereThereByThen() {
    let reached = { TimeToThreshold($0, isReached: true) }
    let ended = { TimeToThreshold($0, isReached: false) }
    #expect(soonerProbability(of: [reached(10)], over: [ended(20)]) == 1)
    #expect(soonerProbability(of: [reached(10)], over: [ended(5)]) == 0.5)
    #expect(soonerProbability(of: [ended(20)], over: [reached(10)]) == 0)
    #expect(soonerProbability(of: [ended(5)], over: [reached(10)]) == 0.5)
    #expect(soonerProbability(of: [ended(5)], over: [ended(50)]) == 0.5)
    #expect(soonerProbability(of: [reached(10), reached(30)], over: [reached(20)]) == 0.5)
  }

  /// The example of 6-MP in Freireich et al. (1963), whose Kaplan-Meier median is 23 weeks in every
  /// textbook; the placebo group, without censoring, has 8.
  @Test func theMedianTimeIsThatOfKaplanAndMeier() {
    let treated: [(Double, Bool)] = [
      (6, true), (6, true), (6, true), (6, false), (7, true), (9, false), (10, true), (10, false),
      (11, false), (13, true), (16, true), (17, false), (19, false), (20, false), (22, true),
      (23, true), (25, false), (32, false), (32, false), (34, false), (35, false),
    ]
    #expect(TimeToThreshold.median(treated.map { TimeToThreshold($0.0, isReached: $0.1) }) == 23)
    let placebo: [Double] = [
      1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23,
    ]
    #expect(TimeToThreshold.median(placebo.map { TimeToThreshold($0, isReached: true) }) == 8)
    #expect(
      TimeToThreshold.median([
        TimeToThreshold(1, isReached: true), TimeToThreshold(9, isReached: false),
        TimeToThreshold(9, isReached: false),
      ]) == nil)
  }

  /// The mean of n draws from a distribution that is known: the interval holds it about as often as it
  /// promises; percentile intervals of few runs are somewhat too narrow.
  @Test func anIntervalHoldsTheTruthAboutAsOftenAsItSays() {
    let trials = 200
    let count = 20
    var held = 0
    for trial in 0..<trials {
      var random = Random(seed: UInt64(trial), domain: .probe)
      let values = (0..<count).map { _ in Double(random.uniform()) }
      let interval = Bootstrap(resamples: 400).interval([count]) { drawn in
        drawn[0].reduce(0) { $0 + values[$1] } / Double(count)
      }
      if interval?.contains(0.5) == true { held += 1 }
    }
    #expect((170...198).contains(held), "\(held) of \(trials)")
  }

  @Test func oneRunHasNoInterval() {
    #expect(Bootstrap(resamples: 10).interval([1, 5]) { _ in 0 } == nil)
  }

  @Test func theSameRunsGiveTheSameInterval() {
    let values = [3.0, 1, 4, 1, 5]
    let draw = { (drawn: [[Int]]) in drawn[0].reduce(0) { $0 + values[$1] } }
    #expect(
      Bootstrap(resamples: 100).interval([5], of: draw)
        == Bootstrap(resamples: 100).interval([5], of: draw))
  }

  @Test func quantilesAreInterpolatedAsNumpyDoes() {
    #expect(quantile(0.5, ofSorted: [1, 2, 3, 4]) == 2.5)
    #expect(quantile(0, ofSorted: [1, 2]) == 1)
    #expect(quantile(1, ofSorted: [1, 2]) == 2)
    #expect(quantile(0.1, ofSorted: [0, 10]) == 1)
  }
}
