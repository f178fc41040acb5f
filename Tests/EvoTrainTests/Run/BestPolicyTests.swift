import EvoCore
import EvoFiles
import EvoRun
import EvoTrain
import Testing

@Suite("The best policy of a run")
struct BestPolicyTests {
  private let folder: TemporaryFolder
  private var path: String { folder("run") }

  init() throws { folder = try TemporaryFolder() }

  /// One whose last policy is often not its best.
  private func training(seed: UInt64, generations: Int = 6) throws -> SmallTraining {
    var training = try SmallTraining(generations: generations)
    training.configuration.seed = seed
    training.configuration.strategy.sigma = .constant(0.5)
    training.configuration.optimizer.learningRate = .constant(0.5)
    training.configuration.checkpoint.every = 2
    return training
  }

  private func load(best: Bool, _ training: SmallTraining) throws -> PolicyFile {
    try SavedPolicy.load(path, best: best) { _ in training.kind }.file
  }

  @Test("it and the last one have played the same episodes, and no other evaluation is better")
  func better() throws {
    var older = 0
    for seed in UInt64(1)...6 {
      let training = try training(seed: seed)
      let run = try training.start(folder("run-\(seed)"))
      _ = try run.run { _ in }
      let last = try #require(run.evaluation)
      let best = try SavedPolicy.load(folder("run-\(seed)"), best: true) { _ in training.kind }.file
      #expect(best == run.best)
      let evaluation = try #require(best.evaluation)
      #expect(evaluation.seed == last.seed && evaluation.episodes == last.episodes)
      let again = try Evaluator(kind: training.kind, rank: 0, workers: ThreadWorkers(count: 1))
        .evaluate(best.policy, plan: .evaluation(seed: last.seed, episodes: last.episodes))
      #expect(again == evaluation)
      if best.generation == training.configuration.stop.generations {
        #expect(best.policy == run.trainer.policy && evaluation == last)
      } else {
        older += 1
        #expect(evaluation.returnMean > last.returnMean)
        #expect(best.generation == run.trainer.state.best?.generation)
        #expect(best.policy == run.trainer.bestPolicy)
      }
    }
    #expect((1...5).contains(older), "both cases have to be met: \(older)")
  }

  @Test("after an interruption it is that of the best evaluation so far, with its numbers")
  func interrupted() throws {
    let training = try training(seed: 3, generations: 1000)
    let interrupt = Interrupt()
    let run = try TrainingRun.start(
      training.configuration, name: "small", subject: .environment(training.kind), path: path,
      workers: ThreadWorkers(count: 1), interrupt: interrupt, in: .quick)
    var best = -Double.infinity
    _ = try run.run { report in
      best = max(best, report.evaluation?.returnMean ?? best)
      if report.generation == 5 { interrupt.request(signal: 2) }
    }
    let saved = try load(best: true, training)
    #expect(saved.evaluation?.returnMean == best)
    #expect(saved.evaluation == run.trainer.state.best?.summary)
    #expect(saved.generation == run.trainer.state.best?.generation)
  }

  @Test("a training that goes on past its end has the best of one that never stopped")
  func further() throws {
    for seed in UInt64(1)...4 {
      let whole = try training(seed: seed, generations: 9)
      _ = try whole.start(folder("whole-\(seed)")).run { _ in }
      let path = folder("parts-\(seed)")
      _ = try training(seed: seed, generations: 5).start(path).run { _ in }
      _ = try whole.goOn(path, change: { $0.stop.generations = 9 }).run { _ in }
      #expect(
        try remains(of: path)["best.safetensors"]
          == remains(of: folder("whole-\(seed)"))["best.safetensors"])
      #expect(try whole.verify(path).isWhole)
    }
  }

  @Test("without checkpoint.keep_best there is none, and asking for it says so")
  func none() throws {
    var training = try training(seed: 1)
    training.configuration.checkpoint.keepBest = false
    _ = try training.start(path).run { _ in }
    #expect(throws: SavedPolicyError.noBest(path)) { try load(best: true, training) }
    _ = try load(best: false, training)
    let file = path + "/policy.safetensors"
    #expect(throws: SavedPolicyError.bestOfFile(file)) {
      try SavedPolicy.load(file, best: true) { _ in training.kind }
    }
  }

  @Test("where nothing is evaluated before the end, the last one is the best")
  func atTheEnd() throws {
    var training = try training(seed: 1)
    training.configuration.evaluation.every = 0
    _ = try training.start(path).run { _ in }
    #expect(try load(best: true, training) == load(best: false, training))
  }
}
