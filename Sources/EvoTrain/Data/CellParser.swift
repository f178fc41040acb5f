/// Reads the cells of delimited text (RFC 4180): a cell with separators, quotes or line breaks stands
/// in double quotes, with quotes inside doubled; blanks around a cell do not count, and empty lines
/// are passed over.
struct CellParser {
  /// The cells of a table, row after row. A cell takes four bytes more than its text.
  struct Cells: Equatable {
    /// The texts of all cells, one after the other.
    var text: [UInt8] = []
    /// Where each cell ends in `text`.
    var ends: [UInt32] = []
    /// The line on which each row begins, counted from 1.
    var lines: [UInt32] = []
    /// Cells of a row.
    var columnCount = 0
  }

  /// The longest cell, in bytes, and the most cells of a row.
  static let cellLimit = 1 << 16
  static let columnLimit = 1 << 16

  private let bytes: [UInt8]
  private let separator: UInt8
  private let file: String
  private var position = 0
  private var line = 1
  private var cells = Cells()

  /// - Throws: `DatasetError` where rows have unlike numbers of cells, a quoted cell does not end or
  ///   goes on behind its quote, a limit is exceeded, or there is too little memory.
  static func parse(
    _ bytes: [UInt8], separator: UInt8, file: String
  ) throws(DatasetError) -> Cells {
    var parser = try CellParser(bytes: bytes, separator: separator, file: file)
    return try parser.run()
  }

  private init(bytes: [UInt8], separator: UInt8, file: String) throws(DatasetError) {
    self.bytes = bytes
    self.separator = separator
    self.file = file
    // A byte-order mark is none of the text.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    var (lineCount, cellCount) = (1, 1)
    for byte in bytes {
      if byte == .lineFeed { lineCount += 1 }
      if byte == .lineFeed || byte == separator { cellCount += 1 }
    }
    try DatasetError.requireMemory(bytes.count + 4 * (lineCount + cellCount), for: file)
    cells.text.reserveCapacity(bytes.count)
    cells.ends.reserveCapacity(cellCount)
    cells.lines.reserveCapacity(lineCount)
  }

  private mutating func run() throws(DatasetError) -> Cells {
    while position < bytes.count {
      let (first, rowLine, begin) = (cells.ends.count, line, cells.text.count)
      var wasQuoted = false
      var count = 0
      repeat {
        guard count < Self.columnLimit else {
          throw .tooManyColumns(file: file, line: rowLine, limit: Self.columnLimit)
        }
        count += 1
        wasQuoted = try readCell(column: count)
      } while takeSeparator()
      takeLineBreak()
      if count == 1, !wasQuoted, cells.text.count == begin {
        cells.ends.removeLast(cells.ends.count - first)
        continue
      }
      if cells.lines.isEmpty { cells.columnCount = count }
      guard count == cells.columnCount else {
        throw .otherCellCount(
          file: file, line: rowLine, found: count, expected: cells.columnCount)
      }
      cells.lines.append(UInt32(rowLine))
    }
    return cells
  }

  /// Reads one cell up to the separator or line break behind it.
  ///
  /// - Returns: whether it was quoted.
  private mutating func readCell(column: Int) throws(DatasetError) -> Bool {
    skipBlanks()
    let begin = cells.text.count
    let firstLine = line
    func requireShort(_ count: Int) throws(DatasetError) {
      if count > Self.cellLimit {
        throw .cellTooLong(file: file, line: firstLine, column: column, limit: Self.cellLimit)
      }
    }
    guard position < bytes.count, bytes[position] == .quote else {
      let start = position
      var end = position
      while position < bytes.count, !isEnd(bytes[position]) {
        if !isBlank(bytes[position]) { end = position + 1 }
        position += 1
        try requireShort(position - start)
      }
      cells.text += bytes[start..<end]
      cells.ends.append(UInt32(cells.text.count))
      return false
    }
    position += 1
    while true {
      guard position < bytes.count else { throw .openQuote(file: file, line: firstLine) }
      let byte = bytes[position]
      position += 1
      if byte == .quote {
        guard position < bytes.count, bytes[position] == .quote else { break }
        position += 1
      }
      let isAlone = position == bytes.count || bytes[position] != .lineFeed
      if byte == .lineFeed || (byte == .carriageReturn && isAlone) { line += 1 }
      cells.text.append(byte)
      try requireShort(cells.text.count - begin)
    }
    skipBlanks()
    if position < bytes.count, !isEnd(bytes[position]) {
      throw .afterQuote(file: file, line: line, column: column)
    }
    cells.ends.append(UInt32(cells.text.count))
    return true
  }

  private mutating func takeSeparator() -> Bool {
    guard position < bytes.count, bytes[position] == separator else { return false }
    position += 1
    return true
  }

  /// A line feed, a carriage return, or both.
  private mutating func takeLineBreak() {
    guard position < bytes.count else { return }
    if bytes[position] == .carriageReturn { position += 1 }
    if position < bytes.count, bytes[position] == .lineFeed { position += 1 }
    line += 1
  }

  private mutating func skipBlanks() {
    while position < bytes.count, isBlank(bytes[position]) { position += 1 }
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    byte == .space || (byte == .tab && separator != .tab)
  }

  private func isEnd(_ byte: UInt8) -> Bool {
    byte == separator || byte == .lineFeed || byte == .carriageReturn
  }
}

extension UInt8 {
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let tab = UInt8(ascii: "\t")
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
}
