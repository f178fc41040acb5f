import EvoCore
import EvoDraw
import EvoFiles
import EvoTrain
import EvoTune
import EvoWords
import Synchronization

/// Shows a study as it goes, and writes what it has found.
final class TuneReport: Sendable {
  private struct State {
    var best: Trial?
    var ended = 0
  }

  private let style: DisplayStyle
  private let search: TuneSearch
  private let name: String
  private let folder: String
  private let original: TrainingConfiguration
  private let clock = Stopwatch()
  private let state = Mutex(State())

  init(
    style: DisplayStyle, search: TuneSearch, name: String, folder: String,
    original: TrainingConfiguration
  ) {
    self.style = style
    self.search = search
    self.name = name
    self.folder = folder
    self.original = original
  }

  private var label: String { search.objective == .steps ? "steps to solve" : "score" }

  private func text(_ value: Double) -> String {
    search.objective == .steps
      ? NumberText.grouped(Int(value.rounded())) : NumberText.significant(value, 6)
  }

  func begin(_ study: Study) {
    state.withLock { state in
      state.best = study.best
      state.ended = study.trials.count { $0.state != .running }
    }
  }

  func show(_ trial: Trial) {
    state.withLock { state in
      state.ended += 1
      if trial.state == .complete, let value = trial.value {
        let best = state.best?.value
        if best.map({ search.maximizes ? value > $0 : value < $0 }) ?? true { state.best = trial }
      }
      switch style {
      case .quiet, .finalJSON: return
      case .json: Terminal.line(json(trial).text)
      case .live, .lines:
        if style == .live { Terminal.overwrite("") }
        Terminal.line(line(trial, state))
        guard style == .live else { return }
        Terminal.overwrite(
          "\(state.ended) of \(search.trials) trials", Terminal.duration(clock.seconds))
      }
    }
  }

  func showConfirmed(_ done: Int, of count: Int) {
    if style == .live { Terminal.overwrite("\(done) of \(count) trainings with fresh seeds") }
  }

  private func line(_ trial: Trial, _ state: State) -> String {
    var words = "trial \(trial.number): "
    switch trial.state {
    case .complete: words += trial.value.map(text) ?? ""
    case .pruned: words += "given up" + (trial.reports.last.map { " at \(text($0.value))" } ?? "")
    case .failed: words += "no value: " + abridged(trial.notes["reason"] ?? "")
    case .running: break
    }
    if let best = state.best, let value = best.value {
      words += ", best \(text(value)) of trial \(best.number)"
    }
    return words
  }

  private func json(_ trial: Trial) -> JSONObject {
    var json = JSONObject()
    json.add("event", "trial")
    json.add("trial", trial.number)
    json.add("state", trial.state.rawValue)
    json.add("value", trial.value)
    json.add("settings", settings(trial))
    return json
  }

  private func settings(_ trial: Trial) -> JSONObject {
    var json = JSONObject()
    for (key, value) in search.space.settings(trial.assignment) { json.add(key, value) }
    return json
  }

  // MARK: The end

  func finish(_ study: Study, _ confirmation: Confirmation?) throws {
    try write(StudyTable.csv(study.trials, space: study.space), "trials.csv")
    if let plots = StudyPlots(
      study.trials, space: study.space, maximizes: study.maximizes, label: label)
    {
      let canvas = try Canvas(width: 800, height: 500)
      plots.history().draw(on: canvas)
      try write(try PNG.encode(canvas), "history.png")
      try write(try plots.slices(), "slices.png")
      try write(try plots.parallelCoordinates(), "parallel.png")
    }
    let importance = Importance(study.trials, space: study.space)
    if let best = study.best { try writeBest(best, study, confirmation) }
    if style == .live { Terminal.overwrite("") }
    switch style {
    case .quiet: break
    case .json, .finalJSON: showJSON(study, importance, confirmation)
    case .live, .lines: print(table(study, importance, confirmation))
    }
    let unfinished = study.trials.contains { $0.state == .running }
    if unfinished || Signals.interrupt.signal != nil {
      Terminal.warn("the study was broken off; the same command with --resume goes on")
    }
  }

