import EvoDraw
import EvoTune
import EvoWords

/// One page about a study: what it found, what mattered, and every trial.
struct StudyPage {
  let study: StudyRecord
  /// nil where no trial is complete.
  let plots: StudyPlots?
  let importance: Importance?

  init(_ study: StudyRecord) {
    self.study = study
    plots = StudyPlots(
      study.trials, space: study.space, maximizes: study.maximizes, label: Self.label(study))
    importance = Importance(study.trials, space: study.space)
  }

  var html: HTML {
    Page.html(
      title: "study \(study.name)",
      [heading, history, keys, slices, parallel, trialTable, search, again])
  }

  /// What the value of a trial is.
  var label: String { Self.label(study) }

  private static func label(_ study: StudyRecord) -> String {
    switch study.notes["objective"] {
    case "steps": "steps to solve"
    case "score": "score"
    default: "value"
    }
  }

  /// Parameters, those that matter most first.
  var order: [Int] {
    let all = study.space.parameters.indices
    guard let shares = importance?.shares else { return Array(all) }
    return all.sorted { shares[$0] > shares[$1] || shares[$0] == shares[$1] && $0 < $1 }
  }

  func text(_ value: Double?) -> String { value.map(StudyPlots.text) ?? "–" }

  private func text(_ parameter: Int, of trial: Trial?) -> String {
    trial?.assignment[parameter].map(study.space.parameters[parameter].domain.text) ?? "–"
  }

  // MARK: What came of it

  private var heading: HTML {
    func count(_ state: Trial.State) -> String {
      NumberText.grouped(study.trials.count { $0.state == state })
    }
    let steps = study.trials.reduce(0) { $0 + ($1.notes["steps"].flatMap { Int($0) } ?? 0) }
    var facts = [
      ("complete", count(.complete)), ("given up", count(.pruned)),
      ("without a value", count(.failed)),
    ]
    if steps > 0 { facts.append(("steps of all trials", NumberText.grouped(steps))) }
    let subject = study.notes["config"] ?? study.notes["worker"] ?? study.notes["command"]
    return """
      <header>
      <h1>\(study.name)</h1>
      <p>\(subject.map { "search of \($0), " } ?? "")\(study.trials.count) trials</p>
      <p class="lede">\(result)</p>
      \(confirmed)
      </header>
      \(HTML.facts(facts))
      """
  }

  private var result: String {
    guard let best = study.best else { return "No trial is complete." }
    return "The best is trial \(best.number), with \(label) \(text(best.value))."
  }

  /// What the best is worth with seeds that it was not chosen by.
  private var confirmed: HTML {
    guard let best = study.best, let found = Confirmation(of: best, in: study.notes) else {
      return ""
    }
    func words(_ values: [Double]) -> String {
      let (mean, error) = Confirmation.mean(values)
      return "median \(text(Confirmation.median(values))), mean \(text(mean)) ± \(text(error))"
    }
    return """
      <p>With \(found.winner.count) fresh seeds: \(words(found.winner)). \
      The configuration as it was: \(words(found.original)).</p>
      """
  }

  private var keys: HTML {
    guard let best = study.best else { return "" }
    let rows = order.map { index in
      [
        study.space.parameters[index].name, text(index, of: best),
        text(index, of: study.trials.first),
        importance.map { "\(Int((100 * $0.shares[index]).rounded())) %" } ?? "–",
      ]
    }
    return .section(
      "What matters",
      HTML.table(["key", "best", "first trial", "matters"], rows, numbers: [3])
        + """

        <p class="note">By how much a forest that predicts the rank of a complete trial errs more when the \
        values of this key are shuffled.</p>
        """)
  }

  // MARK: Every trial

  /// More rows than anybody reads are left out.
  private static let limit = 200

  private var trialTable: HTML {
    let ranked = study.trials.ranked(maximizes: study.maximizes)
    let rows = ranked.prefix(Self.limit).map { trial in
      ["\(trial.number)", Self.words(trial.state), text(trial.value ?? trial.reports.last?.value)]
        + order.map { text($0, of: trial) }
    }
    let rest: HTML =
      ranked.count > Self.limit
      ? "<p class=\"note\">And \(ranked.count - Self.limit) more.</p>" : ""
    let names = order.map { study.space.parameters[$0].name }
    return .section(
      "The trials, best first",
      HTML.table(["trial", "state", label] + names, rows, numbers: [2]) + rest)
  }

  private static func words(_ state: Trial.State) -> String {
    switch state {
    case .running: "not over"
    case .complete: "complete"
    case .pruned: "given up"
    case .failed: "without a value"
    }
  }

  private var search: HTML {
    let facts = study.notes.filter { !$0.key.hasPrefix("fresh seed ") && $0.key != "space" }
      .sorted { $0.key < $1.key }.map { [$0.key, $0.value] }
    return facts.isEmpty ? "" : .section("The search", HTML.table(["setting", "value"], facts))
  }

  private var again: HTML {
    var commands = ["optuna-dashboard \(ReportedRun.shellWord(study.path))"]
    let suffix = "/" + StudyRecord.logName
    if study.path.hasSuffix(suffix), study.notes["config"] != nil, study.best != nil {
      let best = study.path.dropLast(suffix.count) + "/best.yaml"
      commands.insert("evo-rl train \(ReportedRun.shellWord(String(best)))", at: 0)
    }
    return .section("Go on", "<pre>\(commands.joined(separator: "\n"))</pre>")
  }
}
