import EvoFiles
import EvoRun
import EvoTrain

/// The mean fitness as plain numbers: for each generation two doubles, the environment steps and the
/// mean. `numpy.fromfile("fitness.bin").reshape(-1, 2)` reads it.
final class FitnessLog: MetricsSink {
  static let fileName = "fitness.bin"
  static let recordSize = 16

  static let files = [
    RunFile(fileName, holds: "steps and mean fitness, as doubles", written: "every generation") {
      run, file in
      let size = try run.bytes(file).count
      guard size.isMultiple(of: recordSize) else {
        return .damaged("\(run.path)/\(file): \(size) bytes are no whole records")
      }
      return .whole("\(size / recordSize) generations")
    }
  ]

  private let log: AppendLog

  private init(_ log: AppendLog) { self.log = log }

  static func open(_ place: SinkPlace, warn: (String) -> Void) throws -> (any MetricsSink)? {
    FitnessLog(
      try AppendLog(
        path: "\(place.folder)/\(fileName)", keeping: recordSize * place.generation,
        in: place.fileSystem))
  }

  func append(_ report: GenerationReport) throws {
    let record = [Double(report.envSteps), report.fitness.mean]
    try log.append(bytes: record.withUnsafeBytes(Array.init))
  }

  func flush() throws { try log.flush() }
}
