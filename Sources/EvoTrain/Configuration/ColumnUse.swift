import EvoYAML

extension DataConfiguration {
  /// What stands between the cells of a CSV file.
  public enum Separator: String, CaseIterable, Sendable {
    case comma
    case semicolon
    case tab
  }

  /// What stands before the decimals of a number in a CSV file.
  public enum DecimalMark: String, CaseIterable, Sendable {
    case point
    case comma
  }

  /// What is done about missing cells of a CSV file.
  public enum MissingCells: String, CaseIterable, Sendable {
    /// The file is refused, with the line and the column.
    case refuse
    /// Rows with a missing cell are left out.
    case drop
    /// A missing feature becomes the mean of the rows to train on; a row without its answer is refused.
    case fill
  }

  /// What the cells of a column mean.
  public enum ColumnMeaning: Sendable, Equatable {
    case number
    /// A feature for each value, 1 where a row has it and 0 elsewhere.
    case oneHot
    /// The place of the value in the list; an empty list is all values in their order.
    case ordinal([String])
    /// Days since 2000-01-01.
    case date
    /// The column is left out.
    case ignore
  }

  /// A column, by name or number, with what its cells mean.
  public struct ColumnUse: Sendable, Equatable {
    public var column: String
    public var meaning: ColumnMeaning

    public init(_ column: String, _ meaning: ColumnMeaning) {
      self.column = column
      self.meaning = meaning
    }
  }
}

extension DataConfiguration.ColumnMeaning {
  /// The meanings that are a word.
  private static let words: [(name: String, meaning: Self)] = [
    ("number", .number), ("one-hot", .oneHot), ("ordinal", .ordinal([])), ("date", .date),
    ("ignore", .ignore),
  ]

  /// nil where the node means none.
  fileprivate init?(_ node: YAMLNode) {
    switch node.content {
    case .scalar(let text, _):
      guard let found = Self.words.first(where: { $0.name == text }) else { return nil }
      self = found.meaning
    case .sequence(let nodes):
      let values = nodes.compactMap { node -> String? in
        if case .scalar(let text, _) = node.content { text } else { nil }
      }
      guard (2...1000).contains(nodes.count), values.count == nodes.count,
        Set(values).count == values.count
      else { return nil }
      self = .ordinal(values)
    case .mapping: return nil
    }
  }

  fileprivate var yaml: String {
    if case .ordinal(let values) = self, !values.isEmpty {
      return "[" + values.map(ValueKind<String>.quoted).joined(separator: ", ") + "]"
    }
    return Self.words.first { $0.meaning == self }?.name ?? ""
  }
}

extension ValueKind<[DataConfiguration.ColumnUse]> {
  /// Columns with what their cells mean.
  static var columns: ValueKind {
    ValueKind(
      expected: "columns, each with one-hot, ordinal, date, number, ignore or its values in their "
        + "order, such as {city: one-hot, size: [small, large]}",
      read: { node in
        if node.isNull { return [] }
        guard case .mapping(let entries) = node.content else { return nil }
        let uses = entries.compactMap { entry -> DataConfiguration.ColumnUse? in
          guard let column = entry.key, !column.isEmpty,
            let meaning = DataConfiguration.ColumnMeaning(entry.value)
          else { return nil }
          return DataConfiguration.ColumnUse(column, meaning)
        }
        return uses.count == entries.count ? uses : nil
      },
      culprit: { node in
        for case (let column?, let value) in (node.entries ?? []).map({ ($0.key, $0.value) })
        where DataConfiguration.ColumnMeaning(value) == nil {
          return Culprit(
            path: ".\(column)", node: value,
            expected: "one-hot, ordinal, date, number, ignore or a list of the column's values")
        }
        return nil
      },
      write: { uses in
        "{"
          + uses.map { "\(ValueKind<String>.quoted($0.column)): \($0.meaning.yaml)" }
          .joined(separator: ", ") + "}"
      })
  }
}
