import EvoDraw
import EvoFiles
import EvoRun
import EvoTrain
import Foundation
import Synchronization
import Testing

@Suite("Metrics that another program has changed, and long ones")
struct MetricsRepairTests {
  private let folder: TemporaryFolder
  private let training: SmallTraining
  private var path: String { folder("run") }

  init() throws {
    folder = try TemporaryFolder()
    training = try SmallTraining(generations: 4)
  }

  @Test(
    "line ends of Windows, a byte-order mark and a damaged header are put right on resume",
    arguments: ["crlf", "bom", "header", "no header", "bytes"])
  func repair(damage: String) throws {
    _ = try training.start(path).run { _ in }
    let text = try folder.text("run/metrics.csv")
    let damaged =
      switch damage {
      case "crlf": text.replacing("\n", with: "\r\n")
      case "bom": "\u{FEFF}" + text
      case "header": text.replacing("generation", with: "gen%ration", maxReplacements: 1)
      case "no header": text.split(separator: "\n").dropFirst().joined(separator: "\n") + "\n"
      default: "\u{1}\u{2}\n" + text
      }
    try folder.write(damaged, to: "run/metrics.csv")
    #expect(try !training.verify(path).isWhole)
    var warnings: [String] = []
    _ = try training.goOn(path, warn: { warnings.append($0) })
    #expect(warnings.count == 1)
    #expect(
      warnings.first
        == "\(path)/metrics.csv: another program has changed its line ends or its header; "
        + "what is whole was written anew, up to row 4")
    #expect(try folder.text("run/metrics.csv") == text)
    #expect(try training.verify(path).isWhole)
  }

  /// As many rows as a training of weeks has.
  private func write(rows: Int, to name: String) throws {
    let header = GenerationReport.header(measures: [])
    let columns = GenerationReport.columnNames
    var text = header + "\n"
    for row in 1...rows {
      let cells = columns.map { column in
        switch column {
        case "generation": "\(row)"
        case "env_steps": "\(100 * row)"
        case "seconds": "\(Double(row) / 100)"
        case "fitness_mean", "fitness_min", "fitness_max", "return_mean": "\(row % 1000)"
        default: "1.25"
        }
      }
      text += cells.joined(separator: ",") + "\n"
    }
    try folder.write(text, to: name)
  }

  @Test(
    "however long the metrics are, a curve reads some megabytes and draws some thousand samples")
  func longCurve() throws {
    try write(rows: 120_000, to: "metrics.csv")
    let count = Mutex(0)
    var system = FileSystem.posix
    system.read = { descriptor, buffer throws(SystemError) in
      let found = try FileSystem.posix.read(descriptor, buffer)
      count.withLock { $0 += found }
      return found
    }
    system.readAt = { descriptor, offset, buffer throws(SystemError) in
      let found = try FileSystem.posix.readAt(descriptor, offset, buffer)
      count.withLock { $0 += found }
      return found
    }
    let size = try FileSystem.posix.readFile(folder("metrics.csv"), limit: 1 << 30).count
    #expect(size > 8 << 20)
    let curve = try LearningCurve(reading: folder("metrics.csv"), in: system)
    #expect(count.withLock { $0 } <= 4 << 20)
    let plot = curve.plot(title: "", of: .environment(training.kind))
    let thin = plot.thinned(to: 800)
    for (whole, thinned) in zip(plot.series, thin.series) {
      #expect(whole.samples.count > 10_000)
      #expect(thinned.samples.count <= 4 * 801)
      #expect(thinned.samples.map(\.y).max() == whole.samples.map(\.y).max())
      #expect(thinned.samples.first?.x == 100 && thinned.samples.last?.x == 12_000_000)
    }
  }

  @Test("a resume reads metrics of any length piece by piece, up to the checkpoint's row")
  func longResume() throws {
    _ = try training.start(path).run { _ in }
    let text = try folder.text("run/metrics.csv")
    // Behind the checkpoint's row there is more than is ever read whole, though nothing on the disk.
    try #require(truncate(path + "/metrics.csv", 3 << 30) == 0)
    var system = FileSystem.quick
    let most = Mutex(0)
    system.read = { descriptor, buffer throws(SystemError) in
      most.withLock { $0 = max($0, buffer.count) }
      return try FileSystem.quick.read(descriptor, buffer)
    }
    _ = try training.goOn(path, in: system, warn: { Issue.record("\($0)") })
    #expect(most.withLock { $0 } <= 1 << 20)
    #expect(try folder.text("run/metrics.csv") == text)
  }

  @Test("at the end the checkpoint comes before the curve")
  func orderAtTheEnd() throws {
    let written = Mutex<[String]>([])
    var system = FileSystem.quick
    system.rename = { from, to throws(SystemError) in
      written.withLock { $0.append(String(to.split(separator: "/").last ?? "")) }
      try FileSystem.quick.rename(from, to)
    }
    _ = try training.start(path, in: system).run { _ in }
    #expect(
      written.withLock { Array($0.suffix(3)) } == [
        "policy.safetensors", "generation-0000000004.safetensors", "learning-curve.png",
      ])
    #expect(written.withLock { $0.filter { $0 == "learning-curve.png" }.count } == 1)
  }
}
