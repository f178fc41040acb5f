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
  public let isFast: Bool

  public init(
    _ file: ExperimentFile, seed: UInt64, findings: Findings, seconds: Double, isFast: Bool
  ) {
    self.file = file
    self.seed = seed
    self.findings = findings
    self.seconds = seconds
    self.isFast = isFast
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
    text += "| quantity | expected | found | verdict |\n|---|---|---|---|\n"
    for row in findings.rows {
      text += "| \(row.quantity) | \(row.expected) | \(row.found) | \(row.verdict.rawValue) |\n"
    }
    for remark in findings.remarks { text += "\n\(remark)\n" }
    for picture in findings.pictures { text += "\n![\(picture.plot.title)](\(picture.name).png)\n" }
    let form = isFast ? " --fast" : ""
    text += """

      `evo-rl experiment \(file.name)\(form)`, seed \(seed), \(duration). Numbers behind the \
      pictures: \(findings.tables.map { "[\($0.name).csv](\($0.name).csv)" }.joined(separator: ", ")).

      """
    return text
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
      picture.plot.draw(on: canvas)
      try AtomicFile.write(PNG.encode(canvas), to: "\(folder)/\(picture.name).png")
      let svg = try Canvas.svg(width: Self.size.width, height: Self.size.height) {
        picture.plot.draw(on: $0)
      }
      try AtomicFile.write(svg, to: "\(folder)/\(picture.name).svg")
    }
  }

  /// The rows as a table for a CSV file.
  var table: Table {
    Table(
      "findings", ["quantity", "expected", "found", "verdict"],
      rows.map { [$0.quantity, $0.expected, $0.found, $0.verdict.rawValue] })
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
