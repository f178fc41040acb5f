import EvoCore
import EvoEnvs
import EvoFiles
import EvoRun
import EvoTrain
import Foundation
import Testing

/// Ends after ten steps; from one step on, one number of some episodes is not finite.
private struct Unsound: Environment {
  enum Flaw: CaseIterable { case observation, infiniteObservation, reward, hugeReward }

  let flaw: Flaw
  /// Episodes whose luck, uniform in [0, 1), is below this are flawed.
  let share: Float
  private var luck: Float = 0
  private var age = 0

  init(_ flaw: Flaw, share: Float) {
    self.flaw = flaw
    self.share = share
  }

  static let spec = EnvironmentSpec(
    name: "unsound", summary: "", origin: "",
    observation: [Component("luck", 0, 1), Component("age", 0, 10)],
    action: .continuous([Component("push", -1, 1)]), reward: "", start: "", end: "",
    stepLimit: 10, solvedAt: nil, framesPerSecond: 10)
  var spec: EnvironmentSpec { Self.spec }

  static func kind(_ flaw: Flaw, share: Float) -> EnvironmentKind {
    EnvironmentKind(spec: spec) { Unsound(flaw, share: share) }
  }

  mutating func reset(random: inout Random, observation: LaneWriter) {
    (luck, age) = (random.uniform(), 0)
    observation[0] = luck
    observation[1] = 0
  }

  mutating func step(action: LaneReader, observation: LaneWriter) -> Step {
    age += 1
    observation[0] = luck
    observation[1] = Float(age)
    var reward = -abs(action[0] - luck)
    if luck < share, age >= 4 {
      switch flaw {
      case .observation: observation[1] = .nan
      case .infiniteObservation: observation[0] = -.infinity
      case .reward: reward = .nan
      case .hugeReward: reward = .greatestFiniteMagnitude
      }
    }
    return Step(reward: reward, terminated: false)
  }
}

@Suite("Members that fail")
struct FaultMemberTests {
  private let folder: TemporaryFolder
  private var training: SmallTraining
  private var path: String { folder("run") }

  init() throws {
    folder = try TemporaryFolder()
    training = try SmallTraining(generations: 4)
    training.configuration.env = "unsound"
    training.configuration.strategy.commonRandomNumbers = .none
    training.configuration.strategy.episodes = 2
  }

  @Test(
    "a number that is not finite fails its member only, and the first one is kept for replay",
    arguments: [Unsound.Flaw.observation, .infiniteObservation, .reward])
  private func someFail(_ flaw: Unsound.Flaw) throws {
    var training = training
    training.kind = Unsound.kind(flaw, share: 0.1)
    var failed = 0
    var first: FailedEpisode?
    let ending = try training.start(path).run { report in
      failed += report.fitness.failed
      first = first ?? report.firstFailure
      #expect(report.fitness.mean.isFinite && report.update.updateNorm.isFinite)
    }
    #expect(ending == .stopped(.generations))
    #expect((1..<32).contains(failed))
    let bytes = try FileSystem.posix.readFile(path + "/failure.json", limit: 1 << 20)
    let failure = try FailureFile(bytes, file: "failure.json")
    #expect(failure.episode == first)
    #expect(failure.episode.step == 4)
    #expect(failure.seed == training.configuration.seed)

    let trainer = try SavedTraining.load(
      path + "/failure.safetensors", before: failure.episode.generation,
      kind: { _ in training.kind }, workers: ThreadWorkers(count: 1))
    #expect(trainer.state.generation == failure.episode.generation - 1)
    #expect(try trainer.runGeneration().firstFailure == first)
    #expect(try training.verify(path).isWhole)
  }

  @Test("the first failure of a run stays, whatever fails later and however it is resumed")
  func onlyFirst() throws {
    var training = training
    training.kind = Unsound.kind(.reward, share: 0.3)
    _ = try training.start(path).run { _ in }
    let dump = try folder.text("run/failure.json")
    _ = try training.goOn(path, change: { $0.stop.generations = 8 }).run { _ in }
    #expect(try folder.text("run/failure.json") == dump)
  }

  @Test("when every member fails, the training says so, and its last checkpoint is whole")
  func allFail() throws {
    var training = training
    training.kind = Unsound.kind(.reward, share: 2)
    let run = try training.start(path)
    let first = FailedEpisode(generation: 1, member: 0, episode: 0, step: 4)
    let failure = TrainingFailure.allMembersFailed(generation: 1, members: 16, first: first)
    #expect(throws: failure) { try run.run { _ in } }
    #expect(run.trainer.state.generation == 0)
    #expect(
      failure.description
        == "generation 1: none of the 16 members has a finite fitness (member 0, episode 0, met a "
        + "number that is not finite at step 4); check the environment's rewards, or lower "
        + "strategy.sigma or optimizer.learning_rate")
    #expect(try folder.text("run/failure.json").contains(#""step":4"#))
  }

  @Test("returns too large to be told apart fail as well")
  func overflow() throws {
    var training = training
    training.kind = Unsound.kind(.hugeReward, share: 2)
    #expect(throws: TrainingFailure.self) { try training.start(path).run { _ in } }
  }

  @Test("an update that is not finite is taken back and named")
  func diverged() throws {
    var training = training
    training.kind = Unsound.kind(.reward, share: 0)
    training.configuration.optimizer.method = .sgd
    training.configuration.optimizer.learningRate = .constant(1000)
    training.configuration.optimizer[.momentum] = 0.999
    training.configuration.optimizer.weightDecay = 10
    training.configuration.stop.generations = 1000
    let run = try training.start(path)
    let error = #expect(throws: TrainingFailure.self) { try run.run { _ in } }
    let generation = run.trainer.state.generation
    #expect(generation > 0)
    #expect(error == .diverged(generation: generation + 1, learningRate: 1000))
    #expect(run.trainer.state.strategy.center.allSatisfy { $0.isFinite })
    let checkpoints = try FileSystem.posix.names(in: path + "/checkpoints")
    #expect(checkpoints.count == min(generation + 2, 101) || !checkpoints.isEmpty)
  }

  @Test("memory that does not suffice is asked for in a sentence, not taken")
  func memory() throws {
    var configuration = TrainingConfiguration(env: "unsound")
    func need() -> MemoryNeed {
      let network = Network(
        configuration.policy, for: .environment(Unsound.kind(.reward, share: 0)))
      return MemoryNeed(configuration, network: network, workers: 2)
    }
    try need().require(from: 64 << 20)
    configuration.policy.hidden = [60_000, 17_000]
    let large = #expect(throws: MemoryError.self) { try need().require(from: 1 << 30) }
    #expect(large?.description.hasSuffix("are left; lower policy.hidden or --workers") == true)
    configuration.policy.hidden = [16]
    configuration.strategy.population = 60_000_000
    configuration.strategy.episodes = 30
    let wide = #expect(throws: MemoryError.self) { try need().require(from: 16 << 30) }
    #expect(
      wide?.description
        == "the training needs about 23 GiB of memory, but only 16 GiB are left; "
        + "lower strategy.population or strategy.episodes")
    configuration.strategy.method = .snes
    configuration.strategy.population = 1_000_000
    configuration.strategy.episodes = 1
    configuration.policy.hidden = [1000]
    #expect(need().population > 3 * 8 * 1_000_000 * 3000)
    #expect(FreeMemory.bytes() > 0)
  }
}
