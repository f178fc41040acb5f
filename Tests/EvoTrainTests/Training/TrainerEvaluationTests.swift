import EvoCore
import EvoRun
import EvoTrain
import Testing

/// One step whose reward is luck, uniform in [0, 1): no policy is better than another.
private struct Lottery: Environment {
  static let spec = EnvironmentSpec(
    name: "lottery", summary: "", origin: "", observation: [Component("luck", 0, 1)],
    action: .continuous([Component("push", -1, 1)]), reward: "", start: "", end: "", stepLimit: 1,
    solvedAt: 0.6, framesPerSecond: 10)
  var spec: EnvironmentSpec { Self.spec }
  private var luck: Float = 0

  static func kind(solvedAt: Float) -> EnvironmentKind {
    var spec = spec
    spec.solvedAt = solvedAt
    return EnvironmentKind(spec: spec) { Lottery() }
  }

  mutating func reset(random: inout Random, observation: LaneWriter) {
    luck = random.uniform()
    observation[0] = luck
  }

  mutating func step(action: LaneReader, observation: LaneWriter) -> Step {
    observation[0] = luck
    return Step(reward: luck, terminated: true)
  }
}

@Suite("Confirmed evaluations")
struct TrainerEvaluationTests {
  private func training(
    solvedAt: Float, _ change: (inout TrainingConfiguration) -> Void = { _ in }
  ) throws -> SmallTraining {
    var training = try SmallTraining(generations: 40)
    training.kind = Lottery.kind(solvedAt: solvedAt)
    training.configuration.env = "lottery"
    training.configuration.stop.solved = true
    training.configuration.checkpoint.keepBest = false
    training.configuration.checkpoint.every = 0
    training.configuration.evaluation.episodes = 4
    training.configuration.evaluation.confirm = 2000
    change(&training.configuration)
    return training
  }

  private func run(_ training: SmallTraining) throws -> (TrainingRun, [GenerationReport]) {
    let run = try TrainingRun.start(
      training.configuration, name: "lottery", subject: .environment(training.kind), path: nil,
      workers: ThreadWorkers(count: 1), interrupt: Interrupt())
    var reports: [GenerationReport] = []
    _ = try run.run { reports.append($0) }
    return (run, reports)
  }

  @Test("a lucky evaluation ends no training, and the larger number is reported in its place")
  func luck() throws {
    let (run, reports) = try run(training(solvedAt: 0.6))
    #expect(run.stopReason == .generations)
    let evaluations = reports.compactMap(\.evaluation)
    #expect(evaluations.count == 40)
    let confirmed = evaluations.filter { $0.episodes == 2000 }
    #expect((2...30).contains(confirmed.count), "with four episodes luck is common")
    #expect(confirmed.allSatisfy { abs($0.returnMean - 0.5) < 0.05 })
    #expect(evaluations.allSatisfy { !$0.isSolved(at: 0.6) })

    let (believing, _) = try self.run(training(solvedAt: 0.6) { $0.evaluation.confirm = 0 })
    #expect(believing.stopReason == .solved)
    #expect(believing.trainer.state.generation < 40)
  }

  @Test(
    "what is confirmed ends the training, and its number can be had again from policy and checkpoint"
  )
  func solution() throws {
    let training = try training(solvedAt: 0.45) { $0.seed = 3 }
    let folder = try TemporaryFolder()
    let (reported, generation) = try {
      let run = try training.start(folder("run"))
      #expect(try run.run { _ in } == .stopped(.solved))
      return (try #require(run.evaluation), run.trainer.state.generation)
    }()
    #expect(reported.episodes == 2000 && abs(reported.returnMean - 0.5) < 0.05)
    let evaluator = Evaluator(kind: training.kind, rank: 0, workers: ThreadWorkers(count: 2))
    let digits = String("0000000000\(generation)".suffix(10))
    for name in ["policy.safetensors", "checkpoints/generation-\(digits).safetensors"] {
      let saved = try SavedPolicy.load(folder("run/\(name)")) { _ in training.kind }.file
      #expect(saved.evaluation == reported)
      #expect(
        try evaluator.evaluate(
          saved.policy, plan: .evaluation(seed: reported.seed, episodes: reported.episodes))
          == reported)
    }
    #expect(try training.verify(folder("run")).isWhole)
  }

  @Test("luck makes no best policy: at the end it plays the episodes of the last one")
  func best() throws {
    for keepsBest in [true, false] {
      let training = try training(solvedAt: 2) { $0.checkpoint.keepBest = keepsBest }
      let (run, _) = try run(training)
      let best = try #require(run.trainer.state.best)
      #expect(best.summary.episodes == 4 && best.summary.returnMean > 0.6 && best.generation < 40)
      #expect((run.trainer.state.bestCenter != nil) == keepsBest)
      // Nobody is better than another, and of equal ones it is the last.
      #expect(run.best?.generation == (keepsBest ? 40 : nil))
      #expect(run.best?.evaluation == (keepsBest ? run.evaluation : nil))
    }
  }

  @Test("the last evaluation is confirmed as well, if it says that the task is solved")
  func last() throws {
    for (threshold, episodes) in [(Float(0.01), 2000), (2, 4)] {
      for every in [0, 1] {
        let training = try training(solvedAt: threshold) {
          $0.stop.solved = false
          $0.stop.generations = 3
          $0.evaluation.every = every
        }
        let (run, _) = try run(training)
        #expect(run.evaluation?.episodes == episodes)
      }
    }
  }

  @Test("confirming plays other episodes than evaluating")
  func seeds() throws {
    let (_, believed) = try run(training(solvedAt: 0.3) { $0.evaluation.confirm = 0 })
    let (_, confirmed) = try run(training(solvedAt: 0.3) { $0.evaluation.confirm = 4 })
    let seeds = [believed, confirmed].map { $0.compactMap(\.evaluation?.seed)[0] }
    #expect(seeds[0] != seeds[1])
  }
}
