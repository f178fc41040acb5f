/// Whether the first row of a table holds names or data.
///
/// It holds names where none of its cells is a number, as long as its words are not met again below.
/// Where some are numbers and yet the row is unlike those below it, nobody but the user can know:
/// then it is a question, never data or names in silence.
struct FirstRow {
  private let cells: CellParser.Cells
  private let decimal: DataConfiguration.DecimalMark
  private let label: Int

  /// - Parameter label: the column with the answers.
  init(_ cells: CellParser.Cells, decimal: DataConfiguration.DecimalMark, label: Int) {
    self.cells = cells
    self.decimal = decimal
    self.label = label
  }

  private var rowCount: Int { cells.lines.count }
  private var columns: Range<Int> { 0..<cells.columnCount }

  private func value(_ row: Int, _ column: Int) -> CellValue {
    cells.value(row * cells.columnCount + column, decimal: decimal)
  }

  private func bytes(_ row: Int, _ column: Int) -> ArraySlice<UInt8> {
    cells.bytes(row * cells.columnCount + column)
  }

  private func text(_ column: Int) -> String { cells.string(column) }

  /// - Parameter names: columns that the configuration asks for, by name or by number.
  func isHeader(names: [String], file: String) throws(DatasetError) -> Bool {
    let isAskedFor = columns.contains { column in
      let name = text(column)
      return names.contains(name) && Int(name).map { (1...columns.count).contains($0) } != true
    }
    if isAskedFor { return true }
    let words = columns.filter { value(0, $0) == .word }
    let numbers = columns.filter { if case .number = value(0, $0) { true } else { false } }
    let found = words.map { (column: $0, below: below($0)) }
    let overNumbers = found.first { $0.below == .numbers }
    let again = found.first { $0.below == .sameWord }
    let doubt: DatasetError.HeaderDoubt?
    if numbers.isEmpty {
      if words.isEmpty { return false }
      guard let again else { return true }
      doubt = overNumbers.map { .both(text($0.column), again: text(again.column)) }
    } else if let overNumbers {
      doubt = .overNumbers(text(overNumbers.column))
    } else if let alone = found.first(where: { $0.below == .otherWords }) {
      doubt = .onlyHere(text(alone.column))
    } else {
      doubt = rowCount < 2 ? nil : doubtAboutNumbers(numbers)
    }
    if let doubt { throw .headerOrData(file: file, line: Int(cells.lines[0]), doubt) }
    return false
  }

  private enum Below {
    case nothing
    /// Numbers, and no word or only the same again.
    case numbers
    case sameWord
    /// Words, each of which is met again, or words in the column of the answers.
    case otherWords
    /// Words of all kinds, as names of persons or dates.
    case manyWords
  }

  /// What stands below a word of the first row.
  private func below(_ column: Int) -> Below {
    let first = bytes(0, column)
    var hasNumber = false
    var isMet = false
    var words: Set<ArraySlice<UInt8>> = []
    var wordCount = 0
    for row in 1..<max(rowCount, 1) {
      switch value(row, column) {
      case .number: hasNumber = true
      case .missing: break
      case .word:
        let word = bytes(row, column)
        if word == first {
          isMet = true
          if !hasNumber { return .sameWord }
          continue
        }
        wordCount += 1
        // Enough to see whether words are met again.
        if words.count < 10_000 { words.insert(word) }
      }
    }
    if wordCount == 0 { return hasNumber ? .numbers : isMet ? .sameWord : .nothing }
    if isMet { return .sameWord }
    return column == label || 2 * words.count <= wordCount ? .otherWords : .manyWords
  }

  private func doubtAboutNumbers(_ numbers: [Int]) -> DatasetError.HeaderDoubt? {
    if numbers.count >= 3, countsUp(0, numbers), !countsUp(1, numbers) {
      return .countsUp(text(numbers[0]))
    }
    return numbers.count >= 2 && rowCount > 4 && numbers.allSatisfy(isFar) ? .farFromAll : nil
  }

  private func countsUp(_ row: Int, _ columns: [Int]) -> Bool {
    var before: Float?
    return columns.allSatisfy { column in
      guard case .number(let value) = value(row, column), value == value.rounded() else {
        return false
      }
      defer { before = value }
      return before.map { value == $0 + 1 } ?? true
    }
  }

  /// Whether the first number of a column is further from the others than they are from each other.
  private func isFar(_ column: Int) -> Bool {
    guard case .number(let first) = value(0, column) else { return false }
    var (low, high) = (Float.infinity, -Float.infinity)
    for row in 1..<rowCount {
      guard case .number(let value) = value(row, column) else { continue }
      (low, high) = (min(low, value), max(high, value))
      let span = high - low
      if first >= low - span, first <= high + span { return false }
    }
    return low <= high
  }
}
