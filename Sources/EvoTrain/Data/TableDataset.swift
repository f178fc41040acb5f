import EvoCore

/// A data set out of a table: one column is the answer, the others are features.
struct TableDataset {
  let name: String
  let table: CSVTable
  private let configuration: DataConfiguration
  private let columns: TableColumns
  /// The rows that are used, and those that are not because a cell is missing.
  private let rows: [Int]
  private let droppedCount: Int

  private static let classLimit = 1000
  /// What a row takes besides its features: its place, its answer as text, as class and as number.
  private static let rowBytes = 100

  /// Reads the table that a configuration describes.
  init(
    name: String, _ bytes: [UInt8], file: String, _ configuration: DataConfiguration
  ) throws(DatasetError) {
    let names =
      [configuration.label, configuration.split].compactMap { $0 }
      + configuration.columns.map(\.column)
    try self.init(
      name: name,
      table: CSVTable(
        bytes, file: file, header: configuration.header, separator: configuration.separator,
        decimal: configuration.decimal, names: names,
        label: { count in configuration.label.flatMap { Int($0) }.map { $0 - 1 } ?? count - 1 }),
      configuration)
  }

  private init(
    name: String, table: CSVTable, _ configuration: DataConfiguration
  ) throws(DatasetError) {
    self.name = name
    self.table = table
    self.configuration = configuration
    guard table.rowCount >= 2 else { throw .noRows(file: table.file, found: table.rowCount) }
    columns = try TableColumns(table, configuration)
    try DatasetError.requireMemory(table.rowCount * Self.rowBytes, for: table.file)
    rows = try Self.rows(table, columns, configuration.missing)
    droppedCount = table.rowCount - rows.count
    guard rows.count >= 2 else { throw .noRows(file: table.file, found: rows.count) }
  }

  /// The rows that have all their cells, or all that must be there.
  private static func rows(
    _ table: CSVTable, _ columns: TableColumns, _ missing: DataConfiguration.MissingCells
  ) throws(DatasetError) -> [Int] {
    let answers = [columns.label] + (columns.split.map { [$0] } ?? [])
    let needed = answers + (missing == .fill ? [] : columns.features.map(\.column))
    var rows: [Int] = []
    rows.reserveCapacity(table.rowCount)
    for row in 0..<table.rowCount {
      guard let column = needed.first(where: { table.isMissing(row: row, column: $0) }) else {
        rows.append(row)
        continue
      }
      if missing == .drop { continue }
      throw .missingCell(
        file: table.file, line: table.line(ofRow: row), column: table.name(of: column),
        found: table.text(row: row, column: column), isAnswer: answers.contains(column))
    }
    return rows
  }

  /// - Parameter isRegression: whether the answers are numbers to predict rather than classes.
  func load(isRegression: Bool) throws(DatasetError) -> Dataset {
    var reader = try FeatureReader(table, columns, rows: rows)
    let parts = try parts()
    var features = (
      train: try self.features(parts.train, reader), test: try self.features(parts.test, reader)
    )
    if configuration.missing == .fill {
      reader.learnFill(from: features.train)
      reader.fill(&features.train)
      reader.fill(&features.test)
    }
    let width = reader.width
    func samples(_ features: [Float], _ part: [Int], _ answers: Answers) -> Samples {
      Samples(featureCount: width, features: .floats(features), answers: answers.of(part))
    }
    let answers = try isRegression ? numbers(parts.train) : classes()
    let (train, test) = (
      samples(features.train, parts.train, answers), samples(features.test, parts.test, answers)
    )
    return Dataset(
      name: name, task: answers.task, train: train, test: test,
      table: TableRecord(
        hasHeader: !table.header.isEmpty, columnCount: table.columnCount,
        answer: table.name(of: columns.label), answerColumn: columns.label,
        features: reader.columns, contents: Self.checksum(train, test)),
      remarks: remarks(answers.task, reader.columns))
  }

  /// The features of some of the used rows, in their order.
  private func features(
    _ part: [Int], _ reader: FeatureReader
  ) throws(DatasetError) -> [Float] {
    var features = try reader.room(rows: part.count, besides: Self.rowBytes)
    do {
      for row in part { try reader.append(row: rows[row], to: &features) }
    } catch {
      // Of several rows that are wrong the first of the file is named.
      features = []
      for row in rows {
        try reader.append(row: row, to: &features)
        features.removeAll(keepingCapacity: true)
      }
      throw error
    }
    return features
  }