  private func write(_ text: String, _ name: String) throws { try write(Array(text.utf8), name) }
  private func write(_ bytes: [UInt8], _ name: String) throws {
    try AtomicFile.write(bytes, to: "\(folder)/\(name)")
  }

  private func writeBest(_ best: Trial, _ study: Study, _ confirmation: Confirmation?) throws {
    let settings = search.space.settings(best.assignment)
    let found = try ConfigurationLibrary().load(
      search.config, overrides: search.settings + settings.map { "\($0.key)=\($0.value)" }
    ).configuration
    let before = Dictionary(original.settings.map { ($0.key, $0.value) }) { $1 }
    var evidence = [
      "Trial \(best.number) of \(study.trials.count): \(label) \(best.value.map(text) ?? ""), the mean of "
        + "\(search.seeds) seeds that it was chosen by."
    ]
    evidence += confirmation.map(evidenceWords) ?? []
    let words = BestConfiguration.text(
      found, name: name, evidence: evidence,
      changes: settings.map { ($0.key, $0.value, before[$0.key] ?? "not set") })
    try write(words, "best.yaml")
  }

  private func evidenceWords(_ confirmation: Confirmation) -> [String] {
    [
      ("With", confirmation.winner), ("The configuration as it was, with", confirmation.original),
    ].map { who, values in "\(who) \(values.count) fresh seeds: \(label) \(spread(values))." }
  }

  private func spread(_ values: [Double]) -> String {
    let (mean, error) = Confirmation.mean(values)
    return "median \(text(Confirmation.median(values))), mean \(text(mean)) ± \(text(error))"
  }

  private func table(
    _ study: Study, _ importance: Importance?, _ confirmation: Confirmation?
  ) -> String {
    func count(_ state: Trial.State) -> Int { study.trials.count { $0.state == state } }
    var rows = [
      [
        "trials",
        "\(study.trials.count): \(count(.complete)) complete, \(count(.pruned)) given up, "
          + "\(count(.failed)) without a value",
      ],
      ["steps", Terminal.short(Double(study.steps))],
      ["time", Terminal.duration(clock.seconds)],
    ]
    guard let best = study.best else {
      return Terminal.table([["result", "no trial is complete"]] + rows)
    }
    rows.insert(["best", "trial \(best.number), \(label) \(best.value.map(text) ?? "")"], at: 0)
    if let confirmation {
      rows.insert(["with fresh seeds", spread(confirmation.winner)], at: 1)
      rows.insert(["as it was", spread(confirmation.original)], at: 2)
    }
    rows += [["found", "\(folder)/best.yaml"]]
    let before = Dictionary(original.settings.map { ($0.key, $0.value) }) { $1 }
    let values = zip(search.space.parameters, best.assignment).map { parameter, value in
      value.map(parameter.domain.text) ?? "–"
    }
    let keys = search.space.parameters.indices.map { index -> [String] in
      let name = search.space.parameters[index].name
      return [
        name, values[index], before[name] ?? "–",
        importance.map { "\(Int((100 * $0.shares[index]).rounded())) %" } ?? "–",
      ]
    }
    return Terminal.table(rows) + "\n\n"
      + Terminal.table([["key", "best", "before", "matters"]] + keys, rightAligned: [3])
  }

  private func showJSON(
    _ study: Study, _ importance: Importance?, _ confirmation: Confirmation?
  ) {
    var json = JSONObject()
    json.add("event", "done")
    json.add("trials", study.trials.count)
    json.add("best_trial", study.best.map { Double($0.number) })
    json.add("best", study.best?.value)
    if let best = study.best { json.add("settings", settings(best)) }
    if let confirmation {
      json.add("fresh", confirmation.winner)
      json.add("original", confirmation.original)
    }
    if let importance { json.add("importance", importance.json(of: search.space)) }
    json.add("steps", study.steps)
    json.add("seconds", clock.seconds)
    json.add("folder", folder)
    print(json.text)
  }
}
