import EvoCore
import EvoRun
import EvoTestSupport
import EvoTrain
import Testing

/// What must not be seen in a result: workers, blocks, kernels, build mode, interruptions.
@Suite("Invariance")
struct InvarianceTests {
  static let samples = TrainerSample.allCases

  private func outcome(
    _ sample: TrainerSample, workers: Int, blockWidth: Int?
  ) throws -> (checkpoint: TensorFile, reports: [GenerationReport]) {
    let trainer = try sample.trainer(workers: workers, blockWidth: blockWidth)
    let reports = try trainer.run(generations: 5)
    return (trainer.checkpoint, reports)
  }

  @Test("workers and block widths do not matter", arguments: samples)
  func workers(sample: TrainerSample) throws {
    let expected = try outcome(sample, workers: 1, blockWidth: nil)
    #expect(expected.reports.allSatisfy { $0.fitness.failed == 0 && $0.update.updateNorm > 0 })
    for workers in [1, 2, 3, 7, 16] {
      for width in [16, 32, 64, 128] {
        let found = try outcome(sample, workers: workers, blockWidth: width)
        #expect(found.checkpoint == expected.checkpoint, "\(workers) workers, \(width) lanes")
        #expect(found.reports == expected.reports, "\(workers) workers, \(width) lanes")
      }
    }
  }

  @Test("the instruction set does not matter", arguments: samples)
  func kernels(sample: TrainerSample) throws {
    let expected = try outcome(sample, workers: 1, blockWidth: nil)
    try KernelVariant.forEach { variant in
      for (workers, width) in [(1, 16), (2, 128)] {
        let found = try outcome(sample, workers: workers, blockWidth: width)
        #expect(found.checkpoint == expected.checkpoint, "\(variant)")
        #expect(found.reports == expected.reports, "\(variant)")
      }
    }
  }

  /// Five generations of each sample. A change of these numbers is a change of everybody's results:
  /// it needs a reason, and a line in the notes of the release.
  static let fingerprints: [(TrainerSample, UInt64)] = [
    (.cartPole, 0x466c_06a1_d887_e872),
    (.linearCartPole, 0xdebf_a8b5_b00a_265c),
    (.pendulum, 0xb8ed_2de7_ddbe_cc3b),
    (.normalizedPendulum, 0x6e3c_18c4_df5e_f252),
    (.layerNormCartPole, 0xfed9_4491_e0a0_7988),
    (.safePendulum, 0x7243_9349_d326_233c),
    (.opposedPendulum, 0x452d_ff51_981e_12f3),
    (.persistentCartPole, 0x6c11_a356_0570_b719),
    (.reusedPendulum, 0x01e0_28fc_4f35_ae1a),
    (.truncatedMountainCar, 0x0612_bdb0_6817_cd96),
  ]

  @Test("build mode, machine and version do not matter", arguments: fingerprints)
  func golden(sample: TrainerSample, expected: UInt64) throws {
    let found = try outcome(sample, workers: 2, blockWidth: nil).checkpoint.fingerprint
    #expect(found == expected, "\(sample): 0x\(String(found, radix: 16))")
  }

  @Test("the horizon of training episodes grows, and no further than the environment's limit")
  func horizon() throws {
    let trainer = try TrainerSample.normalizedPendulum.trainer()
    let lengths = try trainer.run(generations: 9).map(\.episodeLengthMean)
    #expect(lengths[0] == 40 && lengths[8] == 200)
    #expect(zip(lengths, lengths.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test("a seed is a training of its own")
  func seeds() throws {
    let sample = TrainerSample.cartPole
    var other = sample.configuration
    other.seed += 1
    let trainer = try Trainer(
      other, kind: environmentKind(other.env), workers: ThreadWorkers(count: 1))
    _ = try trainer.run(generations: 1)
    let first = try sample.trainer()
    _ = try first.run(generations: 1)
    #expect(trainer.state.strategy.center != first.state.strategy.center)
  }

  @Test("an evaluation is the same for any workers", arguments: samples)
  func evaluation(sample: TrainerSample) throws {
    let trainer = try sample.trainer()
    _ = try trainer.run(generations: 2)
    func evaluate(workers: Int, blockWidth: Int?) throws -> EvaluationSummary {
      try Evaluator(
        kind: environmentKind(sample.configuration.env), rank: nil,
        workers: ThreadWorkers(count: workers),
        blockWidth: blockWidth
      ).evaluate(trainer.policy, plan: .evaluation(seed: 5, episodes: 100))
    }
    let expected = try evaluate(workers: 1, blockWidth: nil)
    #expect(expected.episodes == 100 && expected.failed == 0)
    let tally = Tally()
    let counted = try Evaluator(
      kind: environmentKind(sample.configuration.env), rank: nil, workers: ThreadWorkers(count: 2)
    ).evaluate(trainer.policy, plan: .evaluation(seed: 5, episodes: 100), tally: tally)
    #expect(counted == expected)
    #expect(tally.now?.stage.total == 100 && tally.now?.done == 100)
    for workers in [2, 3, 7, 16] {
      for width in [16, 128] {
        #expect(try evaluate(workers: workers, blockWidth: width) == expected)
      }
    }
  }

  @Test("a resumed training equals an uninterrupted one, wherever it was cut", arguments: samples)
  func resume(sample: TrainerSample) throws {
    let whole = try sample.trainer()
    let reports = try whole.run(generations: 6)
    for cut in [1, 3, 5] {
      let first = try sample.trainer(workers: 2)
      _ = try first.run(generations: cut)
      let bytes = first.checkpoint.encoded()
      let second = try sample.trainer(workers: 3, blockWidth: 16)
      try second.restore(from: TensorFile(decoding: bytes, source: "test"), elapsed: 0)
      #expect(second.state.generation == cut)
      #expect(try second.run(generations: 6 - cut) == Array(reports[cut...]))
      #expect(second.checkpoint == whole.checkpoint, "cut after \(cut)")
    }
  }
}
