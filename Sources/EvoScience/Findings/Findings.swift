import EvoDraw

/// What an experiment found: every quantity beside what was claimed of it, the numbers behind, and
/// pictures of them.
public struct Findings: Sendable {
  public enum Verdict: String, Sendable {
    case holds
    case fails = "does not hold"
    /// Measured beside the claim; nothing was expected of it.
    case noted = "-"
  }

  public struct Row: Sendable, Equatable {
    public var quantity: String
    public var expected: String
    public var found: String
    public var verdict: Verdict
    /// Whether the figure is good, and what would help if it is not; empty where nothing is to be said.
    public var judgment = ""
  }

  /// Numbers for a CSV file.
  public struct Table: Sendable, Equatable {
    /// The name of the file, without its ending.
    public var name: String
    public var header: [String]
    public var rows: [[String]]

    public init(_ name: String, _ header: [String], _ rows: [[String]] = []) {
      self.name = name
      self.header = header
      self.rows = rows
    }
  }

  public struct Picture: Sendable {
    /// The name of the file, without its ending.
    public var name: String
    public var plot: LinePlot
  }

  public var rows: [Row] = []
  public var tables: [Table] = []
  public var pictures: [Picture] = []
  /// What has to be known to read the figures; a sentence each.
  public var remarks: [String] = []

  public init() {}

  public mutating func check(
    _ quantity: String, expected: String, found: String, holds: Bool
  ) {
    rows.append(
      Row(quantity: quantity, expected: expected, found: found, verdict: holds ? .holds : .fails))
  }

  public mutating func note(
    _ quantity: String, expected: String = "-", found: String, judgment: String = ""
  ) {
    rows.append(
      Row(
        quantity: quantity, expected: expected, found: found, verdict: .noted, judgment: judgment))
  }

  public mutating func picture(_ name: String, _ plot: LinePlot) {
    pictures.append(Picture(name: name, plot: plot))
  }

  /// Whether nothing that was claimed failed.
  public var holds: Bool { !rows.contains { $0.verdict == .fails } }

  /// How many claims held, and how many there were.
  public var score: (held: Int, claimed: Int) {
    (rows.count { $0.verdict == .holds }, rows.count { $0.verdict != .noted })
  }
}
