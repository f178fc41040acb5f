import EvoCore
import EvoFiles
import EvoRun
import EvoTestSupport
import EvoTrain
import Testing

@Suite("Pieces that ranks deal out")
struct DealtPiecesTests {
  private struct Outcome: Codable, Equatable {
    var piece: Int
    var numbers: [Double]
    var rank: Int?
  }

  private struct Broken: Error {}

  /// Numbers that are easily lost on the way.
  private static let numbers = [
    0.1, -0.0, 1e-300, .infinity, -.infinity, 0.1 + 0.2, .greatestFiniteMagnitude,
    .leastNonzeroMagnitude,
  ]

  @Test(
    "every rank learns what all pieces came to, bit for bit and in their order", arguments: 1...5)
  func order(count: Int) throws {
    for rank in ThreadTeam.run(
      count,
      { team in
        try team.deal(4) { hand in
          #expect(hand == team.hand(of: 4))
          return hand.map { Outcome(piece: $0, numbers: Self.numbers, rank: nil) }
        }
      })
    {
      let outcomes = try rank.get()
      #expect(outcomes.map(\.piece) == [0, 1, 2, 3])
      for outcome in outcomes {
        #expect(outcome.numbers.map(\.bitPattern) == Self.numbers.map(\.bitPattern))
      }
    }
  }

  @Test("no piece is done twice, and neighbors are dealt to different ranks")
  func shares() throws {
    for rank in ThreadTeam.run(3, { team in try team.deal(7) { $0.map { _ in team.rank } } }) {
      #expect(try rank.get() == [0, 1, 2, 0, 1, 2, 0])
    }
  }

  @Test("what is not a number stays so")
  func notANumber() throws {
    for rank in ThreadTeam.run(2, { team in try team.deal(2) { $0.map { _ in Double.nan } } }) {
      #expect(try rank.get().allSatisfy(\.isNaN))
    }
  }

  @Test("a piece that fails or is interrupted ends the work of all ranks")
  func failure() throws {
    let failed = ThreadTeam.run(3) { team in
      try team.deal(3) { hand in
        if hand.contains(1) { throw Broken() }
        return hand
      }
    }
    #expect(throws: TeamFailure.self) { try failed[0].get() }
    #expect(throws: Broken.self) { try failed[1].get() }
    let stopped = ThreadTeam.run(2) { team in
      try team.deal(2) { hand in
        if team.rank == 1 { throw Interrupted() }
        return hand
      }
    }
    for rank in stopped { #expect(throws: Interrupted.self) { try rank.get() } }
  }

  @Test("a rank that hands in another number of pieces works at another task")
  func otherTask() throws {
    for rank in ThreadTeam.run(
      2, { team in try team.deal(4) { $0.dropLast(team.rank).map(\.self) } })
    {
      #expect(throws: TeamFailure.self) { try rank.get() }
    }
  }

  @Test("a folder that another rank does not see is refused by a sentence, and no mark is left")
  func sharedFolder() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/runs"
    for rank in ThreadTeam.run(3, { try SharedFolder.require(path, for: $0) }) { try rank.get() }
    let ranks = ThreadTeam.run(2) { team in
      var elsewhere = FileSystem.posix
      elsewhere.list = { _ throws(SystemError) in throw SystemError(code: 2) }
      try SharedFolder.require(path, for: team, in: team.rank == 1 ? elsewhere : .posix)
    }
    #expect(throws: TeamFailure.self) { try ranks[0].get() }
    #expect(throws: SharedFolder.NotShared.self) { try ranks[1].get() }
    #expect(try FileSystem.posix.names(in: path).isEmpty)
  }
}
