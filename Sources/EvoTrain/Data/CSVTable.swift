import EvoWords

/// Rows of cells with the same number of columns, read from delimited text.
///
/// What it takes is a small multiple of the file, however the cells are arranged.
struct CSVTable: Equatable {
  let file: String
  /// Names of the columns; empty when the first row is data.
  let header: [String]
  private let cells: CellParser.Cells
  private let decimal: DataConfiguration.DecimalMark
  private let separator: UInt8

  /// - Parameters:
  ///   - bytes: plain text, or what gzip made of it.
  ///   - names: columns that the configuration asks for by name; a first row that has one of them
  ///     is a header.
  ///   - label: which column of so many holds the answers, for the question whether there is a header.
  /// - Throws: `DatasetError` where the text is no table, or where the first row could be names as well
  ///   as data.
  init(
    _ bytes: [UInt8], file: String, header: Bool? = nil,
    separator: DataConfiguration.Separator? = nil,
    decimal: DataConfiguration.DecimalMark = .point, names: [String] = [],
    label: (_ columnCount: Int) -> Int = { $0 - 1 }
  ) throws(DatasetError) {
    self.file = file
    self.decimal = decimal
    let text = try Self.unpacked(bytes, file: file)
    if text.contains(where: { $0 >= 0x80 }), String(validating: text, as: UTF8.self) == nil {
      throw .notUTF8(file: file)
    }
    let (cells, found) = try Self.parse(text, separator: separator, file: file)
    self.cells = cells
    self.separator = found
    guard !cells.lines.isEmpty else {
      self.header = []
      return
    }
    let hasHeader: Bool
    if let header {
      hasHeader = header
    } else {
      let first = FirstRow(cells, decimal: decimal, label: label(cells.columnCount))
      hasHeader = try first.isHeader(names: names, file: file)
    }
    self.header = hasHeader ? (0..<cells.columnCount).map { cells.string($0) } : []
  }

  /// The largest file, packed and unpacked.
  static let sizeLimit = 1 << 30

  private static func unpacked(_ bytes: [UInt8], file: String) throws(DatasetError) -> [UInt8] {
    guard Gzip.isCompressed(bytes) else { return bytes }
    let text: [UInt8]
    do { text = try Gzip.inflate(bytes, upTo: sizeLimit + 1) } catch {
      throw DatasetError(error, file: file)
    }
    guard text.count <= sizeLimit else { throw .tooLargeUnpacked(file: file, limit: sizeLimit) }
    return text
  }

  /// Where nobody says what separates cells: the semicolon, the tab or the comma, the first of them
  /// that stands in the first row and cuts every row into the same number of cells.
  private static func parse(
    _ text: [UInt8], separator: DataConfiguration.Separator?, file: String
  ) throws(DatasetError) -> (CellParser.Cells, UInt8) {
    if let separator {
      return (try CellParser.parse(text, separator: separator.byte, file: file), separator.byte)
    }
    let found = separators(ofFirstRowOf: text)
    for separator in found.dropLast() {
      if let cells = try? CellParser.parse(text, separator: separator, file: file) {
        return (cells, separator)
      }
    }
    let last = found.last ?? DataConfiguration.Separator.comma.byte
    return (try CellParser.parse(text, separator: last, file: file), last)
  }

  private static func separators(ofFirstRowOf text: [UInt8]) -> [UInt8] {
    var found: Set<UInt8> = []
    var isQuoted = false
    var isBlank = true
    for byte in text {
      if byte == .quote { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == .lineFeed || byte == .carriageReturn {
        if !isBlank { break }
      } else if byte != .space, byte != .tab {
        isBlank = false
      }
      found.insert(byte)
    }
    return [DataConfiguration.Separator.semicolon, .tab, .comma].map(\.byte)
      .filter(found.contains)
  }
}

extension CSVTable {
  var columnCount: Int { cells.columnCount }

  /// How many rows of data there are.
  var rowCount: Int { cells.lines.count - (header.isEmpty ? 0 : 1) }

  /// The number of the first cell of a row of data.
  private func first(ofRow row: Int) -> Int {
    (row + (header.isEmpty ? 0 : 1)) * cells.columnCount
  }

  /// The line on which a row of data begins.
  func line(ofRow row: Int) -> Int { Int(cells.lines[row + (header.isEmpty ? 0 : 1)]) }

  func text(row: Int, column: Int) -> String { cells.string(first(ofRow: row) + column) }

  func cell(row: Int, column: Int) -> CellValue {
    cells.value(first(ofRow: row) + column, decimal: decimal)
  }

  func isMissing(row: Int, column: Int) -> Bool {
    CellValue.isMissing(cells.bytes(first(ofRow: row) + column))
  }

  /// The name of a column, or its number counted from 1.
  func name(of column: Int) -> String {
    header.isEmpty || header[column].isEmpty ? "column \(column + 1)" : header[column]
  }

  /// Whether a text would be a number if the comma stood before its decimals.
  func isCommaNumber(_ text: String) -> Bool {
    guard decimal == .point, separator != DataConfiguration.Separator.comma.byte else {
      return false
    }
    if case .number = CellValue(Array(text.utf8)[...], decimal: .comma) { return true }
    return false
  }
}

extension CellParser.Cells {
  func bytes(_ index: Int) -> ArraySlice<UInt8> {
    text[Int(index == 0 ? 0 : ends[index - 1])..<Int(ends[index])]
  }

  func string(_ index: Int) -> String { String(decoding: bytes(index), as: UTF8.self) }

  func value(_ index: Int, decimal: DataConfiguration.DecimalMark) -> CellValue {
    CellValue(bytes(index), decimal: decimal)
  }
}

extension DataConfiguration.Separator {
  var byte: UInt8 {
    switch self {
    case .comma: UInt8(ascii: ",")
    case .semicolon: UInt8(ascii: ";")
    case .tab: .tab
    }
  }
}
