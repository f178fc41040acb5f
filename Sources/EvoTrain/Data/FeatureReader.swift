import EvoCore

/// Makes numbers of the cells of a table, as the feature columns say.
struct FeatureReader {
  let table: CSVTable
  private(set) var columns: [FeatureColumn]

  private static let valueLimit = 1000
  /// What a network may have for inputs.
  private static let featureLimit = 65_536

  /// Finds the values of the columns with words in the rows `rows`.
  init(
    _ table: CSVTable, _ uses: TableColumns, rows: [Int]
  ) throws(DatasetError) {
    self.table = table
    columns = []
    for (column, meaning) in uses.features {
      let kind: FeatureColumn.Kind =
        switch meaning {
        case .number, .ignore: .number
        case .date: .date
        case .ordinal(let values) where !values.isEmpty: .ordinal(values)
        case .ordinal: .ordinal(try Self.values(of: column, in: table, rows))
        case .oneHot: .oneHot(try Self.values(of: column, in: table, rows))
        }
      columns.append(FeatureColumn(name: table.name(of: column), source: column, kind: kind))
    }
    if width > Self.featureLimit {
      throw .tooManyFeatures(file: table.file, found: width, limit: Self.featureLimit)
    }
  }

  /// - Parameter columns: as they were when a policy was trained, with their places in `table`.
  init(_ table: CSVTable, columns: [FeatureColumn]) {
    self.table = table
    self.columns = columns
  }

  /// How many features a row has.
  var width: Int { columns.reduce(0) { $0 + $1.width } }

  /// An array with room for the features of so many rows.
  ///
  /// - Parameter extra: bytes that each row takes elsewhere.
  /// - Throws: `DatasetError` when there is too little memory.
  func room(rows: Int, besides extra: Int = 0) throws(DatasetError) -> [Float] {
    try DatasetError.requireMemory(
      rows * (width * MemoryLayout<Float>.stride + extra), for: table.file)
    var features: [Float] = []
    features.reserveCapacity(rows * width)
    return features
  }

  /// The features of a row; NaN where a cell is missing.
  func append(row: Int, to features: inout [Float]) throws(DatasetError) {
    for column in columns {
      let source = column.source
      switch column.kind {
      case .number: features.append(try number(row, source))
      case .date: features.append(try date(row, source))
      case .ordinal(let values):
        features.append(try place(row, source, in: values).map { Float($0) } ?? .nan)
      case .oneHot(let values):
        let place = try place(row, source, in: values)
        features += values.indices.map { $0 == place ? 1 : 0 }
      }
    }
  }

  /// Remembers the means of what is not missing, to be put in place of missing cells.
  ///
  /// - Parameter features: the rows to train on, `width` numbers each, one after the other.
  mutating func learnFill(from features: [Float]) {
    let width = width
    var first = 0
    for index in columns.indices {
      defer { first += columns[index].width }
      if case .oneHot = columns[index].kind { continue }
      var (sum, count) = (0.0, 0)
      for row in 0..<features.count / width where !features[row * width + first].isNaN {
        sum += Double(features[row * width + first])
        count += 1
      }
      let mean = count > 0 ? Float(sum / Double(count)) : 0
      columns[index].fill = mean
    }
  }

  /// Puts what is remembered for missing cells in place of them.
  func fill(_ features: inout [Float]) {
    let width = width
    var first = 0
    for column in columns {
      defer { first += column.width }
      guard let fill = column.fill else { continue }
      for row in 0..<features.count / width where features[row * width + first].isNaN {
        features[row * width + first] = fill
      }
    }
  }

  /// The values of a column in the order of classes.
  static func values(
    of column: Int, in table: CSVTable, _ rows: [Int]
  ) throws(DatasetError) -> [String] {
    var values: Set<String> = []
    for row in rows where !table.isMissing(row: row, column: column) {
      values.insert(table.text(row: row, column: column))
    }
    guard values.count <= valueLimit else {
      throw .tooManyValues(
        file: table.file, column: table.name(of: column), found: values.count, limit: valueLimit)
    }
    return ValueOrder.sorted(values)
  }

  private func number(_ row: Int, _ column: Int) throws(DatasetError) -> Float {
    switch table.cell(row: row, column: column) {
    case .number(let value): return value
    case .missing: return .nan
    case .word:
      let text = table.text(row: row, column: column)
      let hint: DatasetError.CellHint =
        CalendarDate.days(text) != nil
        ? .date : table.isCommaNumber(text) ? .commaNumber : .category
      throw .notNumber(
        file: table.file, line: table.line(ofRow: row), column: table.name(of: column),
        found: text, hint: hint)
    }
  }

  private func date(_ row: Int, _ column: Int) throws(DatasetError) -> Float {
    if table.isMissing(row: row, column: column) { return .nan }
    let text = table.text(row: row, column: column)
    guard let days = CalendarDate.days(text) else {
      throw .notDate(
        file: table.file, line: table.line(ofRow: row), column: table.name(of: column), found: text)
    }
    return days
  }

  private func place(
    _ row: Int, _ column: Int, in values: [String]
  ) throws(DatasetError) -> Int? {
    if table.isMissing(row: row, column: column) { return nil }
    let text = table.text(row: row, column: column)
    guard let place = values.firstIndex(of: text) else {
      throw .unknownValue(
        file: table.file, line: table.line(ofRow: row), column: table.name(of: column), found: text,
        known: values)
    }
    return place
  }
}
