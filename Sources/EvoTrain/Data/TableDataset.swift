import EvoCore
import EvoWords

/// A data set out of a table: every column but one is a feature, one is the answer.
struct TableDataset {
  let name: String
  let table: CSVTable
  /// The column with the answers.
  let label: Int
  let testFraction: Double
  let seed: UInt64

  private static let classLimit = 1000

  /// - Parameter label: name of the column with the answers; nil for the last.
  init(
    name: String, table: CSVTable, label: String?, testFraction: Double, seed: UInt64
  ) throws(DatasetError) {
    self.name = name
    self.table = table
    self.testFraction = testFraction
    self.seed = seed
    guard table.rows.count >= 2 else { throw .noRows(file: table.file, found: table.rows.count) }
    let columnCount = table.rows[0].cells.count
    guard columnCount >= 2 else { throw .labelIsOnlyColumn(file: table.file) }
    if let label {
      guard let index = table.header.firstIndex(of: label) else {
        throw .unknownColumn(
          file: table.file, name: label, nearest: nearestName(to: label, in: table.header),
          known: table.header)
      }
      self.label = index
    } else {
      self.label = columnCount - 1
    }
  }

  /// - Parameter isRegression: whether the answers are numbers to predict rather than classes.
  func load(isRegression: Bool) throws(DatasetError) -> Dataset {
    var features: [[Float]] = []
    for row in table.rows {
      var numbers: [Float] = []
      for column in row.cells.indices where column != label {
        numbers.append(try number(column, in: row))
      }
      features.append(numbers)
    }
    var order = Array(0..<table.rows.count)
    var random = Random(seed: seed, domain: .dataSet)
    for last in stride(from: order.count - 1, to: 0, by: -1) {
      order.swapAt(last, random.index(below: last + 1))
    }
    let wanted = Int((Double(order.count) * testFraction).rounded())
    let testCount = min(max(wanted, 1), order.count - 1)
    let parts = (train: Array(order[testCount...]), test: Array(order[..<testCount]))
    return isRegression
      ? try regression(features, parts) : try classification(features, parts)
  }

  private func classification(
    _ features: [[Float]], _ parts: (train: [Int], test: [Int])
  ) throws(DatasetError) -> Dataset {
    let names = table.rows.map { $0.cells[label] }
    let classes = Set(names).sorted { first, second in
      // Numbers in their own order, everything else in that of its letters.
      if let a = Double(first), let b = Double(second), a != b { return a < b }
      return first < second
    }
    guard (2...Self.classLimit).contains(classes.count) else {
      throw .classCount(
        file: table.file, column: table.name(of: label), found: classes.count,
        limit: Self.classLimit)
    }
    let indices = Dictionary(
      uniqueKeysWithValues: classes.enumerated().map { ($1, Int32($0)) })
    func part(_ rows: [Int]) -> Samples {
      samples(features, rows, .labels(rows.map { indices[names[$0]] ?? 0 }))
    }
    return Dataset(
      name: name, task: .classification(classes), train: part(parts.train), test: part(parts.test))
  }

  private func regression(
    _ features: [[Float]], _ parts: (train: [Int], test: [Int])
  ) throws(DatasetError) -> Dataset {
    var targets: [Float] = []
    for row in table.rows { targets.append(try number(label, in: row)) }
    let known = parts.train.map { Double(targets[$0]) }
    let mean = known.reduce(0, +) / Double(known.count)
    let variance = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(known.count)
    let deviation = Float(variance.squareRoot())
    guard deviation > 0, deviation.isFinite else {
      throw .constantTarget(file: table.file, column: table.name(of: label))
    }
    func part(_ rows: [Int]) -> Samples {
      samples(features, rows, .targets(rows.map { targets[$0] }))
    }
    return Dataset(
      name: name,
      task: .regression(name: table.name(of: label), mean: Float(mean), deviation: deviation),
      train: part(parts.train), test: part(parts.test))
  }

  private func samples(
    _ features: [[Float]], _ rows: [Int], _ answers: Samples.Answers
  ) -> Samples {
    Samples(
      featureCount: table.rows[0].cells.count - 1,
      features: .floats(rows.flatMap { features[$0] }), answers: answers)
  }

  private func number(_ column: Int, in row: CSVTable.Row) throws(DatasetError) -> Float {
    guard let value = Float(row.cells[column]), value.isFinite else {
      throw .notNumber(
        file: table.file, line: row.line, column: table.name(of: column),
        found: row.cells[column])
    }
    return value
  }
}
