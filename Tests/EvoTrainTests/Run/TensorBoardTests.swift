import EvoCore
import EvoDraw
import EvoEnvs
import EvoFiles
import EvoPlay
import EvoRun
import EvoTrain
import Foundation
import Testing

@Suite("Event files for TensorBoard")
struct TensorBoardTests {
  private let folder: TemporaryFolder
  private let training: SmallTraining
  private var path: String { folder("run") }
  private static let first = "events.out.tfevents.000001.evo-rl"
  private static let second = "events.out.tfevents.000002.evo-rl"

  init() throws {
    folder = try TemporaryFolder()
    training = try SmallTraining(generations: 6)
  }

  private func bytes(_ name: String) throws -> [UInt8] {
    try FileSystem.posix.readFile("\(path)/\(name)", limit: 1 << 24)
  }

  private func verdict(_ name: String) throws -> RunVerification.Finding.Verdict? {
    try training.verify(path).findings.first { $0.file == name }?.verdict
  }

  /// Takes the checkpoints behind a generation away, as if the training had been killed after it.
  private func forget(after generation: Int) throws {
    for later in (generation + 1)...6 {
      try FileManager.default.removeItem(
        atPath: "\(path)/checkpoints/generation-000000000\(later).safetensors")
    }
  }

  /// Compares the numbers of a run with the cells of its `metrics.csv`.
  private func expectMetrics(_ path: String, onData: Bool) throws {
    let log = try EventLog(run: path)
    let lines = try String(contentsOfFile: path + "/metrics.csv", encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    for (index, column) in lines[0].enumerated() {
      guard let tag = ScalarTag.of(column: String(column), onData: onData) else { continue }
      let cells = lines.dropFirst().compactMap { cells in
        // By way of a double, as it is written; to read a text as a float at once may round otherwise.
        Double(cells[index]).map { (Int(cells[1]) ?? 0, Float($0)) }
      }
      #expect(
        log.values(tag) == Dictionary(uniqueKeysWithValues: cells), "\(column), which is \(tag)")
    }
  }

