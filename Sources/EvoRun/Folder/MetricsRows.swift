import EvoTrain

/// The rows of `metrics.csv` that belong to a checkpoint, found in the bytes of the file.
///
/// A killed process may leave more rows than its last checkpoint knows, and a crashed machine may
/// leave anything behind the last byte that was forced to the device; both lie behind these rows.
public struct MetricsRows: Sendable, Equatable {
  /// Bytes up to the end of the last row that is kept; 0 when there is not even a header.
  public private(set) var length = 0
  /// Generation of the last row that is kept; 0 when there is none.
  public private(set) var generation = 0
  /// What that row says about wall time.
  public private(set) var seconds = 0.0

  /// - Parameters:
  ///   - bytes: the file.
  ///   - last: the generation of the checkpoint.
  /// - Throws: `otherColumns` when the header is not the one that this program writes.
  public init(_ bytes: [UInt8], through last: Int, path: String) throws(MetricsError) {
    var start = 0
    let columns = GenerationReport.columnNames
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      let cells = bytes[start..<end].split(
        separator: UInt8(ascii: ","), omittingEmptySubsequences: false
      ).map { String(decoding: $0, as: UTF8.self) }
      if start == 0 {
        guard cells == columns else { throw .otherColumns(path: path) }
        length = end + 1
      } else if let row = MetricsRow(cells), row.generation <= last {
        length = end + 1
        generation = row.generation
        seconds = row.seconds
      }
      start = end + 1
      if generation == last { return }
    }
  }
}

/// What is read again of a row of `metrics.csv`.
struct MetricsRow {
  let generation: Int
  let envSteps: Int
  let seconds: Double

  /// nil unless there is one cell for each column, and the cells read here are numbers.
  init?(_ cells: [String]) {
    let columns = GenerationReport.columnNames
    guard cells.count == columns.count, let first = Int(cells[0]), first > 0,
      let steps = Int(cells[1]), steps >= 0, let time = columns.firstIndex(of: "seconds"),
      let seconds = Double(cells[time]), seconds.isFinite, seconds >= 0
    else { return nil }
    generation = first
    envSteps = steps
    self.seconds = seconds
  }
}

/// Why metrics cannot be gone on with.
public enum MetricsError: Error, Equatable, Sendable {
  /// The file was begun by another version of the program.
  case otherColumns(path: String)
}

extension MetricsError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .otherColumns(let path):
      "\(path): the columns are not those that this evo-rl writes; "
        + "resume with the evo-rl that began the run, or move the file away"
    }
  }
}
