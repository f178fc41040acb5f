import EvoFiles
import EvoRun
import EvoTestSupport
import EvoTrain
import Foundation
import Glibc
import Synchronization
import Testing

/// A sink for even seeds, which writes when the run ends only.
private final class EndSink: MetricsSink {
  static let files = [
    RunFile("end.txt", holds: "the last evaluation", written: "at the end", check: nil)
  ]

  private let place: SinkPlace

  private init(_ place: SinkPlace) { self.place = place }

  static func open(_ place: SinkPlace, warn: (String) -> Void) throws -> (any MetricsSink)? {
    place.configuration.seed.isMultiple(of: 2) ? EndSink(place) : nil
  }

  func append(_ report: GenerationReport) {}
  func flush() {}

  func close(_ evaluation: EvaluationSummary?) throws {
    try AtomicFile.write(
      Array("\(place.name) \(evaluation?.returnMean ?? .nan)".utf8),
      to: "\(place.folder)/end.txt", in: place.fileSystem)
  }
}

/// Notes, in their order, what is written to files and forced to the device, and what they are renamed
/// to.
private final class CallLog: Sendable {
  private let state = Mutex<(names: [Int32: String], calls: [String])>(([:], []))

  var calls: [String] { state.withLock { $0.calls } }

  private func note(_ call: String, _ descriptor: Int32) {
    state.withLock { $0.calls.append("\(call) \($0.names[descriptor] ?? "?")") }
  }

  var fileSystem: FileSystem {
    let posix = FileSystem.posix
    var system = FileSystem.quick
    system.open = { path, flags throws(SystemError) in
      let descriptor = try posix.open(path, flags)
      self.state.withLock { $0.names[descriptor] = path }
      return descriptor
    }
    system.write = { descriptor, bytes throws(SystemError) in
      self.note("write", descriptor)
      return try posix.write(descriptor, bytes)
    }
    system.sync = { descriptor throws(SystemError) in self.note("sync", descriptor) }
    system.rename = { from, to throws(SystemError) in
      self.state.withLock { $0.calls.append("rename \(to)") }
      try posix.rename(from, to)
    }
    return system
  }
}

@Suite("Sinks of a run")
struct MetricsSinkTests {
  private let folder: TemporaryFolder
  private let training: SmallTraining
  private var path: String { folder("run") }

  init() throws {
    folder = try TemporaryFolder()
    var training = try SmallTraining(generations: 4)
    training.configuration.seed = 2
    training.sinks = [FitnessLog.self, EndSink.self] + MetricsSinks.all
    self.training = training
  }

  private func log(_ path: String) throws -> [UInt8] {
    try FileSystem.posix.readFile(path + "/fitness.bin", limit: 1000)
  }

  @Test("every report reaches every sink, and the sinks are on the device before a checkpoint is")
  func flushedBeforeCheckpoints() throws {
    let calls = CallLog()
    let run = try training.start(path, in: calls.fileSystem)
    var expected: [Double] = []
    _ = try run.run { expected += [Double($0.envSteps), $0.fitness.mean] }
    #expect(expected.count == 8)
    #expect(try log(path) == expected.withUnsafeBytes(Array.init))
    let mean = try #require(run.evaluation).returnMean
    #expect(try folder.text("run/end.txt") == "small \(mean)")
    var checkpoints = 0
    for (index, call) in calls.calls.enumerated()
    where call.hasPrefix("rename \(path)/checkpoints/") {
      checkpoints += 1
      for name in ["fitness.bin", "metrics.csv"] {
        let last = calls.calls[..<index].last { $0.hasSuffix("\(path)/\(name)") }
        #expect(last == "sync \(path)/\(name)", "before \(call)")
      }
    }
    #expect(checkpoints >= 5)
  }

  @Test("a resume cuts every sink back to the checkpoint, and the end is that of a whole run")
  func cutOnResume() throws {
    _ = try training.start(folder("reference")).run { _ in }
    _ = try training.start(path).run { _ in }
    for generation in 3...4 {
      try FileManager.default.removeItem(
        atPath: "\(path)/checkpoints/generation-000000000\(generation).safetensors")
    }
    let run = try training.goOn(path)
    #expect(run.trainer.state.generation == 2)
    #expect(try log(path) == Array(log(folder("reference")).prefix(32)))
    #expect(try folder.text("run/metrics.csv").split(separator: "\n").count == 1 + 2)
    _ = try run.run { _ in }
    #expect(try log(path) == log(folder("reference")))
  }

  @Test("a sink that the configuration does not ask for writes nothing")
  func notAskedFor() throws {
    var training = training
    training.configuration.seed = 1
    _ = try training.start(path).run { _ in }
    #expect(try !folder.contents(of: "run").contains("end.txt"))
    #expect(try training.verify(path).isWhole)
  }

  @Test("verifying knows the files of a sink, says when one is damaged, and is surprised by others")
  func knownToVerify() throws {
    _ = try training.start(path).run { _ in }
    func verdict(_ training: SmallTraining) throws -> RunVerification.Finding.Verdict? {
      try training.verify(path).findings.first { $0.file == "fitness.bin" }?.verdict
    }
    #expect(try verdict(training) == .whole("4 generations"))
    var without = training
    without.sinks = MetricsSinks.all
    #expect(try verdict(without) == .remark("not a file of evo-rl"))
    try FileSystem.posix.truncate(path + "/fitness.bin", to: 60)
    #expect(
      try verdict(training) == .damaged("\(path)/fitness.bin: 60 bytes are no whole records"))
    #expect(try !training.verify(path).isWhole)
  }

  @Test("a sink that cannot write ends the run with its error, and a resume goes on")
  func failure() throws {
    var system = FileSystem.quick
    let write = system.write
    system.write = { descriptor, bytes throws(SystemError) in
      guard bytes.count != FitnessLog.recordSize else { throw SystemError(code: ENOSPC) }
      return try write(descriptor, bytes)
    }
    do {
      let run = try training.start(path, in: system)
      #expect(throws: FileError.system(.write, path: path + "/fitness.bin", code: ENOSPC)) {
        try run.run { _ in }
      }
    }
    _ = try training.goOn(path).run { _ in }
    #expect(try log(path).count == 4 * FitnessLog.recordSize)
    #expect(try training.verify(path).isWhole)
  }

  @Test("docs/extending.md shows the sink that these tests run")
  func documented() throws {
    func text(_ path: String) throws -> String {
      try String(contentsOfFile: "\(Repository.path)/\(path)", encoding: .utf8)
    }
    let sink = try text("Tests/EvoTrainTests/Run/FitnessLog.swift")
    #expect(try text("docs/extending.md").contains("```swift\n\(sink)```\n"))
  }
}

extension TemporaryFolder {
  fileprivate func contents(of name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: self(name))
  }
}

extension FileSystem {
  fileprivate func truncate(_ path: String, to length: Int) throws {
    let descriptor = try open(path, O_WRONLY)
    defer { try? close(descriptor) }
    try truncate(descriptor, length)
  }
}
