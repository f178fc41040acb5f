import EvoTrain
import Testing

@Suite("Jobs handed out to ranks")
struct HandoutTests {
  /// Knows how many there are and never exchanges anything.
  private struct Paper: Team {
    let rank = 0
    let count: Int
    func exchange(_ bytes: [UInt8]) -> [[UInt8]] { [] }
  }

  @Test("every job has one rank, in order, whatever was learned", arguments: [1, 2, 3, 7])
  func complete(ranks: Int) {
    let handout = Handout(Paper(count: ranks))
    for round in 0..<5 {
      for jobs in [1, 2, 5, 64, 1_000, 4_097] {
        for group in [1, 16] {
          let shares = handout.shares(of: jobs, inGroupsOf: group)
          #expect(shares.flatMap { Array($0) } == Array(0..<jobs))
          #expect(
            shares.dropLast().allSatisfy { $0.upperBound % group == 0 || $0.upperBound == jobs })
        }
      }
      let jobs = handout.shares(of: 1_000).map(\.count)
      handout.learn(jobs, (0..<ranks).map { Double(jobs[$0] * (1 + ($0 + round) % 3)) / 100 })
    }
  }

  @Test("a rank that is half as fast soon gets half as much, and the others wait less")
  func slowRank() throws {
    let handout = Handout(Paper(count: 3))
    var idle: [Double] = []
    for _ in 0..<8 {
      let jobs = handout.shares(of: 1_000).map(\.count)
      handout.learn(
        jobs, [Double(jobs[0]) / 1_000, Double(jobs[1]) / 500, Double(jobs[2]) / 1_000])
      idle.append(try #require(handout.idleShare))
    }
    let counts = handout.shares(of: 1_000).map(\.count)
    #expect(abs(counts[1] - 200) < 15 && abs(counts[0] - 400) < 15)
    #expect(idle[0] > 0.3 && idle[7] < 0.05)
  }

  @Test("few jobs and short times teach nothing")
  func noise() {
    let handout = Handout(Paper(count: 2))
    handout.learn([32, 32], [1, 5])
    handout.learn([500, 500], [0.001, 0.005])
    #expect(handout.shares(of: 100) == [0..<50, 50..<100])
  }

  @Test("a rank that stood still for a generation is not starved")
  func standstill() {
    let handout = Handout(Paper(count: 2))
    for _ in 0..<30 {
      let jobs = handout.shares(of: 1_000).map(\.count)
      handout.learn(jobs, [Double(jobs[0]) / 1_000, 1_000])
    }
    #expect(handout.shares(of: 1_000)[1].count >= 30)
  }
}
