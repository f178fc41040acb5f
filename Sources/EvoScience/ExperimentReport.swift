import EvoCore
import EvoDraw
import EvoFiles

/// The findings of a finished experiment, and the folder that they are written to.
public struct ExperimentReport: Sendable {
  public let file: ExperimentFile
  public let seed: UInt64
  public let findings: Findings
  /// Processor time on all cores.
  public let seconds: Double
  /// The options that the command had, as they are typed.
  public let options: [String]
  public let provenance: Provenance
  /// What the same experiment found with the seeds that follow.
  public let others: [Findings]

  public init(
    _ file: ExperimentFile, seed: UInt64, findings: Findings, seconds: Double, options: [String],
    provenance: Provenance, others: [Findings] = []
  ) {
    self.file = file
    self.seed = seed
    self.findings = findings
    self.seconds = seconds
    self.options = options
    self.provenance = provenance
    self.others = others
  }

  /// Prepares a folder before anything is computed: what cannot be written is said now, and a run
  /// that was interrupted is told by this mark.
  public static func prepare(_ folder: String) throws(FileError) {
    try FileSystem.posix.createFolders(folder)
    try AtomicFile.write(
      Array("This experiment has not finished; run it again.\n".utf8),
      to: "\(folder)/\(unfinished)")
  }

  private static let unfinished = "UNFINISHED"

  /// Writes the page, the tables and the pictures, and takes the mark away.
  public func write(to folder: String) throws {
    try findings.write(to: folder)
    if !others.isEmpty {
      try AtomicFile.write(Array(seedTable.csv.utf8), to: "\(folder)/\(seedTable.name).csv")
    }
    try AtomicFile.write(Array(page.utf8), to: "\(folder)/README.md")
    try FileSystem.posix.removeFile("\(folder)/\(Self.unfinished)")
  }

  /// What was found, in a line.
  public var summary: String {
    let score = findings.score
    return score.claimed == 0
      ? "measured"
      : score.held == score.claimed
        ? "holds (\(score.held) of \(score.claimed))"
        : "\(score.held) of \(score.claimed) hold"
  }

  /// The page of the experiment, in Markdown.
  public var page: String {
    var text = "# \(file.title)\n\n**Claim.** \(file.claim)\n\n\(file.method)\n\n"
    let isRepeated = !others.isEmpty
    text += "| quantity | expected | found | runs | verdict |" + (isRepeated ? " seeds |\n" : "\n")
    text += "|---|---|---|---|---|" + (isRepeated ? "---|\n" : "\n")
    for (index, row) in findings.rows.enumerated() {
      text += "| \(row.quantity) | \(row.expected) | \(row.found) "
      text += "| \(row.count.map(grouped) ?? "-") | \(row.verdict.rawValue) |"
      text +=
        isRepeated ? " \(agreement(index).map { "\($0) of \(others.count + 1)" } ?? "-") |\n" : "\n"
    }
    if findings.rows.contains(where: { $0.interval != nil }) {
      text += """

        In brackets stand intervals of 95 %. A claim holds when it does in the whole interval, and does \
        not when it does nowhere there; rows that test one claim many times have the wider intervals that \
        are right together.

        """
    }
    if isRepeated {
      text += "\nThe last column counts the seeds from \(seed) on with the same verdict.\n"
    }
    for remark in remarks { text += "\n\(remark)\n" }
    for picture in findings.pictures { text += "\n![\(picture.title)](\(picture.name).png)\n" }
    let command = (["evo-rl experiment \(file.name)"] + options).joined(separator: " ")
    text += """

      `\(command)`, seed \(seed), \(duration) \(provenance.sentence). Numbers behind the \
      pictures: \(findings.tables.map { "[\($0.name).csv](\($0.name).csv)" }.joined(separator: ", ")).

      """
    return text
  }

  /// What has to be known to read the page.
  private var remarks: [String] {
    var remarks = findings.remarks
    if let missing = file.replacement {
      remarks.insert(
        "The data set \(missing) is not installed here, so that these are the figures of one that is "
          + "shipped.", at: 0)
    }
    if !file.flaws.isEmpty {
      remarks.append(
        "What would make it fail, as `evo-rl experiment \(file.name) --broken` shows: "
          + file.flaws.joined(separator: "; ") + ".")
    }
    return remarks
  }

  /// How many of the seeds have the same verdict in a row of which something is claimed.
  private func agreement(_ index: Int) -> Int? {
    let row = findings.rows[index]
    guard row.verdict != .noted else { return nil }
    return 1
      + others.count { $0.rows.indices.contains(index) && $0.rows[index].verdict == row.verdict }
  }

  /// The least number of seeds that agree on a verdict.
  public var leastAgreement: Int {
    findings.rows.indices.compactMap(agreement).min() ?? others.count + 1
  }

  private var seedTable: Findings.Table {
    var table = Findings.Table("seeds", ["seed", "quantity", "found", "verdict"])
    for (offset, found) in ([findings] + others).enumerated() {
      table.rows += found.rows.map {
        ["\(seed + UInt64(offset))", $0.quantity, $0.found, $0.verdict.rawValue]
      }
    }
    return table
  }

  private var duration: String {
    (seconds < 100 ? "\(short(seconds, 2)) s" : "\(short(seconds / 60, 2)) min")
      + " of processor time"
  }
}

extension Findings {
  private static let size = (width: 900, height: 560)

  /// Writes the tables as CSV, and the pictures as PNG and SVG.
  public func write(to folder: String) throws {
    for table in tables + [table] {
      try AtomicFile.write(Array(table.csv.utf8), to: "\(folder)/\(table.name).csv")
    }
    for picture in pictures {
      let canvas = try Canvas(width: Self.size.width, height: Self.size.height)
      picture.drawing.draw(on: canvas)
      try AtomicFile.write(PNG.encode(canvas), to: "\(folder)/\(picture.name).png")
      let svg = try Canvas.svg(width: Self.size.width, height: Self.size.height) {
        picture.drawing.draw(on: $0)
      }
      try AtomicFile.write(svg, to: "\(folder)/\(picture.name).svg")
    }
  }

  /// The rows as a table for a CSV file.
  var table: Table {
    Table(
      "findings", ["quantity", "expected", "found", "low", "high", "runs", "verdict"],
      rows.map { row in
        [row.quantity, row.expected, row.found]
          + [row.interval?.low, row.interval?.high].map { $0.map { "\($0)" } ?? "" }
          + [row.count.map { "\($0)" } ?? "", row.verdict.rawValue]
      })
  }
}

extension Findings.Table {
  /// RFC 4180, lines ending in a newline.
  public var csv: String {
    ([header] + rows).map { row in
      row.map { cell in
        cell.contains { ",\"\n".contains($0) }
          ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
      }.joined(separator: ",") + "\n"
    }.joined()
  }
}
