import EvoCore
import EvoFiles
import EvoRun
import EvoTestSupport
import EvoTrain
import Foundation
import Testing

/// What a rank of a team has done.
private struct Rank: Sendable {
  let ending: TrainingRun.Ending
  let checkpoint: [UInt8]
}

private struct Broken: Error, CustomStringConvertible { let description = "out of order" }

private struct Crowd: Workers {
  let count: Int
  func run(_ body: @Sendable (Int) -> Void) {}
  func atMost(_ count: Int) -> Crowd { self }
}

@Suite("Teams")
struct TeamTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Trains in a team, each rank with another number of workers; only rank 0 gets the folder.
  private func train(
    _ configuration: TrainingConfiguration, _ subject: TrainingSubject, in name: String,
    ranks: Int, interrupts: [Int: Interrupt] = [:], fileSystem: FileSystem = .quick
  ) -> [Result<Rank, any Error>] {
    let path = folder(name)
    return ThreadTeam.run(ranks) { team in
      let run = try TrainingRun.start(
        configuration, name: "team", subject: subject, path: path,
        workers: ThreadWorkers(count: 1 + team.rank), team: team,
        interrupt: interrupts[team.rank] ?? Interrupt(), in: fileSystem)
      return Rank(ending: try run.run { _ in }, checkpoint: run.trainer.checkpoint.encoded())
    }
  }

  private func expectTeamIsOne(
    _ configuration: TrainingConfiguration, _ subject: TrainingSubject
  ) throws {
    var configuration = configuration
    configuration.evaluation.every = 2
    configuration.stop.generations = 3
    configuration.checkpoint.every = 1
    configuration.checkpoint.keepBest = true
    configuration.evaluation.confirm = 30
    let alone = try train(configuration, subject, in: "alone", ranks: 1).map { try $0.get() }
    let team = try train(configuration, subject, in: "team", ranks: 3).map { try $0.get() }
    let expected = try remains(of: folder("alone"))
    #expect(try differences(folder("team"), from: expected) == [])
    for rank in team {
      #expect(rank.ending == .stopped(.generations))
      #expect(rank.checkpoint == alone[0].checkpoint)
    }
    #expect(try folder.names == ["alone", "team"])
  }

  @Test(
    "three ranks write the same bytes as one, which rank 0 alone does",
    arguments: TrainerSample.allCases
  )
  func environments(sample: TrainerSample) throws {
    try expectTeamIsOne(
      sample.configuration, .environment(environmentKind(sample.configuration.env)))
  }

  @Test(
    "so they do on data, whoever shares a minibatch",
    arguments: EpisodeSharing.allCases, [StrategyMethod.eggroll, .openAIES])
  func data(sharing: EpisodeSharing, strategy: StrategyMethod) throws {
    var configuration = DataSample.configuration(.csv)
    configuration.strategy.method = strategy
    configuration.strategy.population = 50
    configuration.strategy.commonRandomNumbers = sharing
    try expectTeamIsOne(configuration, .data(DataSample.blobs(count: 70)))
  }

  @Test("more ranks than jobs are no trouble")
  func idleRanks() throws {
    var training = try SmallTraining(generations: 2)
    training.configuration.strategy.population = 2
    training.configuration.evaluation.episodes = 1
    let subject = TrainingSubject.environment(training.kind)
    let alone = train(training.configuration, subject, in: "alone", ranks: 1)
    let team = train(training.configuration, subject, in: "team", ranks: 5)
    #expect(try team[0].get().checkpoint == alone[0].get().checkpoint)
  }

  @Test("a resume in a team ends with the same bytes, and stops when the time of one rank is over")
  func resume() throws {
    let training = try SmallTraining(generations: 4)
    _ = try training.start(folder("reference")).run { _ in }
    let expected = try remains(of: folder("reference"))
    for generation in 3...4 {
      try FileManager.default.removeItem(
        atPath: folder("reference/checkpoints/generation-000000000\(generation).safetensors"))
    }
    let (path, kind) = (folder("reference"), training.kind)
    func goOn(
      change: (@Sendable (inout ProgressConfiguration) -> Void)? = nil
    ) throws -> [TrainingRun.Ending] {
      try ThreadTeam.run(3) { team in
        let run = try TrainingRun.resume(
          path, change: change, kind: { _ in kind }, workers: ThreadWorkers(count: 1), team: team,
          interrupt: Interrupt(),
          in: .quick, warn: { Issue.record("unexpected warning: \($0)") })
        return try run.run { _ in }
      }.map { try $0.get() }
    }
    #expect(try goOn() == [.stopped(.generations)] * 3)
    #expect(try differences(path, from: expected) == [])

    // Rank 0 reads in the metrics how long the run has taken; the others have only begun.
    let rows = try folder.text("reference/metrics.csv").split(separator: "\n")
    let changed = rows.map { row in
      var cells = row.split(separator: ",", omittingEmptySubsequences: false)
      if cells[0] == "4" { cells[cells.count - 3] = "5000" }
      return cells.joined(separator: ",")
    }
    try folder.write(changed.joined(separator: "\n") + "\n", to: "reference/metrics.csv")
    let endings = try goOn { ($0.stop.generations, $0.stop.seconds) = (100, 4000) }
    #expect(endings == [.stopped(.seconds)] * 3)
  }

  @Test("a signal to one rank interrupts all, after a whole generation")
  func interrupt() throws {
    let training = try SmallTraining(generations: 1000)
    let signaled = Interrupt()
    signaled.request(signal: 15)
    let ranks = train(
      training.configuration, .environment(training.kind), in: "run", ranks: 3,
      interrupts: [2: signaled])
    #expect(try ranks.map { try $0.get().ending } == [.interrupted(signal: 15)] * 3)
    #expect(try training.verify(folder("run")).isWhole)
  }

  @Test("an environment that cannot be made in one rank ends all, who say which rank it was")
  func failingRank() throws {
    let training = try SmallTraining(generations: 4)
    let kind = training.kind
    // It is needed when the first members play, or for the reference batch before that.
    for virtualBatchNorm in [false, true] {
      var configuration = training.configuration
      configuration.policy.virtualBatchNorm = virtualBatchNorm
      let (settings, path) = (configuration, folder("run-\(virtualBatchNorm)"))
      let ranks = ThreadTeam.run(3) { team in
        let own = EnvironmentKind(spec: kind.spec) { stride in
          guard team.rank != 1 else { throw Broken() }
          return try kind.makeBlock(stride)
        }
        return try TrainingRun.start(
          settings, name: "team", subject: .environment(own), path: path,
          workers: ThreadWorkers(count: 1), team: team, interrupt: Interrupt(), in: .quick
        ).run { _ in }
      }
      #expect(throws: Broken.self) { try ranks[1].get() }
      for rank in [0, 2] {
        let error = #expect(throws: TeamFailure.self) { try ranks[rank].get() }
        #expect(error?.description == "rank 1 of the training gave up: out of order")
      }
    }
  }

  @Test("an interrupt in one rank is one in all, and a failure more than that")
  func outcomes() throws {
    let interrupted = ThreadTeam.run(3) { team in
      try team.together {
        if team.rank == 1 { throw Interrupted() }
        return []
      }
    }
    for rank in interrupted { #expect(throws: Interrupted.self) { try rank.get() } }
    let failed = ThreadTeam.run(3) { team in
      try team.together {
        if team.rank == 0 { throw Interrupted() }
        if team.rank == 1 { throw Broken() }
        return [7]
      }
    }
    #expect(throws: Broken.self) { try failed[1].get() }
    let failure = TeamFailure(rank: 1, reason: "out of order")
    for rank in [0, 2] { #expect(throws: failure) { try failed[rank].get() } }
    let done = ThreadTeam.run(3) { team in try team.together { [UInt8(team.rank)] } }
    for rank in done { #expect(try rank.get() == [[0], [1], [2]]) }
  }

  @Test("when rank 0 cannot write, nobody waits for it")
  func failingDisk() throws {
    let training = try SmallTraining(generations: 4)
    for call in [0, 40, 80, 120] {
      let faults = Faults(.death, at: call, in: .quick)
      let ranks = train(
        training.configuration, .environment(training.kind), in: "run-\(call)", ranks: 3,
        fileSystem: faults.fileSystem)
      #expect(throws: FileError.self) { try ranks[0].get() }
      for rank in 1...2 {
        let error = #expect(throws: TeamFailure.self) { try ranks[rank].get() }
        #expect(error?.rank == 0)
      }
    }
  }

  @Test("memory that one rank lacks is missing for all")
  func memory() throws {
    let training = try SmallTraining(generations: 4)
    let (configuration, kind) = (training.configuration, training.kind)
    let ranks = ThreadTeam.run(2) { team in
      // Each of them would have blocks of its own.
      _ = try TrainingRun.start(
        configuration, name: "team", subject: .environment(kind), path: nil,
        workers: Crowd(count: team.rank == 0 ? 1 : 1_000_000_000), team: team,
        interrupt: Interrupt())
    }
    #expect(throws: TeamFailure.self) { try ranks[0].get() }
    #expect(throws: MemoryError.self) { try ranks[1].get() }
  }

  @Test("a run without a folder trains the same and writes nothing")
  func withoutFolder() throws {
    let training = try SmallTraining(generations: 3)
    let reference = try training.start(folder("run"))
    _ = try reference.run { _ in }
    let run = try TrainingRun.start(
      training.configuration, name: "small", subject: .environment(training.kind), path: nil,
      workers: ThreadWorkers(count: 2), interrupt: Interrupt())
    #expect(try run.run { _ in } == .stopped(.generations))
    #expect(run.folder == nil && run.evaluation == reference.evaluation)
    #expect(run.trainer.checkpoint == reference.trainer.checkpoint)
    #expect(try folder.names == ["run"])
  }

  @Test("the shares of the ranks are all jobs, each once, in whole groups")
  func shares() {
    for ranks in 1...5 {
      let teams = ThreadTeam.run(ranks) { $0 }.compactMap { try? $0.get() }
      for jobs in [0, 1, 2, 15, 16, 17, 100] {
        for group in [1, 16] {
          let shares = teams.map { $0.share(of: jobs, inGroupsOf: group) }
          #expect(shares.flatMap(Array.init) == Array(0..<jobs))
          #expect(shares.allSatisfy { $0.isEmpty || $0.lowerBound.isMultiple(of: group) })
          let counts = shares.map { ($0.count + group - 1) / group }
          #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
          #expect(teams[0].share(of: jobs, rank: ranks - 1, inGroupsOf: group) == shares.last)
        }
      }
    }
  }
}

private func * <Element>(element: [Element], count: Int) -> [Element] {
  (0..<count).flatMap { _ in element }
}
