import EvoCore
import EvoFiles
import EvoRun
import EvoTrain
import Foundation
import Testing

/// A change that makes a checkpoint one that nothing can go on with, though its checksum is right.
struct Nonsense: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let change: @Sendable (inout TensorFile) -> Void

  static func metadata(_ key: String, _ value: String?) -> Nonsense {
    Nonsense(testDescription: "\(key): \(value ?? "missing")") { $0.metadata[key] = value }
  }

  /// One number of a tensor is another one.
  static func number(_ name: String, _ value: Double) -> Nonsense {
    Nonsense(testDescription: "\(name) of \(value)") { file in
      if var values: [Double] = file[name]?.values() {
        values[0] = value
        file[name] = Tensor(values)
      } else if var values: [Float] = file[name]?.values() {
        values[0] = Float(value)
        file[name] = Tensor(values)
      }
    }
  }

  /// Of a run with cma-es.
  static let ofCovariance: [Nonsense] = [
    .number("strategy.sigma", .nan), .number("strategy.sigma", -1), .number("strategy.sigma", 0),
    .number("strategy.covariance", -1), .number("strategy.covariance", .infinity),
    .number("strategy.lengths", 0), .number("strategy.axes", .nan),
    .metadata("strategy.pending", "-5"), .metadata("strategy.pending", "7"),
    .metadata("strategy.updates", "1000000000000"), .metadata("strategy.updates", nil),
    Nonsense(testDescription: "a missing path") { $0["strategy.path"] = nil },
  ]

  /// Of a run with pes.
  static let ofPieces: [Nonsense] = [
    .number("strategy.episodes.begun", 7), .number("strategy.episodes.begun", -1),
    .number("strategy.episodes.steps", 0.5), .number("strategy.episodes.steps", 500),
    .number("strategy.episodes.over", 2), .number("strategy.episodes.over", .nan),
  ]

  static let all: [Nonsense] = [
    .metadata("generation", "3"), .metadata("generation", "-5"),
    .metadata("strategy.generation", "4"), .metadata("strategy.generation", "-5"),
    .metadata("env_steps", "-1"), .metadata("horizon", "0"), .metadata("horizon", "1000000"),
    .metadata("horizon", nil), .metadata("best.generation", "7"),
    .metadata("best.generation", "0"), .metadata("evaluation.generation", "9"),
    .metadata("configuration", "env: nowhere: 3"),
    .number("strategy.center", .nan), .number("strategy.center", .infinity),
    .number("observation.count", -1), .number("observation.squares", -1),
    .number("observation.mean", .nan), .number("best.center", .nan),
    .number("best.observation.squares", -1), .metadata("best.env_steps", nil),
    Nonsense(testDescription: "a missing vector") { $0["strategy.center"] = nil },
    Nonsense(testDescription: "missing statistics") { $0["observation.mean"] = nil },
  ]
}

@Suite("Which checkpoint a resume goes on with")
struct CheckpointChoiceTests {
  private let folder: TemporaryFolder
  private var training: SmallTraining
  private var path: String { folder("run") }

  init() throws {
    folder = try TemporaryFolder()
    training = try SmallTraining(generations: 6)
  }

  private func checkpoint(_ generation: Int) -> String {
    "\(path)/checkpoints/generation-000000000\(generation).safetensors"
  }

  private func names() throws -> [String] { try FileSystem.posix.names(in: path + "/checkpoints") }

  private func change(_ generation: Int, _ change: (inout TensorFile) -> Void) throws {
    var file = try TensorFile.read(checkpoint(generation))
    change(&file)
    try file.write(to: checkpoint(generation))
  }

  @Test(
    "what cannot be opened or read is an error that names the cause, and changes nothing",
    arguments: [EMFILE, EACCES, EIO, ENOMEM])
  func briefFailures(code: Int32) throws {
    _ = try training.start(path).run { _ in }
    let before = try remains(of: path)
    for call in 0..<100 {
      let faults = Faults(.failure(code), at: call, of: ["open", "status", "read"])
      do {
        let run = try training.goOn(path, in: faults.fileSystem)
        #expect(run.trainer.state.generation == 6, "call \(call)")
      } catch let error as FileError {
        guard case .system(_, _, code: code) = error else {
          Issue.record("call \(call): \(error)")
          continue
        }
      }
      #expect(try differences(path, from: before) == [], "call \(call)")
      if !faults.struck {
        #expect(call > 10)
        return
      }
    }
    Issue.record("the calls never end")
  }

