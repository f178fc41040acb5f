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
  case notNumber(file: String, line: Int, column: String, found: String)
  case openQuote(file: String, line: Int)
  case unknownColumn(file: String, name: String, nearest: String?, known: [String])
  case labelIsOnlyColumn(file: String)
  case classCount(file: String, column: String, found: Int, limit: Int)
  case constantTarget(file: String, column: String)

  /// The loss does not fit what the data set's answers are.
  case lossDoesNotFit(dataset: String, loss: String)
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
    case .notNumber(let file, let line, let column, let found):
      "\(file):\(line): \(abridged(column)): found '\(abridged(found))', expected a finite number"
    case .openQuote(let file, let line):
      "\(file):\(line): a quoted cell begins here and does not end"
    case .unknownColumn(let file, let name, let nearest?, _):
      "\(file): no column '\(abridged(name))' for data.label; did you mean '\(abridged(nearest))'?"
    case .unknownColumn(let file, let name, nil, let known) where known.isEmpty:
      "\(file): no column '\(abridged(name))' for data.label, because the first row is no header"
    case .unknownColumn(let file, let name, nil, let known):
      "\(file): no column '\(abridged(name))' for data.label; there are "
        + abridged(known.joined(separator: ", "))
    case .labelIsOnlyColumn(let file):
      "\(file): found one column, expected at least one feature and the label"
    case .classCount(let file, let column, let found, let limit):
      "\(file): \(abridged(column)): found \(found) different labels, expected 2 to \(limit); "
        + "to predict a number, set objective.loss to mse"
    case .constantTarget(let file, let column):
      "\(file): \(abridged(column)): every target is the same, so there is nothing to predict"

    case .lossDoesNotFit(let dataset, let loss):
      "objective.loss: \(loss) is for numbers, but \(dataset) has classes; "
        + "use cross-entropy or accuracy"
    }
  }
}
