import EvoCore
import EvoTrain
import EvoTune
import EvoWords

/// Shows a study of another program as it goes, in the ways of `OptimizationDisplay`.
struct StudyDisplay {
  let style: DisplayStyle
  let space: ProgramSpace
  let points: Int
  let maximizes: Bool
  let repeats: Int
  /// The best point in tries of its own.
  var confirmation: ProgramStudy.Confirmation?
  private let stopwatch = Stopwatch()
  private var lastShown = -Double.infinity
  private var ended = 0
  private var best: Trial?

  init(style: DisplayStyle, space: ProgramSpace, points: Int, maximizes: Bool, repeats: Int) {
    self.style = style
    self.space = space
    self.points = points
    self.maximizes = maximizes
    self.repeats = repeats
  }

  mutating func begin(_ study: Study) {
    best = study.best
    ended = study.trials.count { $0.state != .running }
  }

  mutating func show(_ trial: Trial) {
    ended += 1
    if trial.state == .complete, let value = trial.value,
      best?.value.map({ maximizes ? value > $0 : value < $0 }) ?? true
    {
      best = trial
    }
    switch style {
    case .quiet, .finalJSON: return
    case .json:
      var json = JSONObject()
      json.add("event", "trial")
      json.add("trial", trial.number)
      json.add("state", trial.state.rawValue)
      json.add("value", trial.value)
      json.add("values", space.json(trial.assignment))
      if let reason = trial.notes["reason"] { json.add("reason", reason) }
      Terminal.line(json.text)
    case .live, .lines:
      let seconds = stopwatch.seconds
      guard seconds - lastShown >= (style == .live ? 0.1 : 1) else { return }
      lastShown = seconds
      let parts = [
        "\(ended) of \(points) points", "best \(best?.value.map(Self.short) ?? "–")",
        Terminal.duration(seconds),
      ]
      if style == .live {
        Terminal.overwrite(parts)
      } else {
        Terminal.line(parts.joined(separator: ", "))
      }
    }
  }

  private static func short(_ value: Double) -> String { NumberText.significant(value, 6) }

  func finish(_ study: Study, program: String, sampler: SamplerKind) {
    let importance = Importance(study.trials, space: study.space)
    let failures = study.trials.count { $0.state == .failed }
    switch style {
    case .json, .finalJSON:
      var json = JSONObject()
      json.add("event", "done")
      json.add("program", program)
      json.add("sampler", sampler.rawValue)
      json.add("trials", study.trials.count)
      json.add("failures", failures)
      json.add("best_trial", study.best.map { Double($0.number) })
      json.add("best", study.best?.value)
      if let best = study.best { json.add("values", space.json(best.assignment)) }
      if let confirmation {
        var tries = JSONObject()
        tries.add("mean", confirmation.mean)
        tries.add("error", confirmation.error)
        tries.add("tries", confirmation.tries)
        tries.add("failures", confirmation.failures)
        json.add("confirmed", tries)
      }
      if let importance { json.add("importance", importance.json(of: space.space)) }
      json.add("seconds", stopwatch.seconds)
      print(json.text)
    case .live, .lines, .quiet:
      if style == .live { Terminal.overwrite("") }
      print(table(study, failures: failures, importance))
    }
  }

  private func table(_ study: Study, failures: Int, _ importance: Importance?) -> String {
    var rows: [[String]] = []
    if let best = study.best, let value = best.value {
      rows.append([
        repeats > 1 ? "best mean" : "best value", "\(Self.short(value)), point \(best.number)",
      ])
    } else {
      rows.append(["result", "no point has a value"])
    }
    if let confirmation {
      rows.append([
        "tried anew",
        "\(Self.short(confirmation.mean)) ± \(Self.short(confirmation.error)) in "
          + "\(confirmation.tries) tries"
          + (confirmation.failures > 0 ? ", \(confirmation.failures) without a value" : ""),
      ])
    }
    rows.append(["points", "\(study.trials.count { $0.state != .running })"])
    if failures > 0 { rows.append(["without a value", "\(failures)"]) }
    rows.append(["time", Terminal.duration(stopwatch.seconds)])
    guard let best = study.best else { return Terminal.table(rows) }
    let names = zip(space.space.parameters, best.assignment).enumerated().map { index, pair in
      [
        pair.0.name, pair.1.map(pair.0.domain.text) ?? "–",
        importance.map { "\(Int((100 * $0.shares[index]).rounded())) %" } ?? "–",
      ]
    }
    return Terminal.table(rows) + "\n\n"
      + Terminal.table([["name", "best", "matters"]] + names, rightAligned: [2])
  }
}
