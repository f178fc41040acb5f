import EvoCore
import EvoEnvs
import EvoPlan
import EvoTrain
import Testing

@Suite("What a generation takes here")
struct CostMeterTests {
  private func costs(_ name: String, _ settings: [String] = []) throws -> GenerationCosts {
    let (configuration, _) = try ConfigurationLibrary().load(name, overrides: settings)
    let subject = try TrainingSubject(configuration) { try EnvironmentLibrary().entry($0).kind }
    return try CostMeter(
      configuration, name: name, subject: subject, workers: ThreadWorkers(count: 2)
    ).measure(after: 2)
  }

  @Test("a step of many lanes takes longer than one of few, and less than as many of one")
  func walker() throws {
    let costs = try costs(
      "bipedal-walker", ["strategy.population=32", "training.horizon=60"])
    #expect(costs.population == 32 && costs.jobsPerMember == 1)
    #expect(costs.members.lengths.count == 32)
    #expect(costs.members.lengths.allSatisfy { (1...80).contains($0) })
    let (one, many) = (costs.members.stepSeconds(1), costs.members.stepSeconds(16))
    #expect(one > 0 && many > one && many < 16 * one)
    #expect(costs.members.startSeconds > 0)
    let evaluation = try #require(costs.evaluation)
    #expect(evaluation.every == 5 && evaluation.jobs == 50)
  }

  @Test("the lengths are those of the very generation that comes next")
  func lengths() throws {
    let costs = try costs("pendulum")
    #expect(costs.members.lengths.allSatisfy { $0 == 200 })
    #expect(costs.members.lengths.count == costs.population * costs.jobsPerMember)
  }

  @Test("members on data are handed out in groups, and send one number each")
  func data() throws {
    let costs = try costs("digits")
    #expect(costs.members.handedTogether == SupervisedObjective.groupSize)
    #expect(costs.bytes(of: 100) == 400)
    #expect(costs.members.stepSeconds(1) > 0)
    #expect(costs.evaluation != nil)
  }

  @Test(
    "strategies of every kind are measured",
    arguments: ["ars", "cma-es", "pes", "openai-es", "pso"])
  func strategies(name: String) throws {
    let costs = try costs("pendulum", ["strategy=\(name)", "policy.hidden=[8]"])
    #expect(costs.updateSeconds >= 0 && costs.updateSecondsPerMember >= 0)
    #expect(costs.updateSeconds + costs.updateSecondsPerMember > 0)
    #expect(costs.members.stepSeconds(16) > 0)
  }

  @Test("the bytes that are foreseen are those that a rank writes")
  func bytes() throws {
    let kind = try EnvironmentLibrary().entry("pendulum").kind
    for (members, observed) in [(1, false), (64, true), (5_000, true), (8_193, true)] {
      let generation = Generation(
        seed: 1, index: 0, memberCount: members, sigma: 0.1, antithetic: false)
      let task = RolloutTask(
        plan: EpisodePlan(
          seed: 1, domain: .trainingEpisode, index: 0, episodesPerMember: 2, sharing: .none),
        generation: generation, observationCount: observed ? kind.spec.observation.count : 0)
      #expect(task.slot.bytes(jobs: members * 2) == task.slots.count)
    }
  }
}
