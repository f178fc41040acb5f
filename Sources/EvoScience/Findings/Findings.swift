import EvoDraw
import EvoWords
import Glibc

/// What an experiment found: every quantity beside what was claimed of it, the numbers behind, and
/// pictures of them.
public struct Findings: Sendable {
  public enum Verdict: String, Sendable {
    case holds
    case fails = "does not hold"
    /// The interval holds both: what would fulfill the claim and what would not.
    case undecided = "not decided"
    /// Measured beside the claim; nothing was expected of it.
    case noted = "-"
  }

  public struct Row: Sendable, Equatable {
    public var quantity: String
    public var expected: String
    public var found: String
    public var verdict: Verdict
    /// Where the quantity lies with 95 % confidence; nil where there is nothing random about it, or
    /// nothing known of it.
    public var interval: Interval?
    /// How many independent repetitions the figure is from; nil where there is nothing to repeat.
    public var count: Int?
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
    public var title: String
    public var drawing: any Drawable & Sendable
  }

  public var rows: [Row] = []
  public var tables: [Table] = []
  public var pictures: [Picture] = []
  /// What has to be known to read the figures; a sentence each.
  public var remarks: [String] = []

  public init() {}

  /// A claim about something that chance has no part in.
  public mutating func check(
    _ quantity: String, expected: String, found: String, holds: Bool
  ) {
    rows.append(
      Row(quantity: quantity, expected: expected, found: found, verdict: holds ? .holds : .fails))
  }

  /// A claim about a quantity that is known from repetitions. It holds when it does in the whole
  /// interval, and fails when it does nowhere there.
  ///
  /// - Parameters:
  ///   - expected: what to write in place of the bare claim.
  ///   - family: how many such rows are to be right together in 95 of 100 cases.
  mutating func check(
    _ quantity: String, _ found: Estimate, is claim: Claim, expected: String? = nil,
    unit: String = "", family: Int = 1
  ) {
    let interval = found.interval(family: family)
    rows.append(
      Row(
        quantity: quantity, expected: expected ?? claim.text(unit),
        found: Self.text(found, interval, unit),
        verdict: claim.holds(interval) ? .holds : claim.fails(interval) ? .fails : .undecided,
        interval: interval, count: found.count))
  }

  /// A claim about many quantities, of which the one is told whose interval reaches farthest from 0. It
  /// holds when it does for all and fails when it does for one of them.
  mutating func check(
    _ quantity: String, all found: [Estimate], is claim: Claim, expected: String? = nil,
    unit: String = "", family: Int = 1
  ) {
    let intervals = found.map { $0.interval(family: family * found.count) }
    func reach(_ interval: Interval) -> Double { max(-interval.low, interval.high) }
    let failed = intervals.indices.filter { claim.fails(intervals[$0]) }
    guard
      let worst = (failed.isEmpty ? Array(intervals.indices) : failed)
        .max(by: { reach(intervals[$0]) < reach(intervals[$1]) })
    else { return }
    check(
      quantity, found[worst], is: claim, expected: expected, unit: unit,
      family: family * found.count)
  }

  /// A quantity that is known from repetitions, of which nothing is claimed.
  mutating func note(
    _ quantity: String, _ found: Estimate, expected: String = "-", unit: String = ""
  ) {
    let interval = found.interval()
    rows.append(
      Row(
        quantity: quantity, expected: expected, found: Self.text(found, interval, unit),
        verdict: .noted, interval: interval, count: found.count))
  }

  /// The mean and the interval, with as many places as leave its reach two digits.
  private static func text(_ found: Estimate, _ interval: Interval, _ unit: String) -> String {
    guard interval.low.isFinite else { return short(found.mean) + unit }
    let reach = (interval.high - interval.low) / 2
    let places = 1 - (reach > 0 ? Int(log10(reach).rounded(.down)) : -2)
    func text(_ value: Double) -> String {
      if places > 7 { return short(value) }
      return abs(value) >= 1000 && places <= 0
        ? grouped(Int(value.rounded())) : NumberText.fixed(value, max(places, 0))
    }
    return "\(text(found.mean))\(unit) [\(text(interval.low)), \(text(interval.high))]"
  }

  public mutating func note(
    _ quantity: String, expected: String = "-", found: String, judgment: String = ""
  ) {
    rows.append(
      Row(
        quantity: quantity, expected: expected, found: found, verdict: .noted, judgment: judgment))
  }

  public mutating func picture(_ name: String, _ plot: LinePlot) {
    pictures.append(Picture(name: name, title: plot.title, drawing: plot))
  }

  mutating func picture(_ name: String, _ map: ValueMap) {
    pictures.append(Picture(name: name, title: map.title, drawing: map))
  }

  /// How many claims held, and how many there were.
  public var score: (held: Int, claimed: Int) {
    (rows.count { $0.verdict == .holds }, rows.count { $0.verdict != .noted })
  }
}
