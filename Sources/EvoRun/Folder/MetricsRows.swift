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
  /// Whether another program has changed the file: the header is no list of columns, or lines end as
  /// Windows ends them. What is kept then has to be written anew (`repaired`).
  public private(set) var needsRepair = false

  /// How many columns the header has.
  private(set) var columnCount = GenerationReport.columnNames.count

  /// The columns that there have to be; nil where the measures behind those that all have may be any.
  private let columns: [String]?
  /// The generation of the checkpoint.
  private let last: Int
  /// Where the next line begins.
  private var position = 0

  init(through last: Int, columns: [String]? = nil) {
    self.last = last
    self.columns = columns
  }

  /// - Parameters:
  ///   - bytes: the file.
  ///   - last: the generation of the checkpoint.
  /// - Throws: `otherColumns` when the header is that of another version of the program.
  public init(
    _ bytes: [UInt8], through last: Int, columns: [String]? = nil, path: String
  ) throws(MetricsError) {
    self.init(through: last, columns: columns)
    try take(bytes[...], path: path)
  }

  /// Whether what follows cannot matter.
  var isComplete: Bool { needsRepair || (position > 0 && generation == last) }

  /// Takes the whole lines at the beginning of `bytes`, which follow those taken before.
  ///
  /// - Returns: how many bytes these lines have.
  @discardableResult
  mutating func take(_ bytes: ArraySlice<UInt8>, path: String) throws(MetricsError) -> Int {
    var start = bytes.startIndex
    while !isComplete, let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      let line = bytes[start..<end]
      let next = position + line.count + 1
      if line.last == UInt8(ascii: "\r") {
        needsRepair = true
      } else if position == 0 {
        try takeHeader(line, path: path)
        length = needsRepair ? 0 : next
      } else if let row = MetricsRow(line, columns: columnCount), row.generation <= last {
        (length, generation, seconds) = (next, row.generation, row.seconds)
      }
      position = next
      start = end + 1
    }
    if needsRepair { (length, generation, seconds) = (0, 0, 0) }
    return start - bytes.startIndex
  }

  private mutating func takeHeader(
    _ line: ArraySlice<UInt8>, path: String
  ) throws(MetricsError) {
    let cells = line.cells.map { String(decoding: $0, as: UTF8.self) }
    let all = GenerationReport.columnNames
    let expected = columns ?? (cells.starts(with: all) ? cells : all)
    columnCount = expected.count
    guard cells != expected else { return }
    let isList = cells.allSatisfy { cell in
      !cell.isEmpty
        && cell.unicodeScalars.allSatisfy { "a"..."z" ~= $0 || "0"..."9" ~= $0 || $0 == "_" }
    }
    guard !isList || cells[0] != GenerationReport.columnNames[0] else {
      throw .otherColumns(path: path)
    }
    needsRepair = true
  }

  /// The header and the whole rows of a file that another program has changed, as evo-rl writes them.
  static func repaired(
    _ bytes: [UInt8], through last: Int, columns: [String]
  ) -> [UInt8] {
    var text = Array((columns.joined(separator: ",") + "\n").utf8)
    var generation = 0
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      guard let row = MetricsRow(line, columns: columns.count), row.generation > generation,
        row.generation <= last
      else { continue }
      generation = row.generation
      text += line
      text.append(UInt8(ascii: "\n"))
    }
    return text
  }
}

/// What is read again of a row of `metrics.csv`.
struct MetricsRow {
  let generation: Int
  let envSteps: Int
  let seconds: Double

  private static let secondsColumn = GenerationReport.columnNames.firstIndex(of: "seconds") ?? 0

  /// nil unless there is one cell for each column, and the cells read here are numbers.
  init?(_ line: ArraySlice<UInt8>, columns: Int) {
    let cells = line.cells
    func text(_ column: Int) -> String { String(decoding: cells[column], as: UTF8.self) }
    guard cells.count == columns, let first = Int(text(0)), first > 0,
      let steps = Int(text(1)), steps >= 0, let seconds = Double(text(Self.secondsColumn)),
      seconds.isFinite, seconds >= 0
    else { return nil }
    generation = first
    envSteps = steps
    self.seconds = seconds
  }
}

extension ArraySlice<UInt8> {
  /// The cells of a line of CSV without quotes.
  var cells: [ArraySlice<UInt8>] {
    split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
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
