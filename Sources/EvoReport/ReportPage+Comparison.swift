import EvoCompare
import EvoRun
import EvoTrain
import EvoWords

extension ReportPage {
  private var compared: Comparison? { groups.map { Comparison(of: $0) } }

  /// Whether groups differ, a sentence for each after the first; of one group, what it is.
  var verdicts: [String] {
    guard let compared else { return [] }
    if compared.pairs.isEmpty, let row = compared.rows.first {
      return [
        "\(row.group.runs.count) runs end with an interquartile mean of \(row.iqm.text)"
          + (row.reached.map { "; \($0) of them reach the threshold" } ?? "") + "."
      ]
    }
    return compared.pairs.map { pair in
      let text = pair.verdict
      return text.prefix(1).uppercased() + text.dropFirst() + "."
    }
  }

  var comparison: HTML {
    guard let compared else { return "" }
    let hasThreshold = compared.rows.contains { $0.reached != nil }
    var heading = ["group", "runs", "final mean", "deviation", "IQM [95 %]", "best"]
    if hasThreshold { heading += ["solved", "steps to solve", "seconds"] }
    let rows = compared.rows.map { row in
      var cells = [
        row.group.name, "\(row.group.runs.count)", first.text(row.finalMean),
        row.finalStd.map(first.text) ?? "–", row.iqm.text, first.text(row.bestMean),
      ]
      if hasThreshold {
        cells += [
          row.reached.map { "\($0) of \(row.group.runs.count)" } ?? "–",
          row.stepsToThreshold.map(Page.number) ?? "–",
          row.secondsToThreshold.map { NumberText.fixed($0, 2) } ?? "–",
        ]
      }
      return cells
    }
    let words = verdicts.map { "<p>\($0)</p>" as HTML }
    return .section(
      groups?.count == 1 ? "All runs together" : "Is it a difference?",
      HTML.table(heading, rows, numbers: Set(1...8)) + "\n" + words.joined())
  }

  /// More rows than anybody reads are left out.
  private static let runLimit = 200

  var runTable: HTML {
    guard let groups else { return "" }
    let names = groups.flatMap { group in group.runs.map { ($0.path, group.name) } }
    let groupOf = Dictionary(names, uniquingKeysWith: { one, _ in one })
    let rows = runs.prefix(Self.runLimit).map { run in
      [
        run.path, groupOf[run.path] ?? "", String(run.configuration.seed),
        run.text(run.policy.evaluation), NumberText.grouped(run.policy.envSteps),
        NumberText.grouped(run.policy.generation), Self.duration(run.seconds),
      ]
    }
    let rest =
      runs.count > Self.runLimit
      ? "<p class=\"note\">And \(runs.count - Self.runLimit) more.</p>" as HTML : ""
    return .section(
      "The runs",
      HTML.table(
        ["run", "group", "seed", first.score, "steps", "generations", "time"], rows,
        numbers: [2, 3, 4, 5, 6]) + rest)
  }

  /// What a policy makes of the test set of its data.
  var testResult: HTML {
    guard let test, let evaluation = first.policy.evaluation else { return "" }
    let classes = first.policy.data?.classes ?? []
    var facts = [(first.score, first.text(evaluation.returnMean))]
    if let loss = evaluation.loss { facts.append(("loss", NumberText.significant(loss, 4))) }
    facts.append(
      (
        test.commonClass.map { "always answering \($0)" } ?? "error of always answering the mean",
        classes.isEmpty
          ? NumberText.significant(test.baseline, 4) : first.text(test.baseline)
      ))
    if let share = test.rSquared { facts.append(("R²", NumberText.fixed(share, 4))) }
    guard !test.confusion.isEmpty, classes.count <= 20 else {
      return .section("On the test set", .facts(facts))
    }
    let head = classes.map { "<th scope=\"col\" class=\"number\">\($0)</th>" as HTML }
    let rows = zip(classes, test.confusion).map { name, counts -> HTML in
      let total = max(counts.reduce(0, +), 1)
      let cells = counts.map { count -> HTML in
        let share = NumberText.fixed(0.75 * Double(count) / Double(total), 2)
        return "<td style=\"background:rgba(58,143,196,\(share))\">\(count)</td>"
      }
      return "<tr><th scope=\"row\">\(name)</th>\(cells.joined(""))</tr>"
    }
    return .section(
      "On the test set",
      """
      \(HTML.facts(facts))
      <p class="note">Rows are the classes, columns the answers.</p>
      <div class="scroll"><table class="confusion">
      <thead><tr><td></td>\(head.joined(""))</tr></thead>
      <tbody>
      \(rows.joined())
      </tbody></table></div>
      """)
  }
}
