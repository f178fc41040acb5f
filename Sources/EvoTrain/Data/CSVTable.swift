/// Rows of comma-separated cells (RFC 4180): a cell with commas, quotes or line breaks stands in
/// double quotes, with quotes inside doubled. Empty lines are passed over.
struct CSVTable: Equatable {
  struct Row: Equatable {
    /// The line on which the row begins, counted from 1.
    var line: Int
    var cells: [String]
  }

  let file: String
  /// Names of the columns; empty when the first row is data.
  let header: [String]
  let rows: [Row]

  /// The first row is a header when none of its cells is a number.
  init(_ bytes: [UInt8], file: String) throws(DatasetError) {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8(file: file) }
    var rows = try Self.parse(text, file: file)
    if let first = rows.first {
      for row in rows where row.cells.count != first.cells.count {
        throw .otherCellCount(
          file: file, line: row.line, found: row.cells.count, expected: first.cells.count)
      }
    }
    if let first = rows.first, first.cells.allSatisfy({ Float($0) == nil }) {
      header = first.cells
      rows.removeFirst()
    } else {
      header = []
    }
    self.file = file
    self.rows = rows
  }

  /// The name of a column, or its number counted from 1.
  func name(of column: Int) -> String {
    header.isEmpty ? "column \(column + 1)" : header[column]
  }

  private static func parse(_ text: String, file: String) throws(DatasetError) -> [Row] {
    var rows: [Row] = []
    var row = Row(line: 1, cells: [])
    var cell = ""
    var line = 1
    var quoteLine: Int?
    var wasQuoted = false
    func finishCell() {
      row.cells.append(wasQuoted ? cell : String(cell.trimmingSpaces))
      cell = ""
      wasQuoted = false
    }
    func finishRow() {
      let isEmpty = row.cells.isEmpty && !wasQuoted && cell.trimmingSpaces.isEmpty
      finishCell()
      if !isEmpty { rows.append(row) }
      row = Row(line: line, cells: [])
    }
    var scalars = text.unicodeScalars.makeIterator()
    var next = scalars.next()
    if next == "\u{FEFF}" { next = scalars.next() }
    while let scalar = next {
      next = scalars.next()
      if scalar == "\n" { line += 1 }
      switch scalar {
      case "\"" where quoteLine != nil:
        if next == "\"" {
          cell.unicodeScalars.append(scalar)
          next = scalars.next()
        } else {
          quoteLine = nil
        }
      case _ where quoteLine != nil: cell.unicodeScalars.append(scalar)
      case "\"" where cell.trimmingSpaces.isEmpty && !wasQuoted:
        cell = ""
        wasQuoted = true
        quoteLine = line
      case ",": finishCell()
      case "\r": break
      case "\n": finishRow()
      default: cell.unicodeScalars.append(scalar)
      }
    }
    if let quoteLine { throw .openQuote(file: file, line: quoteLine) }
    finishRow()
    return rows
  }
}

extension String {
  fileprivate var trimmingSpaces: Substring {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    let start = drop(while: isSpace)
    guard let last = start.lastIndex(where: { !isSpace($0) }) else { return "" }
    return start[...last]
  }
}
