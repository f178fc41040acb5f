import EvoCore
import EvoTrain
import Testing

@Suite("Trainer")
struct TrainerTests {
  @Test("cart-pole is solved from any seed", arguments: [1, 2, 3] as [UInt64])
  func solvesCartPole(seed: UInt64) throws {
    var configuration = TrainingConfiguration(env: "cartpole")
    configuration.seed = seed
    configuration.policy.hidden = []
    let trainer = try Trainer(
      configuration, kind: environmentKind("cartpole"), workers: ThreadWorkers(count: 2))
    while trainer.stopReason == nil { _ = try trainer.runGeneration() }
    #expect(trainer.stopReason == .solved)
    #expect(trainer.state.generation < 100)
    #expect((trainer.state.evaluation?.summary.returnMean ?? 0) >= 475)
  }

  @Test("a report counts what was played")
  func report() throws {
    let trainer = try TrainerSample.pendulum.trainer()
    let reports = try trainer.run(generations: 2)
    // 48 members, 2 episodes of 200 steps.
    #expect(reports.map(\.envSteps) == [19_200, 38_400])
    #expect(reports.map(\.generation) == [1, 2])
    #expect(reports.allSatisfy { $0.episodeLengthMean == 200 })
    for report in reports {
      #expect(
        report.fitness.min <= report.fitness.mean && report.fitness.mean <= report.fitness.max)
      let evaluation = try #require(report.evaluation)
      #expect(evaluation.episodes == 17 && evaluation.lengthMean == 200)
      #expect((0...48).contains(try #require(report.centerRank)))
    }
    #expect(reports[0].evaluation?.seed != reports[1].evaluation?.seed)
  }

  @Test("each limit stops the training")
  func limits() throws {
    func stopped(_ change: (inout StopConfiguration) -> Void) throws -> (StopReason?, Int) {
      var configuration = TrainerSample.pendulum.configuration
      configuration.stop.generations = nil
      change(&configuration.stop)
      let trainer = try Trainer(
        configuration, kind: environmentKind("pendulum"), workers: ThreadWorkers(count: 1))
      while trainer.stopReason == nil { _ = try trainer.runGeneration() }
      return (trainer.stopReason, trainer.state.generation)
    }
    #expect(try stopped { $0.generations = 3 } == (.generations, 3))
    #expect(try stopped { $0.envSteps = 19_201 } == (.envSteps, 2))
    #expect(try stopped { $0.seconds = 1e-9 } == (.seconds, 0))
  }

  @Test("median, deviation and success are those of the episodes")
  func summary() {
    func outcome(_ value: Float, _ length: Int32) -> EpisodeOutcome {
      EpisodeOutcome(episodeReturn: value, length: length, end: .terminated)
    }
    let summary = EvaluationSummary(
      seed: 1, outcomes: [outcome(4, 1), outcome(1, 2), outcome(3, 3), outcome(8, 6)], solvedAt: 4)
    #expect(summary.returnMean == 4 && summary.returnMedian == 3.5)
    #expect(summary.returnMin == 1 && summary.returnMax == 8)
    #expect(summary.returnStd == 6.5.squareRoot())
    #expect(summary.lengthMean == 3 && summary.successRate == 0.5)
    #expect(summary.isSolved(at: 4) && !summary.isSolved(at: 4.5) && !summary.isSolved(at: nil))
    let failed = EvaluationSummary(
      seed: 1,
      outcomes: [outcome(4, 1), EpisodeOutcome(episodeReturn: .nan, length: 3, end: .failed)],
      solvedAt: 4)
    #expect(failed.failed == 1 && failed.returnMean.isNaN && !failed.isSolved(at: -1e9))
  }
}
