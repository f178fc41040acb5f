import EvoCore
import EvoRun
import EvoTestSupport
import EvoTrain
import Testing

@Suite("What ranks agree on")
struct TeamAgreementTests {
  private func start(
    _ change: @escaping @Sendable (inout TrainingConfiguration, _ rank: Int) -> Void
  ) throws -> [Result<Void, any Error>] {
    let training = try SmallTraining(generations: 1)
    let (configuration, kind) = (training.configuration, training.kind)
    return ThreadTeam.run(3) { team in
      var own = configuration
      change(&own, team.rank)
      _ = try TrainingRun.start(
        own, name: "team", subject: .environment(kind), path: nil,
        workers: ThreadWorkers(count: 1), team: team, interrupt: Interrupt())
    }
  }

  @Test("a rank with another configuration is named by all, with the first key that differs")
  func otherConfiguration() throws {
    for rank in try start({ if $1 == 2 { $0.seed = 77 } }) {
      let error = #expect(throws: TeamDifference.self) { try rank.get() }
      #expect(error?.rank == 2)
      #expect(error?.subject == "configuration")
      #expect(error?.other == "seed: 77")
      #expect("\(try #require(error))".hasPrefix("rank 2 has another configuration than rank 0"))
    }
    for rank in try start({ _, _ in }) { try rank.get() }
  }

  @Test("a difference in length is one as well")
  func otherLength() throws {
    let ranks = ThreadTeam.run(2) { team in
      try team.requireSame(team.rank == 0 ? ["a"] : ["a", "b"], "list")
    }
    for rank in ranks {
      let error = #expect(throws: TeamDifference.self) { try rank.get() }
      #expect(error?.first == "nothing" && error?.other == "b")
    }
  }

  @Test("the checksum tells one changed bit and one changed place")
  func checksum() {
    func checksum(_ numbers: [Float]) -> Checksum {
      var checksum = Checksum()
      checksum.add(numbers)
      return checksum
    }
    #expect(checksum([1, 2]) == checksum([1, 2]))
    #expect(checksum([1, 2]) != checksum([2, 1]))
    #expect(checksum([1, 2]) != checksum([1, Float(2).nextUp]))
    #expect(checksum([0]) != checksum([0, 0]))
  }
}