  @Test("a checkpoint that holds what cannot be is named and passed over", arguments: Nonsense.all)
  func nonsense(nonsense: Nonsense) throws {
    _ = try training.start(path).run { _ in }
    let expected = try remains(of: path)
    try change(6, nonsense.change)
    var warnings: [String] = []
    let run = try training.goOn(path, warn: { warnings.append($0) })
    #expect(run.trainer.state.generation == 5)
    #expect(warnings.count == 1)
    #expect(warnings.first?.hasPrefix(checkpoint(6)) == true, "\(warnings)")
    _ = try run.run { _ in }
    let aside = "generation-0000000006.safetensors.damaged"
    #expect(try differences(path, from: expected) == [aside])
  }

  @Test("so is one of cma-es whose distribution cannot be", arguments: Nonsense.ofCovariance)
  func nonsenseOfCovariance(nonsense: Nonsense) throws {
    try expectPassedOver(nonsense, strategy: "cma-es")
  }

  @Test("so is one of pes whose episodes cannot be", arguments: Nonsense.ofPieces)
  func nonsenseOfPieces(nonsense: Nonsense) throws {
    try expectPassedOver(nonsense, strategy: "pes")
  }

  private func expectPassedOver(_ nonsense: Nonsense, strategy: String) throws {
    let training = try SmallTraining(strategy: strategy, generations: 6)
    _ = try training.start(path).run { _ in }
    try change(6, nonsense.change)
    var warnings: [String] = []
    let run = try training.goOn(path, warn: { warnings.append($0) })
    #expect(run.trainer.state.generation == 5)
    #expect(warnings.count == 1)
    #expect(warnings.first?.hasPrefix(checkpoint(6)) == true, "\(warnings)")
  }

  @Test(
    "what every strategy writes itself is possible",
    arguments: StrategyMethod.allCases.map(\.name))
  func ownStates(strategy: String) throws {
    let training = try SmallTraining(strategy: strategy, generations: 3)
    _ = try training.start(path).run { _ in }
    for generation in 0...3 {
      _ = try Trainer(
        checkpoint: TensorFile.read(checkpoint(generation)), kind: { _ in training.kind })
    }
  }

