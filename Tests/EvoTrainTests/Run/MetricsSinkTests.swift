import EvoFiles
import EvoRun
import EvoTrain
import Foundation
import Glibc
import Synchronization
import Testing

/// A sink of a few lines: `toy.log` gets one record of two bytes for each generation, `toy.end` the
/// mean of the last evaluation. Asked for by an even seed.
private final class ToySink: MetricsSink {
  static let files = [
    RunFile("toy.log", holds: "a toy", written: "every generation") { run, file in
      try run.bytes(file).count.isMultiple(of: 2)
        ? .whole("a toy") : .damaged("\(run.path)/\(file): half a record")
    },
    RunFile("toy.end", holds: "its end", written: "at the end", check: nil),
  ]

  let log: AppendLog
  let place: SinkPlace

  private init(_ log: AppendLog, _ place: SinkPlace) {
    self.log = log
    self.place = place
  }

  static func open(_ place: SinkPlace, warn: (String) -> Void) throws -> (any MetricsSink)? {
    guard place.configuration.seed.isMultiple(of: 2) else { return nil }
    #expect(place.isNew ? place.generation == 0 : place.name == "small")
    let log = try AppendLog(
      path: place.folder + "/toy.log", keeping: 2 * place.generation, in: place.fileSystem)
    return ToySink(log, place)
  }

  func append(_ report: GenerationReport) throws {
    try log.append(bytes: [UInt8(report.generation), 0xFF])
  }

  func flush() throws { try log.flush() }

  func close(_ evaluation: EvaluationSummary?) throws {
    try AtomicFile.write(
      Array("\(evaluation?.returnMean ?? .nan)".utf8), to: place.folder + "/toy.end",
      in: place.fileSystem)
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
    training.sinks = [ToySink.self] + MetricsSinks.all
    self.training = training
  }

  private func toy(_ path: String) throws -> [UInt8] {
    try FileSystem.posix.readFile(path + "/toy.log", limit: 1000)
  }

  @Test("every report reaches every sink, and the sinks are on the device before a checkpoint is")
  func flushedBeforeCheckpoints() throws {
    let log = CallLog()
    let run = try training.start(path, in: log.fileSystem)
    _ = try run.run { _ in }
    #expect(try toy(path) == [1, 0xFF, 2, 0xFF, 3, 0xFF, 4, 0xFF])
    let mean = try #require(run.evaluation).returnMean
    #expect(try folder.text("run/toy.end") == "\(mean)")
    let calls = log.calls
    var checkpoints = 0
    for (index, call) in calls.enumerated() where call.hasPrefix("rename \(path)/checkpoints/") {
      checkpoints += 1
      for name in ["toy.log", "metrics.csv"] {
        let last = calls[..<index].last { $0.hasSuffix("\(path)/\(name)") }
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
    try FileManager.default.removeItem(atPath: path + "/checkpoints/best.safetensors")
    let run = try training.goOn(path)
    #expect(try toy(path) == [1, 0xFF, 2, 0xFF])
    #expect(try folder.text("run/metrics.csv").split(separator: "\n").count == 1 + 2)
    _ = try run.run { _ in }
    #expect(try toy(path) == toy(folder("reference")))
  }

  @Test("a sink that the configuration does not ask for writes nothing")
  func notAskedFor() throws {
    var training = training
    training.configuration.seed = 1
    _ = try training.start(path).run { _ in }
    #expect(try !folder.contents(of: "run").contains { $0.hasPrefix("toy") })
    #expect(try training.verify(path).isWhole)
  }

  @Test("verifying knows the files of a sink, says when one is damaged, and is surprised by others")
  func knownToVerify() throws {
    _ = try training.start(path).run { _ in }
    func verdict(_ training: SmallTraining) throws -> RunVerification.Finding.Verdict? {
      try training.verify(path).findings.first { $0.file == "toy.log" }?.verdict
    }
    #expect(try verdict(training) == .whole("a toy"))
    var without = training
    without.sinks = MetricsSinks.all
    #expect(try verdict(without) == .remark("not a file of evo-rl"))
    try FileSystem.posix.truncated(path + "/toy.log", to: 7)
    #expect(try verdict(training) == .damaged("\(path)/toy.log: half a record"))
    #expect(try !training.verify(path).isWhole)
  }

  @Test("a sink that cannot write ends the run with its error, and a resume goes on")
  func failure() throws {
    var system = FileSystem.quick
    let write = system.write
    system.write = { descriptor, bytes throws(SystemError) in
      guard bytes.count != 2 else { throw SystemError(code: ENOSPC) }
      return try write(descriptor, bytes)
    }
    do {
      let run = try training.start(path, in: system)
      #expect(throws: FileError.system(.write, path: path + "/toy.log", code: ENOSPC)) {
        try run.run { _ in }
      }
    }
    _ = try training.goOn(path).run { _ in }
    #expect(try toy(path).count == 8)
    #expect(try training.verify(path).isWhole)
  }
}

extension TemporaryFolder {
  fileprivate func contents(of name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: self(name))
  }
}

extension FileSystem {
  fileprivate func truncated(_ path: String, to length: Int) throws {
    let descriptor = try open(path, O_WRONLY)
    defer { try? close(descriptor) }
    try truncate(descriptor, length)
  }
}
