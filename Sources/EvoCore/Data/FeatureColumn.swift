/// A column of a table as a network meets it.
public struct FeatureColumn: Sendable, Equatable {
  /// How a cell becomes numbers.
  public enum Kind: Sendable, Equatable {
    case number
    /// One number per value: 1 for the cell's own, 0 for the others.
    case oneHot([String])
    /// The place of the cell's value in the list, from 0 on.
    case ordinal([String])
    /// Days since 2000-01-01.
    case date
  }

  public var name: String
  /// Which column of the table it is, counted from 0.
  public var source: Int
  public var kind: Kind
  /// The number for a missing cell; nil where none may be missing. A missing one-hot cell is none of
  /// the values.
  public var fill: Float?

  public init(name: String, source: Int, kind: Kind, fill: Float? = nil) {
    self.name = name
    self.source = source
    self.kind = kind
    self.fill = fill
  }

  /// How many numbers a cell becomes.
  public var width: Int {
    if case .oneHot(let values) = kind { values.count } else { 1 }
  }
}

/// How the columns of a table became features and answers, so that another table of the same kind can
/// be read in the same way.
public struct TableRecord: Sendable, Equatable {
  /// Whether the columns have names in the first row.
  public var hasHeader: Bool
  public var columnCount: Int
  /// The name of the column with the answers, and which it is, counted from 0.
  public var answer: String
  public var answerColumn: Int
  /// The columns that are learned from.
  public var features: [FeatureColumn]
  /// A checksum of the samples, which notices that the file is not what it was.
  public var contents: UInt32

  public init(
    hasHeader: Bool, columnCount: Int, answer: String, answerColumn: Int, features: [FeatureColumn],
    contents: UInt32
  ) {
    self.hasHeader = hasHeader
    self.columnCount = columnCount
    self.answer = answer
    self.answerColumn = answerColumn
    self.features = features
    self.contents = contents
  }

  /// How many features a row has.
  public var width: Int { features.reduce(0) { $0 + $1.width } }

  /// Whether the features mean the same in both.
  public func hasFeatures(of other: TableRecord) -> Bool {
    features.map(\.name) == other.features.map(\.name)
      && features.map(\.kind) == other.features.map(\.kind)
  }
}
