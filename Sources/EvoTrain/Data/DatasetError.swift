import EvoFiles
import EvoWords

/// Why a data set could not be loaded.
public enum DatasetError: Error, Equatable, Sendable {
  /// A file is not in the folder, neither plain nor compressed. `package` is what Debian calls it.
  case missing(dataset: String, file: String, folder: String, package: String?)
  case pathNeeded(dataset: String, holds: String)
  /// A file that gzip wrote is damaged or its end is missing.
  case notUnpacked(file: String, isTruncated: Bool)

  // IDX.
  case notIDX(file: String, found: [UInt8])
  case otherElements(file: String, type: UInt8)
  case otherShape(file: String, found: [Int], expected: String)
  case tooLarge(file: String, shape: [Int], limit: Int)
  /// Unpacking a file takes more memory than there is.
  case noMemory(file: String, need: Int, available: Int)
  case otherLength(file: String, found: Int, expected: Int, isCompressed: Bool)
  case label(file: String, found: Int, classes: Int)

  // CSV.
  case notUTF8(file: String)
  case noRows(file: String, found: Int)
  case otherCellCount(file: String, line: Int, found: Int, expected: Int)
  case notNumber(file: String, line: Int, column: String, found: String, hint: CellHint?)
  /// A cell of a row says nothing; `isAnswer` where it is in the column of the answers.
  case missingCell(file: String, line: Int, column: String, found: String, isAnswer: Bool)
  case notDate(file: String, line: Int, column: String, found: String)
  case unknownValue(file: String, line: Int, column: String, found: String, known: [String])
  case notPart(file: String, line: Int, column: String, found: String)
  case openQuote(file: String, line: Int)
  /// Something stands between the end of a quoted cell and the separator.
  case afterQuote(file: String, line: Int, column: Int)
  case cellTooLong(file: String, line: Int, column: Int, limit: Int)
  case tooManyColumns(file: String, line: Int, limit: Int)
  case tooManyValues(file: String, column: String, found: Int, limit: Int)
  case tooManyFeatures(file: String, found: Int, limit: Int)
  case tooLargeUnpacked(file: String, limit: Int)
  case headerOrData(file: String, line: Int, HeaderDoubt)
  /// Two columns of one name, numbered from 1.
  case sameName(file: String, name: String, first: Int, second: Int)
  case unknownColumn(
    file: String, key: String, name: String, nearest: String?, known: [String], count: Int)
  /// A column that has another duty is given a meaning, or one that has a meaning another.
  case columnTwice(file: String, key: String, column: String, duty: String)
  case noFeatures(file: String)
  /// A table without names has other columns than the one that a policy learned from.
  case otherColumnCount(file: String, found: Int, expected: Int)
  case nothingToAnswer(file: String)
  /// The file that the configuration names is not there.
  case noFile(path: String)
  case emptyPart(file: String, column: String, part: String)
  case labelIsOnlyColumn(file: String)
  case classCount(file: String, column: String, found: Int, limit: Int)
  case classPerRow(file: String, column: String, classes: Int, rows: Int)
  case constantTarget(file: String, column: String)

  /// The loss does not fit what the data set's answers are.
  case lossDoesNotFit(dataset: String, loss: String)

  /// What a cell that is no number could be.
  public enum CellHint: Sendable, Equatable {
    case date, category, commaNumber
  }

  /// Why a row of numbers and words may be names as well as data.
  public enum HeaderDoubt: Sendable, Equatable {
    /// A word above a column of numbers.
    case overNumbers(String)
    /// A word that its column does not have again.
    case onlyHere(String)
    /// A word above a column of numbers, beside one that its column has again.
    case both(String, again: String)
    /// Numbers that count up, as the names of columns do.
    case countsUp(String)
    /// All numbers are far from those below them.
    case farFromAll
  }
}

