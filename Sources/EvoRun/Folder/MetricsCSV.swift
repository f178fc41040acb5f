import EvoCore
import EvoFiles
import EvoTrain

/// The reports of a run as text: a header, then a row for each generation.
public final class MetricsCSV: MetricsSink {
  public static let fileName = "metrics.csv"
  /// The largest file that is read whole: 1 GiB. To go on with a run that is not needed.
  static let limit = 1 << 30

  public static let files = [
    RunFile(
      fileName, holds: "one row a generation", written: "every generation", isRequired: true,
      check: verify)
  ]

  public let elapsed: Double?
  private let log: AppendLog

  private init(
    _ log: AppendLog, measures: [String], elapsed: Double?
  ) throws(FileError) {
    self.log = log
    self.elapsed = elapsed
    if log.length == 0 { try log.append(line: GenerationReport.header(measures: measures)) }
  }

  public static func open(
    _ place: SinkPlace, warn: (String) -> Void
  ) throws -> (any MetricsSink)? {
    let path = "\(place.folder)/\(fileName)"
    let system = place.fileSystem
    guard !place.isNew else {
      return try MetricsCSV(
        AppendLog(path: path, keeping: 0, in: system), measures: place.measures, elapsed: nil)
    }
    let last = place.generation
    let columns = GenerationReport.columnNames + place.measures
    var rows = MetricsRows(through: last, columns: columns)
    if try system.names(in: place.folder).contains(fileName) {
      try system.readPieces(of: path) { bytes in
        let count = try rows.take(bytes, path: path)
        // Nothing as long as that is a row.
        return rows.isComplete || bytes.count - count > 1 << 20 ? nil : count
      }
    }
    if rows.needsRepair {
      let whole = MetricsRows.repaired(
        try system.readFile(path, limit: limit, copies: 3), through: last, columns: columns)
      try AtomicFile.write(whole, to: path, in: system)
      rows = try MetricsRows(whole, through: last, columns: columns, path: path)
      warn(
        "\(path): another program has changed its line ends or its header; "
          + "what is whole was written anew, up to row \(rows.generation)")
    }
    if rows.generation < last {
      warn("\(path): rows \(rows.generation + 1) to \(last) are lost; the training is not")
    }
    return try MetricsCSV(
      AppendLog(path: path, keeping: rows.length, in: system), measures: place.measures,
      elapsed: rows.seconds)
  }

  public func append(_ report: GenerationReport) throws { try log.append(line: report.row) }
  public func flush() throws { try log.flush() }

  /// Every whole row is that of its generation, and checkpoints have theirs.
  private static func verify(
    _ run: inout RunVerification, _ file: String
  ) throws -> RunVerification.Finding.Verdict {
    let name = "\(run.path)/\(file)"
    let text = String(decoding: try run.bytes(file), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let columns = lines[0].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard columns.starts(with: GenerationReport.columnNames), lines[0].last != "\r" else {
      let rows = try MetricsRows(run.bytes(file), through: .max, path: name)
      return rows.needsRepair
        ? .damaged(
          "\(name): another program has changed its line ends or its header; "
            + "a resume writes anew what is whole")
        : .damaged("\(name): there is no header")
    }
    let newest = run.kept.last?.heading.generation ?? 0
    for (index, line) in lines.enumerated().dropFirst().dropLast() {
      guard let row = MetricsRow(Array(line.utf8)[...], columns: columns.count),
        row.generation == index
      else {
        guard index > newest else {
          return .damaged("\(name):\(index + 1): not the row of generation \(index)")
        }
        return .remark("rows after generation \(newest) are not whole; a resume writes them anew")
      }
      run.rows[row.generation] =
        line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    for checkpoint in run.kept where checkpoint.heading.generation > 0 {
      let generation = checkpoint.heading.generation
      guard let cells = run.rows[generation] else {
        return .damaged("\(name): no row of generation \(generation), which has a checkpoint")
      }
      guard cells[1] == checkpoint.file.metadata["env_steps"] else {
        return .damaged(
          "\(name):\(generation + 1): \(cells[1]) environment steps, unlike \(checkpoint.name)")
      }
    }
    guard lines.last == "" else {
      return .remark("the last row is torn; a resume writes it anew")
    }
    return .whole("\(run.rows.count) generations")
  }
}