  @Test("a checkpoint of another run is named with what differs, and passed over")
  func foreign() throws {
    _ = try training.start(path).run { _ in }
    var other = training
    other.configuration.seed = 2
    _ = try other.start(folder("other")).run { _ in }
    let bytes = try FileSystem.posix.readFile(
      folder("other/checkpoints/generation-0000000006.safetensors"), limit: 1 << 20)
    try AtomicFile.write(bytes, to: checkpoint(6))
    #expect(try training.verify(path).isWhole == false)
    var warnings: [String] = []
    let run = try training.goOn(path, warn: { warnings.append($0) })
    #expect(run.trainer.state.generation == 5)
    #expect(
      warnings == [
        "\(checkpoint(6)): it is of another run: seed is 2, but in config.yaml 1; trying the "
          + "checkpoint before it"
      ])
  }

  @Test("a checkpoint under the name of another generation is named and passed over")
  func otherName() throws {
    _ = try training.start(path).run { _ in }
    let bytes = try FileSystem.posix.readFile(checkpoint(2), limit: 1 << 20)
    try AtomicFile.write(bytes, to: checkpoint(6))
    var warnings: [String] = []
    let run = try training.goOn(path, warn: { warnings.append($0) })
    #expect(run.trainer.state.generation == 5)
    #expect(
      warnings == [
        "\(checkpoint(6)): it is of generation 2, unlike its name; trying the checkpoint before it"
      ])
  }

  @Test("what is written after a fallback stays, and what was passed over is set aside")
  func setAside() throws {
    var training = training
    training.configuration.checkpoint.keepLast = 3
    training.configuration.stop.generations = 20
    let interrupt = Interrupt()
    _ = try TrainingRun.start(
      training.configuration, name: "small", subject: .environment(training.kind), path: path,
      workers: ThreadWorkers(count: 1), interrupt: interrupt, in: .quick
    ).run { if $0.generation == 9 { interrupt.request(signal: 15) } }
    for generation in [8, 9] { try AtomicFile.write([1], to: checkpoint(generation)) }
    try AtomicFile.write([1], to: path + "/checkpoints/generation-backup.safetensors")
    for start in [7, 8, 9] {
      let again = Interrupt()
      let run = try TrainingRun.resume(
        path, kind: { _ in training.kind }, workers: ThreadWorkers(count: 1), interrupt: again,
        in: .quick, warn: { _ in })
      #expect(run.trainer.state.generation == start)
      _ = try run.run { _ in again.request(signal: 15) }
    }
    #expect(
      try names() == [
        "generation-0000000008.safetensors", "generation-0000000008.safetensors.damaged",
        "generation-0000000009.safetensors", "generation-0000000009.safetensors.damaged",
        "generation-0000000010.safetensors", "generation-backup.safetensors",
      ])
    #expect(try training.verify(path).isWhole)
  }

  @Test("checkpoints are in the order of their numbers, whatever the order of their names")
  func order() throws {
    _ = try training.start(path).run { _ in }
    // Longer than the zeros in front, and not the name that evo-rl gives.
    for name in ["generation-10000000000", "generation-7", "generation-+000000007"] {
      try AtomicFile.write([1], to: "\(path)/checkpoints/\(name).safetensors")
    }
    var warnings: [String] = []
    let run = try training.goOn(path, warn: { warnings.append($0) })
    #expect(run.trainer.state.generation == 6)
    #expect(warnings.count == 1)
    #expect(
      try names().filter { $0.contains("damaged") }
        == ["generation-10000000000.safetensors.damaged"])
  }

  @Test("the limit that was asked for holds after a fallback, however often it is resumed")
  func limitAfterFallback() throws {
    _ = try training.start(path).run { _ in }
    _ = try training.goOn(path, change: { $0.stop.generations = 9 })
    try AtomicFile.write([1], to: checkpoint(6))
    for _ in 0..<2 {
      let run = try training.goOn(path)
      #expect(run.trainer.state.generation == 5)
      #expect(run.trainer.configuration.stop.generations == 9)
    }
    var last = 0
    _ = try training.goOn(path).run { last = $0.generation }
    #expect(last == 9)
    #expect(try training.verify(path).isWhole)
  }

  @Test("an edited config.yaml is not taken over in silence")
  func edited() throws {
    _ = try training.start(path).run { _ in }
    let text = try folder.text("run/config.yaml")
    var warnings: [String] = []
    for (old, new, difference) in [
      ("generations: 6", "generations: 60", "stop.generations is 60, but 6"),
      ("population: 16", "population: 18", "strategy.population is 18, but 16"),
      ("env: cartpole", "env: pendulum", "env is pendulum, but cartpole"),
    ] {
      try folder.write(text.replacing(old, with: new), to: "run/config.yaml")
      warnings = []
      let run = try training.goOn(path, warn: { warnings.append($0) })
      #expect(run.trainer.configuration.stop.generations == 6)
      #expect(
        warnings == [
          "\(path)/config.yaml: \(difference) in the checkpoint, which is what counts; "
            + "stop, checkpoint and evaluation are changed by options of evo-rl resume"
        ])
    }
    try folder.write("env: [", to: "run/config.yaml")
    warnings = []
    _ = try training.goOn(path, warn: { warnings.append($0) })
    #expect(warnings.count == 1)
    try folder.write(text, to: "run/config.yaml")
    _ = try training.goOn(path, warn: { Issue.record("\($0)") })
  }

  @Test("an environment that is not known here says nothing about the checkpoints")
  func unknownEnvironment() throws {
    let missing = ResourceError.unknownName(
      "cartpole", .envs, nearest: nil, known: ["pendulum"])
    _ = try training.start(path).run { _ in }
    let before = try remains(of: path)
    let expected = CheckpointError.unknownEnvironment(
      file: checkpoint(6), name: "cartpole",
      reason: "no environment 'cartpole'; there are pendulum")
    #expect(throws: expected) {
      try TrainingRun.resume(
        path, kind: { _ in throw missing }, workers: ThreadWorkers(count: 1),
        interrupt: Interrupt(), warn: { Issue.record("\($0)") })
    }
    #expect(try differences(path, from: before) == [])
    let error = #expect(throws: CheckpointError.self) {
      try RunVerification(path, kind: { _ in throw missing })
    }
    #expect(error?.description.contains(": unknown environment 'cartpole': ") == true)
  }
}
