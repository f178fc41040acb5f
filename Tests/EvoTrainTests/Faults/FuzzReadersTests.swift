import EvoCore
import EvoEnvs
import EvoFiles
import EvoRun
import EvoTrain
import Foundation
import Testing

/// Damaged files of a run. What is read may be refused in a sentence; nothing may trap, hang or take
/// memory that the file does not warrant.
@Suite("Damaged files of a run")
struct FuzzReadersTests {
  /// Inputs of each reader: a thousand here, many more in `Tests/Fuzz/run`.
  static let inputs =
    ProcessInfo.processInfo.environment["EVO_RL_FUZZ_INPUTS"].flatMap { Int($0) } ?? 1000
  private static let fragments = [
    "0", "-1", "1", "nan", "inf", "1e999", "9223372036854775807", "18446744073709551616",
    "1000000000000000", "65536", "{", "}", "[", "]", "\"", ",", ",,", "\n", "\u{0}", ":", "null",
    "F64", "hidden: [65536, 16000]", "population: 67108864", "reference_batch: 4096", "generation",
  ]

  private let folder: TemporaryFolder
  private let training: SmallTraining
  private var path: String { folder("run") }

  init() throws {
    folder = try TemporaryFolder()
    var training = try SmallTraining("pendulum", generations: 2)
    training.configuration.policy.virtualBatchNorm = true
    training.configuration.policy.referenceBatch = 16
    self.training = training
    _ = try training.start(folder("run")).run { _ in }
  }

  private func bytes(_ name: String) throws -> [UInt8] {
    try FileSystem.posix.readFile("\(path)/\(name)", limit: 1 << 20)
  }

