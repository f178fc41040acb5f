import EvoCore
import EvoFiles
import EvoRun
import EvoTrain
import EvoWords
import Foundation
import Testing

@Suite("Resuming runs")
struct FilesResumeTests {
  private let folder: TemporaryFolder
  private let training: SmallTraining
  private var path: String { folder("run") }

  init() throws {
    folder = try TemporaryFolder()
    training = try SmallTraining(generations: 6)
  }

  private func checkpoint(_ generation: Int) -> String {
    "\(path)/checkpoints/generation-000000000\(generation).safetensors"
  }

  @Test("a run that was extended equals one that had the limit from the start, from there on")
  func extended() throws {
    _ = try training.start(folder("reference")).run { _ in }
    var short = training
    short.configuration.stop.generations = 3
    _ = try short.start(path).run { _ in }
    let run = try training.goOn(path, change: { $0.stop.generations = 6 })
    #expect(run.trainer.state.generation == 3)
    _ = try run.run { _ in }
    let (expected, found) = (try remains(of: folder("reference")), try remains(of: path))
    for name in expected.keys where !"012".contains(name.dropLast(12).last ?? "-") {
      #expect(found[name] == expected[name], "\(name)")
    }
    #expect(expected.keys.sorted() == found.keys.sorted())
  }

  @Test("new limits are on disk before anything is trained for them")
  func limitsAreSaved() throws {
    _ = try training.start(path).run { _ in }
    _ = try training.goOn(path, change: { $0.stop.generations = 9 })
    let again = try training.goOn(path)
    #expect(again.trainer.configuration.stop.generations == 9)
    #expect(again.stopReason == nil)
  }

  @Test("a run that has ended is not changed by resuming it")
  func ended() throws {
    _ = try training.start(path).run { _ in }
    let before = try remains(of: path)
    for limit in [nil, 6, 2] {
      let run = try training.goOn(
        path, change: limit.map { limit in { $0.stop.generations = limit } })
      #expect(run.stopReason == .generations)
    }
    #expect(try differences(path, from: before) == [])
  }

  @Test("a run that ended as solved goes on when it is given a limit")
  func solved() throws {
    var easy = training
    easy.configuration.stop.solved = true
    var spec = easy.kind.spec
    spec.solvedAt = 1
    let makeBlock = easy.kind.makeBlock
    easy.kind = EnvironmentKind(spec: spec, makeBlock: makeBlock)
    #expect(try easy.start(path).run { _ in } == .stopped(.solved))
    #expect(try easy.goOn(path).stopReason == .solved)
    let run = try easy.goOn(path, change: { ($0.stop.solved, $0.stop.generations) = (false, 4) })
    #expect(try run.run { _ in } == .stopped(.generations))
    #expect(run.trainer.state.generation == 4)
  }

  @Test("a damaged checkpoint is named and passed over, and the end is the same")
  func damagedCheckpoint() throws {
    _ = try training.start(path).run { _ in }
    let expected = try remains(of: path)
    try Data("damaged".utf8).write(to: URL(filePath: checkpoint(6)))
    let bytes = try FileSystem.posix.readFile(checkpoint(5), limit: 1 << 20)
    try AtomicFile.write(bytes.dropLast(), to: checkpoint(5))
    var warnings: [String] = []
    let run = try training.goOn(path, warn: { warnings.append($0) })
    #expect(run.trainer.state.generation == 4)
    #expect(warnings.count == 2)
    #expect(zip(warnings, [6, 5]).allSatisfy { $0.hasPrefix(checkpoint($1)) })
    _ = try run.run { _ in }
    #expect(
      try differences(path, from: expected) == [
        "generation-0000000005.safetensors.damaged", "generation-0000000006.safetensors.damaged",
      ])
  }

  @Test("a checkpoint of a newer format is refused, not passed over")
  func newerFormat() throws {
    _ = try training.start(path).run { _ in }
    var file = try TensorFile.read(checkpoint(6))
    file.metadata["format_version"] = "2"
    file.metadata["evo_rl_version"] = "3.1.4"
    try file.write(to: checkpoint(6))
    let error = #expect(throws: PolicyFileError.self) { try training.goOn(path) }
    #expect(
      error?.description == "\(checkpoint(6)): format version 2, but evo-rl \(Version.text) reads "
        + "version 1; use the evo-rl that wrote it (3.1.4) or a newer one")
  }

  @Test("only the newest checkpoints stay")
  func keeping() throws {
    var sparing = training
    sparing.configuration.checkpoint.keepLast = 2
    _ = try sparing.start(path).run { _ in }
    #expect(
      try folder.names(in: "run/checkpoints") == [
        "generation-0000000005.safetensors", "generation-0000000006.safetensors",
      ])
  }

  @Test("rows behind the checkpoint and torn rows are cut, lost rows are named")
  func metrics() throws {
    _ = try training.start(path).run { _ in }
    let expected = try remains(of: path)
    let text = try folder.text("run/metrics.csv")
    try folder.write(text + "7,1,2\n8,", to: "run/metrics.csv")
    _ = try training.goOn(path)
    #expect(try folder.text("run/metrics.csv") == text)

    try FileManager.default.removeItem(atPath: path + "/metrics.csv")
    var warnings: [String] = []
    _ = try training.goOn(path, warn: { warnings.append($0) })
    #expect(
      warnings == ["\(path)/metrics.csv: rows 1 to 6 are lost; the training is not"])
    #expect(try folder.text("run/metrics.csv") == GenerationReport.header(measures: []) + "\n")
    #expect(try remains(of: path)["policy.safetensors"] == expected["policy.safetensors"])

    try folder.write("generation,other\n", to: "run/metrics.csv")
    #expect(throws: MetricsError.otherColumns(path: path + "/metrics.csv")) {
      try training.goOn(path)
    }
  }

  @Test("a folder without a run is named and stays as it is")
  func noRun() throws {
    try FileSystem.posix.createFolders(folder("empty"))
    let error = #expect(throws: RunFolderError.self) {
      try TrainingRun.resume(
        folder("empty"), kind: { _ in training.kind }, workers: ThreadWorkers(count: 1),
        interrupt: Interrupt(), warn: { _ in })
    }
    #expect(error == .noRun(path: folder("empty")))
    #expect(try folder.names(in: "empty").isEmpty)
  }

  @Test("a second process is refused while a run is being written")
  func locked() throws {
    let run = try training.start(path)
    #expect(throws: FileError.self) { try training.goOn(path) }
    #expect(throws: FileError.self) { try training.verify(path) }
    withExtendedLifetime(run) {}
  }

  @Test("checkpoints hold no time: two runs write the same bytes")
  func timeless() throws {
    for name in ["a", "b"] { _ = try training.start(folder(name)).run { _ in } }
    #expect(try remains(of: folder("a")) == remains(of: folder("b")))
  }
}

extension TemporaryFolder {
  fileprivate func names(in name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: self(name)).sorted()
  }
}