  private static func checksum(_ parts: Samples...) -> UInt32 {
    var checksum = Checksum()
    for part in parts { checksum.add(part) }
    return checksum.value
  }

  /// Which of the used rows are for training and which for the test.
  private func parts() throws(DatasetError) -> (train: [Int], test: [Int]) {
    if let split = columns.split { return try parts(by: split) }
    var order = Array(rows.indices)
    var random = Random(seed: configuration.seed, domain: .dataSet)
    for last in stride(from: order.count - 1, to: 0, by: -1) {
      order.swapAt(last, random.index(below: last + 1))
    }
    let wanted = Int((Double(order.count) * configuration.testFraction).rounded())
    let testCount = min(max(wanted, 1), order.count - 1)
    return (Array(order[testCount...]), Array(order[..<testCount]))
  }

  private func parts(by split: Int) throws(DatasetError) -> (train: [Int], test: [Int]) {
    var (train, test): ([Int], [Int]) = ([], [])
    for (index, row) in rows.enumerated() {
      let text = table.text(row: row, column: split)
      switch text.lowercased() {
      case "train": train.append(index)
      case "test": test.append(index)
      default:
        throw .notPart(
          file: table.file, line: table.line(ofRow: row), column: table.name(of: split),
          found: text)
      }
    }
    for (part, name) in [(train, "train"), (test, "test")] where part.isEmpty {
      throw .emptyPart(file: table.file, column: table.name(of: split), part: name)
    }
    return (train, test)
  }

  /// The answers of the used rows.
  private struct Answers {
    let task: Dataset.Task
    /// Those of some of the rows.
    let of: ([Int]) -> Samples.Answers
  }

  private func classes() throws(DatasetError) -> Answers {
    let names = rows.map { table.text(row: $0, column: columns.label) }
    let classes = ValueOrder.sorted(names)
    guard (2...Self.classLimit).contains(classes.count) else {
      throw .classCount(
        file: table.file, column: table.name(of: columns.label), found: classes.count,
        limit: Self.classLimit)
    }
    // Numbers to be predicted, or a column of names: nothing can be learned of a class that occurs once.
    guard classes.count < 10 || 2 * classes.count <= rows.count else {
      throw .classPerRow(
        file: table.file, column: table.name(of: columns.label), classes: classes.count,
        rows: rows.count)
    }
    let indices = Dictionary(
      uniqueKeysWithValues: classes.enumerated().map { ($1, Int32($0)) })
    return Answers(task: .classification(classes)) { part in
      .labels(part.map { indices[names[$0]] ?? 0 })
    }
  }

  /// - Parameter train: the rows whose mean and deviation count.
  private func numbers(_ train: [Int]) throws(DatasetError) -> Answers {
    let column = table.name(of: columns.label)
    var targets: [Float] = []
    for row in rows {
      guard case .number(let value) = table.cell(row: row, column: columns.label) else {
        let text = table.text(row: row, column: columns.label)
        throw .notNumber(
          file: table.file, line: table.line(ofRow: row), column: column, found: text,
          hint: table.isCommaNumber(text) ? .commaNumber : nil)
      }
      targets.append(value)
    }
    let known = train.map { Double(targets[$0]) }
    let mean = known.reduce(0, +) / Double(known.count)
    let variance = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(known.count)
    let deviation = Float(variance.squareRoot())
    guard deviation > 0, deviation.isFinite else {
      throw .constantTarget(file: table.file, column: column)
    }
    return Answers(task: .regression(name: column, mean: Float(mean), deviation: deviation)) {
      [targets] part in .targets(part.map { targets[$0] })
    }
  }

  private func remarks(_ task: Dataset.Task, _ features: [FeatureColumn]) -> [String] {
    var remarks: [String] = []
    if droppedCount > 0 {
      remarks.append(
        "\(table.file): \(droppedCount) of \(table.rowCount) rows have missing cells and are left "
          + "out")
    }
    for (feature, use) in zip(features, columns.features) where use.meaning == .ordinal([]) {
      guard case .ordinal(let values) = feature.kind else { continue }
      remarks.append(
        "\(feature.name): taken in the order \(values.prefix(8).joined(separator: ", "))"
          + (values.count > 8 ? " ..." : "") + "; a list in data.columns gives another")
    }
    return remarks
  }
}