  /// A file whose contents are damaged but whose checksum is right: the damage that gets furthest.
  private func damaged(_ original: TensorFile, _ random: inout SplitMix64) -> TensorFile {
    var file = original
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let keys = file.metadata.keys.sorted()
      if Bool.random(using: &random), let key = keys.randomElement(using: &random) {
        var text = Array(file.metadata[key, default: ""].utf8)
        text.mutate(&random, edits: 2, fragments: Self.fragments)
        file.metadata[key] = String(decoding: text, as: UTF8.self)
      } else if let name = file.names.randomElement(using: &random), let tensor = file[name] {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: file[name] = nil
        case 1: file[name] = Tensor([Double](repeating: .infinity, count: tensor.bytes.count / 8))
        case 2: file[name] = Tensor([Float](repeating: .nan, count: tensor.bytes.count / 4))
        default:
          file[name] = Tensor(tensor.bytes, shape: [tensor.bytes.count])
        }
      }
    }
    return file
  }

  private func isSentence(_ error: any Error) -> Bool {
    let text = "\(error)"
    return !text.isEmpty && text.count < 2000
      && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
  }

  @Test("no damage to a checkpoint does more than give a training or one sentence")
  func checkpoints() throws {
    var random = SplitMix64(state: 21)
    let original = try TensorFile.read(path + "/checkpoints/generation-0000000002.safetensors")
    var accepted = 0
    for round in 0..<Self.inputs {
      let file = damaged(original, &random)
      do {
        let again = try TensorFile(
          decoding: file.encoded(), source: "x", requiringChecksum: true)
        let trainer = try Trainer(checkpoint: again, kind: { _ in training.kind })
        accepted += 1
        // What is read is also trained with, now and then.
        if accepted.isMultiple(of: 20), trainer.state.strategy.ask().memberCount <= 1000 {
          _ = try trainer.runGeneration()
        }
      } catch {
        #expect(isSentence(error), "round \(round): \(error)")
      }
    }
    #expect((1..<Self.inputs).contains(accepted))
  }

  @Test("no damage to a policy file does more than give a policy or one sentence")
  func policies() throws {
    var random = SplitMix64(state: 22)
    let original = try TensorFile.read(path + "/policy.safetensors")
    var accepted = 0
    for round in 0..<Self.inputs {
      let file = damaged(original, &random)
      do {
        let policy = try PolicyFile(
          TensorFile(decoding: file.encoded(), source: "x", requiringChecksum: true))
        try policy.requireFit(training.kind.spec, file: "x")
        accepted += 1
      } catch {
        #expect(isSentence(error), "round \(round): \(error)")
      }
    }
    #expect((1..<Self.inputs).contains(accepted))
  }

  @Test("bytes of a damaged tensor file are refused unless they still say the same")
  func tensorFiles() throws {
    var random = SplitMix64(state: 23)
    let name = "checkpoints/generation-0000000002.safetensors"
    let original = try bytes(name)
    let file = try TensorFile(decoding: original, source: "x")
    for round in 0..<Self.inputs {
      var damaged = original
      damaged.mutate(&random, fragments: Self.fragments)
      do throws(SafetensorsError) {
        // A space more or less around JSON says the same.
        let read = try TensorFile(decoding: damaged, source: "x", requiringChecksum: true)
        #expect(read == file, "round \(round)")
      } catch {
        #expect(isSentence(error), "round \(round): \(error)")
      }
    }
  }

  @Test(
    "whatever stands in the metrics, what is kept ends with a whole row of the checkpoint or before"
  )
  func metrics() throws {
    var random = SplitMix64(state: 24)
    let original = try bytes("metrics.csv")
    for round in 0..<Self.inputs {
      var damaged = original
      damaged.mutate(&random, fragments: Self.fragments)
      do throws(MetricsError) {
        let rows = try MetricsRows(damaged, through: 2, path: "x")
        #expect((0...2).contains(rows.generation) && rows.seconds >= 0, "round \(round)")
        #expect(rows.length <= damaged.count)
        #expect(rows.length == 0 || damaged[rows.length - 1] == UInt8(ascii: "\n"))
      } catch {
        #expect(isSentence(error))
      }
      _ = LearningCurve(metrics: String(decoding: damaged, as: UTF8.self))
    }
  }

  @Test(
    "whatever stands in an event file, what is kept is whole events of the checkpoint or before")
  func events() throws {
    var random = SplitMix64(state: 27)
    let name = "events.out.tfevents.000001.evo-rl"
    let original = try bytes(name)
    let records = try EventLog("\(path)/\(name)").events
    let last = try #require(records.map(\.step).max())
    for round in 0..<(Self.inputs / 4) {
      var damaged = original
      damaged.mutate(&random, fragments: Self.fragments)
      // Damage that has the right checksum gets further.
      if round.isMultiple(of: 2) { damaged = EventRecord.framed(damaged) + original }
      try Data(damaged).write(to: URL(filePath: folder("events")))
      let scan = try EventScan(folder("events"), through: last - 1, in: .posix)
      #expect((0..<last).contains(scan.lastStep) && scan.length <= damaged.count, "round \(round)")
      try Data(damaged.prefix(scan.length)).write(to: URL(filePath: folder("events")))
      let again = try EventScan(folder("events"), in: .posix)
      #expect(again.length == scan.length && again.rest == .nothing, "round \(round)")
    }
  }

  @Test("whatever stands in failure.json and in lock files, it is read or refused in a sentence")
  func smallFiles() throws {
    var random = SplitMix64(state: 25)
    let failure = Array(
      #"{"format_version":1,"env":"pendulum","seed":1,"generation":1,"member":2,"episode":3,"step":4}"#
        .utf8)
    let holder = try bytes(".lock")
    let lock = try RunLock(folder: path)
    for round in 0..<Self.inputs {
      var damaged = failure
      damaged.mutate(&random, fragments: Self.fragments)
      do { _ = try FailureFile(damaged, file: "x") } catch {
        #expect(isSentence(error), "round \(round): \(error)")
      }
      damaged = holder
      damaged.mutate(&random, fragments: Self.fragments)
      try Data(damaged).write(to: URL(filePath: path + "/.lock"))
      let error = #expect(throws: FileError.self) { try RunLock.requireFree(path) }
      if let error { #expect(isSentence(error), "round \(round): \(error)") }
    }
    withExtendedLifetime(lock) {}
  }

  @Test("whatever is damaged in a run, verifying it says so and does not fail")
  func runs() throws {
    var random = SplitMix64(state: 26)
    let names = try training.verify(path).findings.map(\.file)
    for _ in 0..<max(Self.inputs / 40, 10) {
      let name = names[Int.random(in: names.indices, using: &random)]
      let original = try bytes(name)
      var damaged = original
      damaged.mutate(&random, fragments: Self.fragments)
      try Data(damaged).write(to: URL(filePath: "\(path)/\(name)"))
      let verification = try training.verify(path)
      #expect(
        verification.findings.contains { $0.file == name }
          && (verification.isWhole || verification.findings.count > 1))
      try Data(original).write(to: URL(filePath: "\(path)/\(name)"))
    }
  }
}
