import EvoCore
import EvoTrain
import Glibc

extension PolicyFile {
  /// What a policy says of the rows of a table: a name for each column, and a row for each of the
  /// table's, empty where a cell that is needed is missing.
  public struct Answers: Sendable, Equatable {
    public let columns: [String]
    public let rows: [[String]]
    /// Rows without an answer.
    public var emptyCount: Int { rows.count { $0[0].isEmpty } }

    /// The answers as a CSV file.
    public var csv: String {
      ([columns] + rows).map { $0.map(Self.quoted).joined(separator: ",") + "\n" }.joined()
    }

    private static func quoted(_ cell: String) -> String {
      guard
        cell.utf8.contains(where: { "\",\n\r".utf8.contains($0) }) || cell.first == " "
          || cell.last == " "
      else { return cell }
      return "\"" + cell.replacing("\"", with: "\"\"") + "\""
    }
  }

  /// Answers the rows of a table, which is read as the one was that the policy learned from.
  ///
  /// - Parameter policy: the name of the policy in errors.
  /// - Throws: `PolicyFileError` where the policy did not learn from a table, and what reading the
  ///   table throws.
  public func answers(toTableAt path: String, policy name: String) throws -> Answers {
    guard let data, let table = data.table else {
      throw PolicyFileError.notForTables(file: name, subject: environment)
    }
    guard table.width == policy.network.widths[0],
      data.classes.isEmpty || data.classes.count == policy.head.outputCount
    else {
      throw PolicyFileError.doesNotFit(
        file: name, environment: environment,
        found: "\(policy.network.widths[0]) inputs and \(policy.head.outputCount) outputs",
        expected: "\(table.width) and \(max(data.classes.count, 1))")
    }
    let asked = try UnansweredTable(path: path, like: table, data.configuration)
    let answered = asked.samples.map { cells(for: $0, classes: data.classes) } ?? []
    let columns = [table.answer] + (data.classes.isEmpty ? [] : ["probability"])
    var next = 0
    let rows = asked.isWhole.map { isWhole -> [String] in
      guard isWhole else { return columns.map { _ in "" } }
      defer { next += 1 }
      return answered[next]
    }
    return Answers(columns: columns, rows: rows)
  }

  private func cells(for samples: Samples, classes: [String]) -> [[String]] {
    if classes.isEmpty {
      return policy.answers(for: samples).map { [$0.isFinite ? "\($0)" : ""] }
    }
    let outputs = policy.outputs(for: samples)
    return (0..<samples.count).map { sample in
      let own = outputs[sample * classes.count..<(sample + 1) * classes.count].map(Double.init)
      guard own.allSatisfy(\.isFinite), let largest = own.max(),
        let answer = own.firstIndex(of: largest)
      else { return ["", ""] }
      // The softmax of the largest output.
      let share = 1 / own.reduce(0) { $0 + exp($1 - largest) }
      return [classes[answer], "\((share * 10_000).rounded() / 10_000)"]
    }
  }
}
