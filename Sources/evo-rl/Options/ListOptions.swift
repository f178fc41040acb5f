import ArgumentParser
import EvoWords

/// How a list is shown: as a table for people, as the bare names, or as JSON for programs.
struct ListOptions: ParsableArguments {
  /// An entry of a list.
  struct Row {
    /// For people, the name first and what is a sentence last.
    let cells: [String]
    let json: JSONObject

    init(_ cells: [String], _ json: JSONObject) {
      self.cells = cells
      self.json = json
    }

    init(name: String, origin: String, summary: String) {
      var json = JSONObject()
      json.add("name", name)
      json.add("origin", origin)
      json.add("summary", summary)
      self.init([name, origin, summary], json)
    }
  }

  @Flag(help: "Only the names, one a line.")
  var names = false

  @Flag(help: "Print one JSON object for each, one a line.")
  var json = false

  func validate() throws {
    if json, names { throw ValidationError("--json and --names contradict each other; choose one") }
  }

  func show(_ header: [String], _ rows: [Row], rightAligned: Set<Int> = []) {
    if json {
      for row in rows { print(row.json.text) }
    } else if names {
      for row in rows { print(row.cells[0]) }
    } else if rows.isEmpty {
      print("none")
    } else {
      let cells = rows.map(\.cells)
      let lines = Terminal.table([header] + cells, rightAligned: rightAligned)
        .split(separator: "\n")
      let isWide = lines.contains { $0.count > Terminal.width }
      print(isWide ? narrow(header, cells, rightAligned) : lines.joined(separator: "\n"))
    }
  }

  /// The table with the last column, which is a sentence, below the others.
  private func narrow(
    _ header: [String], _ rows: [[String]], _ rightAligned: Set<Int>
  ) -> String {
    let table = Terminal.table(
      [header.dropLast()] + rows.map { $0.dropLast() }, rightAligned: rightAligned)
    let lines = table.split(separator: "\n").map(String.init)
    return zip(lines, [[]] + rows).map { line, row in
      let sentence = row.last.map {
        LineFitting.wrapped($0, width: Terminal.width, indentation: "    ")
      }
      return ([line] + (sentence ?? [])).joined(separator: "\n")
    }.joined(separator: "\n")
  }
}
