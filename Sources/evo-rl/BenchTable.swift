import EvoBench

/// The figures of a group as a table: median, range, and what it is measured against.
enum BenchTable {
  static func text(_ section: Section) -> String {
    let rows = section.figures.map { figure in
      [figure.name, value(figure.spread.median, figure.unit), range(figure), remark(figure)]
    }
    let notes = section.notes.map { "\n(\($0))" }.joined()
    return section.group.title + "\n" + Terminal.table(rows, rightAligned: [1]) + notes
  }

  private static func range(_ figure: Figure) -> String {
    let spread = figure.spread
    guard spread.low < spread.high else { return "" }
    return "\(value(spread.low, figure.unit)) to \(value(spread.high, figure.unit))"
  }

  private static func remark(_ figure: Figure) -> String {
    var parts: [String] = []
    if let share = figure.shareOfPeak {
      parts.append("\(Terminal.fixed(100 * share, 0)) % of peak")
    }
    if let target = figure.target {
      let sign = if case .atLeast = target { "at least" } else { "at most" }
      let verdict = target.isMet(by: figure.spread.median) ? "met" : "MISSED"
      parts.append("target \(sign) \(value(target.bound, figure.unit)): \(verdict)")
    }
    return parts.joined(separator: ", ")
  }

  /// Seconds and ratios with their own decimals, everything else with a prefix of thousands.
  private static func value(_ value: Double, _ unit: String) -> String {
    switch unit {
    case "": return Terminal.fixed(value, 3)
    case "s":
      for (scale, name) in [(1.0, "s"), (1e-3, "ms"), (1e-6, "µs")] where value >= scale {
        return "\(Terminal.fixed(value / scale, 2)) \(name)"
      }
      return "\(Terminal.fixed(value * 1e9, 1)) ns"
    case "s of CPU": return "\(Terminal.fixed(value, 3)) \(unit)"
    default:
      let number = Terminal.short(value)
      return number.last?.isLetter == true ? number + unit : "\(number) \(unit)"
    }
  }
}
