import ArgumentParser
import EvoCompare
import EvoDraw
import EvoWords

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Tell whether groups of runs differ.",
    discussion: """
      RUNS are run folders or patterns of them, with a name before them where you choose the groups: \
      A='runs/a-*' B='runs/b-*'. Without names, runs are grouped by what their configurations differ in. \
      The first group is what the others are compared with. Intervals are of 95 %, by bootstrap; a run \
      that ended without reaching the threshold counts as one that would have taken longer.
      """)

  @Argument(help: "Run folders, or NAME=PATTERN.", completion: .directory)
  var runs: [String]

  @Option(
    help: ArgumentHelp(
      "Also draw the distribution of the final returns (PNG or SVG).", valueName: "file"),
    completion: .file(extensions: ["png", "svg"]))
  var profile: String?

  @OptionGroup var report: ReportOptions

  func validate() throws { if let profile { _ = try PlotFile(profile) } }

  func run() throws {
    let comparison = try report.watching { tally in
      let groups = try RunArguments.groups(runs, tally: tally)
      let comparison = Comparison(of: groups, bootstrap: Bootstrap(tally: tally))
      if let profile {
        try PlotFile(profile).write(PerformanceProfile(of: groups).plot(tally: tally))
      }
      return comparison
    }
    report.show(json: comparison.json.text, text: text(comparison))
  }

  private func text(_ comparison: Comparison) -> String {
    let hasThreshold = comparison.rows.contains { $0.reached != nil }
    var heading = ["group", "runs", "final mean", "deviation", "IQM [95 %]", "best"]
    if hasThreshold { heading += ["solved", "steps to solve", "seconds"] }
    let rows = comparison.rows.map { row in
      var cells = [
        row.group.name, "\(row.group.runs.count)", Terminal.fixed(row.finalMean, 2),
        row.finalStd.map { Terminal.fixed($0, 2) } ?? "–", row.iqm.text,
        Terminal.fixed(row.bestMean, 2),
      ]
      if hasThreshold {
        cells += [
          row.reached.map { "\($0) of \(row.group.runs.count)" } ?? "–",
          row.stepsToThreshold.map(Terminal.short) ?? "–",
          row.secondsToThreshold.map { Terminal.fixed($0, 2) } ?? "–",
        ]
      }
      return cells
    }
    var lines = [Terminal.table([heading] + rows, rightAligned: Set(1...8))]
    for pair in comparison.pairs {
      lines += ["", pair.verdict + "."]
      if let sooner = pair.sooner {
        lines.append(
          "A run of \(pair.other.name) reaches the threshold sooner than one of \(pair.first.name) with "
            + "probability \(sooner.text).")
      }
    }
    if let profile { lines.append("profile in \(profile)") }
    return lines.joined(separator: "\n")
  }
}

extension Comparison {
  /// The same for programs.
  fileprivate var json: JSONObject {
    var json = JSONObject()
    json.add("subject", rows[0].group.subject)
    json.add(
      "groups",
      rows.map { row in
        var json = JSONObject()
        json.add("name", row.group.name)
        json.add("runs", row.group.runs.map(\.path))
        json.add("final", row.group.finals)
        json.add("final_mean", row.finalMean)
        json.add("final_std", row.finalStd)
        json.add("iqm", row.iqm)
        json.add("best_mean", row.bestMean)
        json.add("reached", row.reached.map(Double.init))
        json.add("steps_to_threshold", row.stepsToThreshold)
        json.add("seconds_to_threshold", row.secondsToThreshold)
        return json
      })
    json.add(
      "comparisons",
      pairs.map { pair in
        var json = JSONObject()
        json.add("first", pair.first.name)
        json.add("other", pair.other.name)
        json.add("iqm_difference", pair.difference)
        json.add("probability_of_improvement", pair.improvement)
        if let sooner = pair.sooner { json.add("probability_sooner", sooner) }
        json.add("verdict", pair.verdict)
        return json
      })
    return json
  }
}

extension JSONObject {
  fileprivate mutating func add(_ key: String, _ estimate: Comparison.Estimate) {
    var json = JSONObject()
    json.add("value", estimate.value)
    json.add("low", estimate.interval?.lowerBound)
    json.add("high", estimate.interval?.upperBound)
    add(key, json)
  }
}
