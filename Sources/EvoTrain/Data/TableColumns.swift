import EvoCore
import EvoWords

/// What the columns of a table are for.
struct TableColumns {
  /// The column with the answers.
  let label: Int
  /// The column that says which rows are for the test.
  let split: Int?
  /// The columns that are learned from, with what their cells mean.
  let features: [(column: Int, meaning: DataConfiguration.ColumnMeaning)]

  init(_ table: CSVTable, _ configuration: DataConfiguration) throws(DatasetError) {
    guard table.columnCount >= 2 else { throw .labelIsOnlyColumn(file: table.file) }
    label =
      try configuration.label.map { name throws(DatasetError) in
        try Self.index(of: name, key: "data.label", in: table)
      } ?? table.columnCount - 1
    split = try configuration.split.map { name throws(DatasetError) in
      try Self.index(of: name, key: "data.split", in: table)
    }
    if let split, split == label {
      throw .columnTwice(
        file: table.file, key: "data.split", column: table.name(of: split),
        duty: "has the answers already")
    }
    var meanings = [DataConfiguration.ColumnMeaning?](repeating: nil, count: table.columnCount)
    for use in configuration.columns {
      let column = try Self.index(of: use.column, key: "data.columns", in: table)
      let duty =
        column == label
        ? "has the answers already"
        : column == split
          ? "says which rows are for the test" : meanings[column] != nil ? "is there twice" : nil
      if let duty {
        throw .columnTwice(
          file: table.file, key: "data.columns", column: table.name(of: column), duty: duty)
      }
      meanings[column] = use.meaning
    }
    try Self.requireNames(table, isIgnored: { meanings[$0] == .ignore })
    let (label, split) = (label, split)
    features = meanings.enumerated().compactMap { column, meaning in
      column == label || column == split || meaning == .ignore ? nil : (column, meaning ?? .number)
    }
    if features.isEmpty { throw .noFeatures(file: table.file) }
  }

  /// The column that a name, or a number from 1 on, means.
  static func index(
    of name: String, key: String, in table: CSVTable
  ) throws(DatasetError) -> Int {
    if let index = table.header.firstIndex(of: name) { return index }
    if let number = Int(name), (1...table.columnCount).contains(number) { return number - 1 }
    throw .unknownColumn(
      file: table.file, key: key, name: name, nearest: nearestName(to: name, in: table.header),
      known: table.header, count: table.columnCount)
  }

  /// Refuses two columns of one name: the second is often the answer in other words.
  private static func requireNames(
    _ table: CSVTable, isIgnored: (Int) -> Bool
  ) throws(DatasetError) {
    var seen: [String: Int] = [:]
    for (column, name) in table.header.enumerated() where !name.isEmpty && !isIgnored(column) {
      if let first = seen[name] {
        throw .sameName(file: table.file, name: name, first: first + 1, second: column + 1)
      }
      seen[name] = column
    }
  }
}
