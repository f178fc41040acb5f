import EvoCore
import EvoRun
import EvoTestSupport
import EvoTrain
import Testing

/// A team whose rank 1 once hears something else than the others, as by a processor that rounds otherwise.
private struct MishearingTeam: Team {
  let team: ThreadTeam
  let ear: Ear
  var rank: Int { team.rank }
  var count: Int { team.count }

  func place(of rank: Int) -> String? { "node\(rank)" }

  func exchange(_ bytes: [UInt8]) throws -> [[UInt8]] {
    let messages = team.exchange(bytes)
    return rank == 1 ? ear.mishear(messages) : messages
  }

  /// The 64 members of a rank, 12 bytes each, behind a byte that all is well and the 8 of a time.
  static let members = 64
  static let generationBytes = 9 + 12 * members

  /// Turns one bit of the return that member 0 has in the first generation.
  final class Ear: @unchecked Sendable {
    // Unchecked: one rank alone uses it.
    private var isDone = false

    func mishear(_ messages: [[UInt8]]) -> [[UInt8]] {
      guard !isDone, messages[0].count == generationBytes else { return messages }
      isDone = true
      var messages = messages
      messages[0][12] ^= 0x40
      return messages
    }
  }
}

@Suite("Ranks that come to different centers")
struct CenterDifferenceTests {
  @Test("are noticed at the next tenth generation, and named with their machines")
  func difference() throws {
    var training = try SmallTraining(generations: 40)
    training.configuration.policy.normalizeObservations = false
    training.configuration.strategy.population = 2 * MishearingTeam.members
    let (configuration, kind) = (training.configuration, training.kind)
    let ranks = ThreadTeam.run(2) { team in
      let run = try TrainingRun.start(
        configuration, name: "team", subject: .environment(kind), path: nil,
        workers: ThreadWorkers(count: 1),
        team: MishearingTeam(team: team, ear: MishearingTeam.Ear()), interrupt: Interrupt())
      _ = try run.run { _ in }
    }
    for rank in ranks {
      let error = #expect(throws: CenterDifference.self) { try rank.get() }
      #expect(
        error == CenterDifference(generation: 10, rank: 1, place: "node1", first: "node0"))
    }
  }
}
