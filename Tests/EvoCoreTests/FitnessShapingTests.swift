import EvoCore
import EvoTestSupport
import Foundation
import Testing

@Suite("Fitness shaping")
struct FitnessShapingTests {
  @Test("ranks are spread evenly over [-0.5, 0.5], the largest fitness on top")
  func ranks() {
    #expect(
      FitnessShaping.centeredRank.weights(for: [10, -3, 7, 100, 8])
        == [0.25, -0.5, -0.25, 0.5, 0])
    #expect(FitnessShaping.centeredRank.weights(for: [1, 2]) == [-0.5, 0.5])
  }

  @Test("ties share their mean rank")
  func ties() {
    #expect(
      FitnessShaping.centeredRank.weights(for: [1, 5, 5, 9, 5]) == [-0.5, 0, 0, 0.5, 0])
    #expect(FitnessShaping.centeredRank.weights(for: [2, 2, 3]) == [-0.25, -0.25, 0.5])
    #expect(FitnessShaping.centeredRank.weights(for: [0, -0.0, 1]) == [-0.25, -0.25, 0.5])
  }

  @Test("ranks do not see monotone transforms")
  func monotone() {
    var random = Random(test: 40)
    let fitness = (0..<100).map { _ in (random.bell() * 8).rounded() / 4 }
    let expected = FitnessShaping.centeredRank.weights(for: fitness)
    for transformed in [
      fitness.map { 3 * $0 - 50 }, fitness.map { exp($0) }, fitness.map { $0 * $0 * $0 },
    ] {
      #expect(FitnessShaping.centeredRank.weights(for: transformed) == expected)
    }
  }

  @Test("z-scores have mean 0 and variance 1; raw fitness is only centered")
  func scores() {
    let fitness: [Float] = [2, 4, 4, 4, 5, 5, 7, 9]
    #expect(
      FitnessShaping.zScore.weights(for: fitness) == [-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2])
    #expect(FitnessShaping.raw.weights(for: fitness) == [-3, -1, -1, -1, 0, 0, 2, 4])
    #expect(FitnessShaping.zScore.weights(for: [-1, 1]) == [-1, 1])
  }

  @Test("z-scores do not see shift and scale")
  func affine() {
    let fitness: [Float] = [2, 4, 4, 4, 5, 5, 7, 9]
    let expected = FitnessShaping.zScore.weights(for: fitness)
    let found = FitnessShaping.zScore.weights(for: fitness.map { 1_000 * $0 - 4e4 })
    #expect(relativeDistance(found.map(Double.init), expected.map(Double.init)) < 1e-6)
  }

  @Test("members that failed share the last ranks")
  func failedRanks() {
    #expect(
      FitnessShaping.centeredRank.weights(for: [3, .nan, 1, 8, .nan])
        == FitnessShaping.centeredRank.weights(for: [3, -1e9, 1, 8, -1e9]))
    let thirds: [Float] = [-1, 1, -1, 1].map { $0 / 3 }
    #expect(FitnessShaping.centeredRank.weights(for: [.nan, 4, .nan, 4]) == thirds)
    #expect(FitnessShaping.centeredRank.weights(for: [-.infinity, .nan]) == [0.5, -0.5])
  }

  @Test(
    "where fitness is weighed, members that failed count as the worst that is finite",
    arguments: [FitnessShaping.zScore, .raw])
  func failedWeights(shaping: FitnessShaping) {
    let expected = shaping.weights(for: [3, 1, 1, 8, 1])
    #expect(shaping.weights(for: [3, .nan, 1, 8, -.infinity]) == expected)
    #expect(expected[1] < 0)
    #expect(shaping.weights(for: [.nan, 4, 4]) == [0, 0, 0], "no distance to be weighed")
  }

  @Test(
    "equal fitness, one member, no member and only NaN weigh nothing",
    arguments: FitnessShaping.allCases)
  func equal(shaping: FitnessShaping) {
    for fitness in [
      [], [5], [.nan], [7, 7, 7], [0, -0.0], [.nan, .nan], [.infinity, .infinity],
    ] as [[Float]] {
      #expect(shaping.weights(for: fitness).allSatisfy { $0 == 0 }, "\(fitness)")
      #expect(shaping.weights(for: fitness).count == fitness.count)
    }
  }

  @Test("infinite fitness can be ranked; where it cannot be weighed nothing moves")
  func infinite() {
    let fitness: [Float] = [1, .infinity, -.infinity, 2]
    #expect(
      relativeDistance(
        FitnessShaping.centeredRank.weights(for: fitness).map(Double.init),
        [-1.0 / 6, 0.5, -0.5, 1.0 / 6]) < 1e-6)
    #expect(FitnessShaping.zScore.weights(for: fitness) == [0, 0, 0, 0])
    #expect(FitnessShaping.raw.weights(for: fitness) == [0, 0, 0, 0])
    #expect(FitnessShaping.raw.weights(for: [1, .infinity]) == [0, 0])
  }
}