  @Test("every cell of metrics.csv is a number at its step, under the tags that people look for")
  func scalars() throws {
    _ = try training.start(path).run { _ in }
    try expectMetrics(path, onData: false)
    let log = try EventLog(run: path)
    let tags = Set(log.events.flatMap(\.scalars).map(\.tag))
    #expect(
      tags.isSuperset(of: [
        "rollout/ep_rew_mean", "rollout/ep_len_mean", "eval/return_mean", "eval/return_std",
        "time/env_steps_per_second", "es/sigma", "es/learning_rate", "es/update_ratio",
      ]))
    // All columns but the one that is the step; nobody waits for others in a training of one process.
    let silent = ["env_steps", "idle_share"]
    #expect(silent.allSatisfy(GenerationReport.columnNames.contains))
    #expect(tags.count == GenerationReport.columnNames.count - silent.count)
    #expect(
      log.events.flatMap(\.others) == [
        "configuration", "_hparams_/experiment", "_hparams_/session_start_info",
        "_hparams_/session_end_info",
      ])
  }

  @Test("on data the members' scores are no rewards of episodes")
  func data() throws {
    var configuration = DataSample.configuration(.csv)
    configuration.stop.generations = 2
    // Once, at the end.
    configuration.evaluation.every = 0
    let run = try TrainingRun.start(
      configuration, name: "blobs", subject: .data(DataSample.blobs(count: 70)), path: path,
      workers: ThreadWorkers(count: 1), interrupt: Interrupt(), in: .quick)
    _ = try run.run { _ in }
    let log = try EventLog(run: path)
    let tags = Set(log.events.flatMap(\.scalars).map(\.tag))
    #expect(tags.contains("train/fitness_mean") && tags.contains("train/samples_mean"))
    #expect(!tags.contains { $0.hasPrefix("rollout/") })
    let mean = try #require(run.evaluation).returnMean
    #expect(log.values("eval/return_mean") == [run.trainer.state.envSteps: Float(mean)])
  }

  @Test("the number of workers cannot be seen in anything but times")
  func workers() throws {
    _ = try training.start(path).run { _ in }
    let run = try TrainingRun.start(
      training.configuration, name: "small", subject: .environment(training.kind),
      path: folder("three"), workers: ThreadWorkers(count: 3), interrupt: Interrupt(), in: .quick)
    _ = try run.run { _ in }
    #expect(try EventLog(run: path).lines == EventLog(run: folder("three")).lines)
  }

  @Test("a resume cuts the file back, begins another one that takes over, and ends with the same")
  func resume() throws {
    _ = try training.start(path).run { _ in }
    let expected = try EventLog(run: path)
    try forget(after: 2)
    let steps = try goOn()
    #expect(try EventLog.names(in: path) == [Self.first, Self.second])
    #expect(try EventLog(run: path).lines == expected.lines)
    let second = try EventLog("\(path)/\(Self.second)")
    #expect(second.events[1].isRestart && second.events[1].step == steps + 1)
    #expect(second.events.dropFirst(2).allSatisfy { $0.step > steps })
    try expectMetrics(path, onData: false)
    #expect(try training.verify(path).isWhole)

    // Back to before the second file began: nothing of it stays.
    try forget(after: 1)
    _ = try goOn()
    #expect(try EventLog.names(in: path).count == 3)
    #expect(try EventLog(run: path).lines == expected.lines)
  }

  /// Resumes to the end, and says from which step on. Nothing beyond it is left then.
  private func goOn() throws -> Int {
    let run = try training.goOn(path)
    let steps = run.trainer.state.envSteps
    #expect(try EventLog(run: path).events.map(\.step).max() == steps)
    _ = try run.run { _ in }
    return steps
  }

  @Test("a training that has ended, opened again, changes no file and gets none")
  func nothingLeft() throws {
    _ = try training.start(path).run { _ in }
    let before = try bytes(Self.first)
    _ = try training.goOn(path)
    #expect(try EventLog.names(in: path) == [Self.first])
    #expect(try bytes(Self.first) == before)
  }

  @Test("logging.tensorboard=false writes none, and nobody misses it")
  func notAskedFor() throws {
    var training = training
    training.configuration.logging.tensorboard = false
    _ = try training.start(path).run { _ in }
    #expect(try EventLog.names(in: path) == [])
    #expect(try training.verify(path).isWhole)
  }

  @Test("a torn end is a remark that a resume mends; events that a checkpoint counts on are missed")
  func damage() throws {
    _ = try training.start(path).run { _ in }
    let whole = try bytes(Self.first)
    let steps = try EventLog(run: path).events.map(\.step).max() ?? 0
    #expect(try verdict(Self.first) == .whole("events up to step \(steps)"))
    try AtomicFile.write(whole + [1, 2, 3], to: "\(path)/\(Self.first)")
    #expect(try verdict(Self.first) == .remark("the last event is torn; a resume cuts it off"))
    _ = try training.goOn(path, warn: { Issue.record("unexpected warning: \($0)") })
    #expect(try bytes(Self.first) == whole)

    var flipped = whole
    flipped[whole.count / 2] ^= 1
    try AtomicFile.write(flipped, to: "\(path)/\(Self.first)")
    guard case .damaged(let sentence) = try verdict(Self.first) else {
      Issue.record("no damage is found")
      return
    }
    #expect(sentence.hasPrefix("\(path)/\(Self.first): the events end at step "))
    #expect(sentence.hasSuffix(", but the newest checkpoint is of step \(steps)"))
    var warnings: [String] = []
    _ = try training.goOn(path, warn: { warnings.append($0) })
    #expect(warnings.count == 1)
    #expect(warnings[0].hasPrefix("\(path)/\(Self.first): the events after step "))
    #expect(warnings[0].hasSuffix(" are lost; the training is not"))
  }

  @Test("pictures come at their interval and at the end, as PNG, and only where they are wanted")
  func pictures() throws {
    func pictures(_ name: String, every: Int) throws -> [(step: Int, png: [UInt8])] {
      var configuration = training.configuration
      configuration.logging.pictures = every
      configuration.evaluation.every = 2
      let entry = try #require(EnvironmentCatalog.entry(named: "cartpole"))
      let run = try TrainingRun.start(
        configuration, name: "small", subject: .environment(entry.kind),
        picture: { name, policy, seed in
          #expect(name == "cartpole-v1" && seed == configuration.seed)
          return try RolloutSheet(entry).draw(policy, seed: seed)
        },
        path: folder(name), workers: ThreadWorkers(count: 1), interrupt: Interrupt(), in: .quick)
      _ = try run.run { _ in }
      return try EventLog(run: folder(name)).events.flatMap { event in
        event.pictures.map { (event.step, $0.png) }
      }
    }
    let steps = try { () throws -> [Int] in
      _ = try training.start(path).run { _ in }
      return try EventLog(run: path).values("time/generation").keys.sorted()
    }()
    #expect(try pictures("none", every: 0).map(\.step) == [])
    #expect(try pictures("end", every: 100).map(\.step) == [steps[5]])
    let some = try pictures("some", every: 2)
    #expect(some.map(\.step) == [steps[3], steps[5]])
    for picture in some {
      let sheet = try PNG.decode(picture.png).bitmap
      #expect(sheet.width > sheet.height && Set(sheet.pixels).count > 50)
    }
    #expect(some[0].png != some[1].png)
  }

  @Test("a resume draws the environment in the version that the training has")
  func picturedVersion() throws {
    let entry = try #require(EnvironmentCatalog.entry(named: "cartpole"))
    var configuration = training.configuration
    configuration.logging.pictures = 1
    var names: [String] = []
    let picture: PolicyPicture = { name, policy, seed in
      names.append(name)
      return try RolloutSheet(entry).draw(policy, seed: seed)
    }
    _ = try TrainingRun.start(
      configuration, name: "small", subject: .environment(entry.kind), picture: picture, path: path,
      workers: ThreadWorkers(count: 1), interrupt: Interrupt(), in: .quick
    ).run { _ in }
    let begun = names.count
    _ = try TrainingRun.resume(
      path, change: { $0.stop.generations = 9 }, kind: { _ in entry.kind }, picture: picture,
      workers: ThreadWorkers(count: 1), interrupt: Interrupt(), in: .quick, warn: { _ in }
    ).run { _ in }
    #expect(begun > 0 && names.count > begun && Set(names) == ["cartpole-v1"])
  }

  @Test("a picture that is due and comes at the end is there once")
  func lastPicture() throws {
    var configuration = training.configuration
    configuration.logging.pictures = 3
    let run = try TrainingRun.start(
      configuration, name: "small", subject: .environment(training.kind),
      picture: { _, _, _ in try Canvas(width: 3, height: 2) },
      path: path, workers: ThreadWorkers(count: 1), interrupt: Interrupt(), in: .quick)
    _ = try run.run { _ in }
    #expect(try EventLog(run: path).events.flatMap(\.pictures).count == 2)
  }
}
