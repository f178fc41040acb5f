import EvoCore
import EvoFiles
import EvoRun
import EvoTrain
import Foundation
import Testing

@Suite("Runs on disk")
struct RunResumeTests {
  static let samples = TrainerSample.allCases

  private func start(
    _ sample: TrainerSample, at path: String, generations: Int, interrupt: Interrupt = Interrupt()
  ) throws -> TrainingRun {
    var configuration = sample.configuration
    configuration.stop.generations = generations
    configuration.checkpoint.every = 2
    return try TrainingRun.start(
      configuration, name: sample.rawValue,
      subject: .environment(environmentKind(configuration.env)), path: path,
      workers: ThreadWorkers(count: 2), interrupt: interrupt)
  }

  private func resume(_ path: String, generations: Int) throws -> TrainingRun {
    try TrainingRun.resume(
      path, change: { $0.stop.generations = generations }, kind: environmentKind,
      workers: ThreadWorkers(count: 3), interrupt: Interrupt(),
      warn: { Issue.record("unexpected warning: \($0)") })
  }

  /// The metrics without the columns of time.
  private func metrics(_ run: TrainingRun) throws -> [[Substring]] {
    metricsWithoutTimes(
      try String(contentsOfFile: "\(#require(run.folder).path)/metrics.csv", encoding: .utf8))
  }

  @Test("a saved policy is read back and scores what training reported", arguments: samples)
  func policyReloads(sample: TrainerSample) throws {
    let folder = try TemporaryFolder()
    let run = try start(sample, at: folder("run"), generations: 3)
    #expect(try run.run { _ in } == .stopped(.generations))
    let reported = try #require(run.evaluation)
    for argument in ["run", "run/policy.safetensors"] {
      let saved = try SavedPolicy.load(folder(argument), kind: environmentKind).file
      #expect(saved.policy == run.trainer.policy)
      // A file does not hold what the environment measured.
      var stored = reported
      stored.measures = []
      #expect(saved.evaluation == stored)
      #expect(saved.seed == sample.configuration.seed && saved.generation == 3)
      let evaluator = Evaluator(
        kind: try environmentKind(saved.environment), rank: 0, workers: ThreadWorkers(count: 2))
      #expect(
        try evaluator.evaluate(
          saved.policy, plan: .evaluation(seed: reported.seed, episodes: reported.episodes))
          == reported)
    }
    let checkpoint = "run/checkpoints/generation-0000000003.safetensors"
    let saved = try SavedPolicy.load(folder(checkpoint), kind: environmentKind).file
    #expect(saved.policy == run.trainer.policy)
    #expect(saved.envSteps == run.trainer.state.envSteps && saved.configuration == sample.rawValue)
  }

  @Test(
    "a run that was stopped and resumed leaves what an uninterrupted one leaves", arguments: samples
  )
  func resumeEqualsUninterrupted(sample: TrainerSample) throws {
    let folder = try TemporaryFolder()
    let whole = try start(sample, at: folder("whole"), generations: 5)
    _ = try whole.run { _ in }
    do {
      let part = try start(sample, at: folder("parts"), generations: 3)
      _ = try part.run { _ in }
    }
    let rest = try resume(folder("parts"), generations: 5)
    #expect(rest.trainer.state.generation == 3)
    _ = try rest.run { _ in }
    #expect(
      rest.trainer.checkpoint.fingerprint == whole.trainer.checkpoint.fingerprint)
    #expect(try metrics(rest) == metrics(whole))
    #expect(try metrics(rest).count == 6)
    let policies = try ["whole", "parts"].map {
      try TensorFile.read(folder("\($0)/policy.safetensors"))
    }
    #expect(policies[0] == policies[1])
  }

  @Test("an interrupt saves after the generation, and the run can go on")
  func interrupt() throws {
    let folder = try TemporaryFolder()
    let sample = TrainerSample.cartPole
    let whole = try start(sample, at: folder("whole"), generations: 5)
    _ = try whole.run { _ in }
    do {
      let interrupt = Interrupt()
      let part = try start(sample, at: folder("parts"), generations: 5, interrupt: interrupt)
      let ending = try part.run { report in
        if report.generation == 3 { interrupt.request(signal: 2) }
      }
      #expect(ending == .interrupted(signal: 2))
      #expect(part.trainer.state.generation == 3)
    }
    let rest = try resume(folder("parts"), generations: 5)
    #expect(rest.trainer.state.generation == 3)
    _ = try rest.run { _ in }
    #expect(try metrics(rest) == metrics(whole))
    #expect(rest.trainer.state.strategy.center == whole.trainer.state.strategy.center)
  }

  @Test("a damaged checkpoint is passed over for the one before it")
  func damaged() throws {
    let folder = try TemporaryFolder()
    let sample = TrainerSample.cartPole
    let whole = try start(sample, at: folder("whole"), generations: 5)
    _ = try whole.run { _ in }
    do {
      let part = try start(sample, at: folder("parts"), generations: 5)
      _ = try part.run { _ in }
    }
    try folder.write("half", to: "parts/checkpoints/generation-0000000005.safetensors")
    var warnings: [String] = []
    let rest = try TrainingRun.resume(
      folder("parts"), change: { _ in }, kind: environmentKind, workers: ThreadWorkers(count: 1),
      interrupt: Interrupt(), warn: { warnings.append($0) })
    #expect(warnings.count == 1)
    #expect(rest.trainer.state.generation == 4)
    _ = try rest.run { _ in }
    #expect(try metrics(rest) == metrics(whole))
  }
}
