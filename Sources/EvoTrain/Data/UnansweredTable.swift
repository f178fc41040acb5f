import EvoCore
import EvoFiles
import EvoWords

/// Rows to answer, read as the table was that a policy learned from. A column with answers and columns
/// that were not learned from may be there or not.
public struct UnansweredTable: Sendable {
  /// The features of the rows that have all that is needed; nil where there are none.
  public let samples: Samples?
  /// Whether each row has all that is needed: only then is it one of the samples.
  public let isWhole: [Bool]

  /// - Parameters:
  ///   - record: how the table was read that the policy learned from.
  ///   - configuration: the data section of the policy's training.
  /// - Throws: `FileError`, or `DatasetError` where the table lacks a column, or a cell is not what was
  ///   learned from.
  public init(
    path: String, like record: TableRecord, _ configuration: DataConfiguration,
    in fileSystem: FileSystem = .posix
  ) throws {
    try self.init(
      fileSystem.readFile(path, limit: CSVTable.sizeLimit, copies: 2), file: path, like: record,
      configuration)
  }

  /// What an answer takes as text, with its row.
  private static let answerBytes = 500

  private init(
    _ bytes: [UInt8], file: String, like record: TableRecord, _ configuration: DataConfiguration
  ) throws(DatasetError) {
    let table = try CSVTable(
      bytes, file: file, header: record.hasHeader, separator: configuration.separator,
      decimal: configuration.decimal)
    guard table.rowCount > 0 else { throw .nothingToAnswer(file: file) }
    let features = try Self.placed(record, in: table)
    let reader = FeatureReader(table, columns: features)
    var values = try reader.room(rows: table.rowCount, besides: Self.answerBytes)
    var isWhole: [Bool] = []
    for row in 0..<table.rowCount {
      let missing = features.first {
        $0.fill == nil && table.isMissing(row: row, column: $0.source)
          && !(configuration.missing == .fill && $0.isOneHot)
      }
      isWhole.append(missing == nil)
      if let missing {
        if configuration.missing == .drop { continue }
        throw .missingCell(
          file: file, line: table.line(ofRow: row), column: missing.name,
          found: table.text(row: row, column: missing.source), isAnswer: false)
      }
      try reader.append(row: row, to: &values)
    }
    reader.fill(&values)
    self.isWhole = isWhole
    let count = values.count / record.width
    samples =
      count == 0
      ? nil
      : Samples(
        featureCount: record.width, features: .floats(values),
        answers: .labels([Int32](repeating: 0, count: count)))
  }

  /// The columns with their places in this table: by name, or without names by number.
  private static func placed(
    _ record: TableRecord, in table: CSVTable
  ) throws(DatasetError) -> [FeatureColumn] {
    if !record.hasHeader, table.columnCount != record.columnCount,
      table.columnCount != record.columnCount - 1
    {
      throw .otherColumnCount(
        file: table.file, found: table.columnCount, expected: record.columnCount)
    }
    let lacksAnswer = table.columnCount < record.columnCount
    var features = record.features
    for index in features.indices {
      let feature = features[index]
      if record.hasHeader {
        guard let place = Self.place(of: feature, in: table) else {
          throw .unknownColumn(
            file: table.file, key: "the policy", name: feature.name,
            nearest: nearestName(to: feature.name, in: table.header), known: table.header,
            count: table.columnCount)
        }
        features[index].source = place
      } else if lacksAnswer, feature.source > record.answerColumn {
        features[index].source -= 1
      }
    }
    return features
  }

  /// A column without a name in the header stands where it stood.
  private static func place(of feature: FeatureColumn, in table: CSVTable) -> Int? {
    if let place = table.header.firstIndex(of: feature.name) { return place }
    let isNameless =
      feature.source < table.columnCount && table.header[feature.source].isEmpty
      && feature.name == table.name(of: feature.source)
    return isNameless ? feature.source : nil
  }
}

extension FeatureColumn {
  fileprivate var isOneHot: Bool { if case .oneHot = kind { true } else { false } }
}
