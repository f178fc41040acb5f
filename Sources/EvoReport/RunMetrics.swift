import EvoFiles
import EvoRun
import EvoTrain

/// The rows of a training's metrics, as many of them as a picture can show: of a long training every
/// second, every fourth row and so on.
package struct RunMetrics: Sendable {
  private(set) var rows: [[Double]] = []
  private var stride = 1
  private var count = 0
  /// Enough for every pixel of a page.
  private static let limit = 4096

  package init(reading path: String, in fileSystem: FileSystem = .posix) throws(FileError) {
    let bytes = try fileSystem.readSample(path, wholeLimit: 4 << 20, pieceSize: 4 << 10)
    let lines = bytes.split(separator: UInt8(ascii: "\n")).map { line in
      line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
        String(decoding: $0, as: UTF8.self)
      }
    }
    guard let heading = lines.first else { return }
    // By name: a file may have columns beside these.
    let places = GenerationReport.columnNames.map { heading.firstIndex(of: $0) }
    // Of a sample, the first and the last line of a piece may be cut.
    for cells in lines.dropFirst() where cells.count == heading.count {
      let row = places.map { place in place.flatMap { Double(cells[$0]) } ?? .nan }
      if row[0].isFinite { append(row) }
    }
  }

  mutating func append(_ report: GenerationReport) {
    append(report.columns.prefix(GenerationReport.columnNames.count).map { $0.value ?? .nan })
  }

  private mutating func append(_ row: [Double]) {
    defer { count += 1 }
    guard count.isMultiple(of: stride) else { return }
    rows.append(row)
    guard rows.count == Self.limit else { return }
    rows = rows.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    stride *= 2
  }

  /// One number for each row; NaN where the cell is empty.
  package func column(_ name: String) -> [Double] {
    guard let index = GenerationReport.columnNames.firstIndex(of: name) else { return [] }
    return rows.map { $0[index] }
  }

  func latest(_ name: String) -> Double? { column(name).last { $0.isFinite } }
}