extension DatasetError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing(let dataset, let file, let folder, let package):
      "\(dataset): there is neither \(file) nor \(file).gz in \(folder); "
        + (package.map { "install it with 'apt-get install \($0)', or set" } ?? "set")
        + " data.path to the folder that holds it"
    case .pathNeeded(let dataset, let holds):
      "data.path: missing; \(dataset) needs the path of \(holds)"
    case .notUnpacked(let file, let isTruncated):
      "\(file): " + (isTruncated ? "the compressed file is cut short" : "damaged gzip data")
        + "; download or copy it again"

    case .notIDX(let file, let found):
      "\(file): found \(found.isEmpty ? "no bytes" : "the bytes \(found)") at its beginning, "
        + "expected an IDX file, which begins with [0, 0]"
    case .otherElements(let file, let type):
      "\(file): found IDX elements of type \(type), expected bytes (type 8)"
    case .otherShape(let file, let found, let expected):
      "\(file): found the shape \(found), expected \(expected)"
    case .tooLarge(let file, let shape, let limit):
      "\(file): the header asks for the shape \(shape), more than \(limit) bytes; "
        + "the file is damaged or no data set"
    case .noMemory(let file, let need, let available):
      "\(FileError.noMemory(path: file, need: need, available: available))"
    case .otherLength(let file, let found, let expected, let isCompressed):
      "\(file): found \(found < expected ? "\(found)" : "more than \(expected)") bytes"
        + (isCompressed ? " when unpacked" : "")
        + ", but its header asks for \(expected); download or copy it again"
    case .label(let file, let found, let classes):
      "\(file): found the label \(found), expected one from 0 to \(classes - 1)"

    case .notUTF8(let file):
      "\(file): not UTF-8 text; save it as UTF-8"
    case .noRows(let file, let found):
      "\(file): found \(found) rows of data, expected at least 2, one to train and one to test on"
    case .otherCellCount(let file, let line, let found, let expected):
      "\(file):\(line): found \(found) cells, expected \(expected) as in the first row"
    case .notNumber(let file, let line, let column, let found, let hint):
      Self.cell(file, line, column, found, "a finite number")
        + (hint.map { "; " + $0.remedy(column) } ?? "")
    case .missingCell(let file, let line, let column, let found, true):
      Self.cell(file, line, column, found, "an answer")
        + "; fill it in, remove the row, or leave out such rows with data.missing: drop"
    case .missingCell(let file, let line, let column, let found, false):
      Self.cell(file, line, column, found, "a finite number")
        + "; data.missing: drop leaves out such rows, and fill puts the column's mean there"
    case .notDate(let file, let line, let column, let found):
      Self.cell(file, line, column, found, "a date such as 2024-05-17")
    case .unknownValue(let file, let line, let column, let found, let known):
      Self.cell(
        file, line, column, found, "one of " + abridged(known.joined(separator: ", ")))
    case .notPart(let file, let line, let column, let found):
      Self.cell(file, line, column, found, "train or test, as data.split asks for")
    case .openQuote(let file, let line):
      "\(file):\(line): a quoted cell begins here and does not end"
    case .afterQuote(let file, let line, let column):
      "\(file):\(line): column \(column): the cell goes on behind its closing quote; double the "
        + "quotes inside a quoted cell"
    case .cellTooLong(let file, let line, let column, let limit):
      "\(file):\(line): column \(column): the cell has more than \(limit) bytes; is a quote missing?"
    case .tooManyColumns(let file, let line, let limit):
      "\(file):\(line): the row has more than \(limit) cells, which is the limit"
    case .tooManyValues(let file, let column, let found, let limit):
      "\(file): \(abridged(column)): found \(found) different values, expected at most \(limit); "
        + "leave the column out with 'ignore' in data.columns"
    case .tooManyFeatures(let file, let found, let limit):
      "\(file): the columns make \(found) features, expected at most \(limit)"
    case .tooLargeUnpacked(let file, let limit):
      "\(file): it has more than \(limit) bytes when unpacked, which is the limit"
    case .headerOrData(let file, let line, let doubt):
      "\(file):\(line): \(doubt.sentence); set data.header to true if the first row holds names, or "
        + "to false if it holds data"
    case .sameName(let file, let name, let first, let second):
      "\(file): the columns \(first) and \(second) are both called '\(abridged(name))'; rename one, or "
        + "leave it out with data.columns: {\(second): ignore}"
    case .unknownColumn(let file, let key, let name, let nearest?, _, _):
      "\(file): no column '\(abridged(name))' for \(key); did you mean '\(abridged(nearest))'?"
    case .unknownColumn(let file, let key, let name, nil, let known, let count) where known.isEmpty:
      "\(file): no column '\(abridged(name))' for \(key): write a number from 1 to \(count), "
        + "because the first row is no header"
    case .unknownColumn(let file, let key, let name, nil, let known, _):
      "\(file): no column '\(abridged(name))' for \(key); there are "
        + abridged(known.joined(separator: ", "))
    case .columnTwice(let file, let key, let column, let duty):
      "\(file): \(key): the column '\(abridged(column))' \(duty); name it once"
    case .noFeatures(let file):
      "\(file): no column is left to learn from; data.columns ignores them all"
    case .otherColumnCount(let file, let found, let expected):
      "\(file): found \(found) columns, expected \(expected) as in the table that the policy learned "
        + "from, or one less without the answers"
    case .nothingToAnswer(let file):
      "\(file): there are no rows to answer"
    case .noFile(let path):
      "\(path): no such file for data.path; a relative path is taken from the folder of the "
        + "configuration, and of a run that has moved --data names the file"
    case .emptyPart(let file, let column, let part):
      "\(file): \(abridged(column)): no row says '\(part)', and one at least is needed"
    case .labelIsOnlyColumn(let file):
      "\(file): found one column, expected at least one feature and the label; cells are separated "
        + "by commas, semicolons or tabs"
    case .classCount(let file, let column, let found, let limit):
      "\(file): \(abridged(column)): found \(found) different labels, expected 2 to \(limit); "
        + "to predict a number, set objective.loss to mse"
    case .classPerRow(let file, let column, let classes, let rows):
      "\(file): \(abridged(column)): \(classes) classes in \(rows) rows are too many to learn; to "
        + "predict a number, set objective.loss to mse, and data.label names another column"
    case .constantTarget(let file, let column):
      "\(file): \(abridged(column)): every target is the same, so there is nothing to predict"

    case .lossDoesNotFit(let dataset, let loss):
      "objective.loss: \(loss) is for numbers, but \(dataset) has classes; "
        + "use cross-entropy or accuracy"
    }
  }
}

extension DatasetError {
  /// What is wrong with one cell.
  private static func cell(
    _ file: String, _ line: Int, _ column: String, _ found: String, _ expected: String
  ) -> String {
    "\(file):\(line): \(abridged(column)): found '\(abridged(found))', expected \(expected)"
  }
}

extension DatasetError.CellHint {
  fileprivate func remedy(_ column: String) -> String {
    // A column without a name is written as its number.
    let name = column.hasPrefix("column ") ? String(column.dropFirst(7)) : abridged(column)
    return switch self {
    case .date: "dates are read with data.columns: {\(name): date}"
    case .category: "words are read with data.columns: {\(name): one-hot}, or left out with ignore"
    case .commaNumber: "decimals behind a comma are read with data.decimal: comma"
    }
  }
}

extension DatasetError.HeaderDoubt {
  fileprivate var sentence: String {
    switch self {
    case .overNumbers(let word): "'\(abridged(word))' in the first row stands over numbers"
    case .onlyHere(let word):
      "'\(abridged(word))' in the first row is not met again in its column"
    case .both(let word, let again):
      "'\(abridged(word))' in the first row stands over numbers, but '\(abridged(again))' is met again"
    case .countsUp(let first): "the first row counts up from \(abridged(first))"
    case .farFromAll: "the numbers of the first row are far from all below them"
    }
  }
}
