import EvoCore
import EvoRun
import EvoTrain
import EvoWords

/// Shows a training as it goes: a live line at a terminal, plain lines into a pipe, JSON, or nothing.
struct TrainingDisplay {
  let style: DisplayStyle
  private var best = -Double.infinity
  private var latest: Double?
  private var lastShown = -Double.infinity
  private let stop: StopConfiguration
  private let words: ScoreWords

  init(style: DisplayStyle, stop: StopConfiguration, subject: TrainingSubject) {
    self.style = style
    self.stop = stop
    words = ScoreWords(subject)
  }

  mutating func show(_ report: GenerationReport) {
    if let evaluation = report.evaluation {
      latest = evaluation.returnMean
      best = max(best, evaluation.returnMean)
    }
    switch style {
    case .quiet, .finalJSON: return
    case .json:
      var json = JSONObject()
      json.add("event", "generation")
      for column in report.columns { json.add(column.name, column.value) }
      Terminal.line(json.text)
    case .live, .lines:
      // A person reads ten lines a second at most; a pipe gets one every second.
      guard report.seconds - lastShown >= (style == .live ? 0.1 : 1) || report.generation == 1
      else { return }
      lastShown = report.seconds
      let parts = self.parts(report)
      if style == .live {
        Terminal.overwrite(parts)
      } else {
        Terminal.line(parts.joined(separator: ", "))
      }
    }
  }

  /// What a line tells, the most important first.
  private func parts(_ report: GenerationReport) -> [String] {
    var parts = ["generation \(report.generation)"]
    parts.append("fitness \(words.fitness(report.fitness.mean))")
    if let latest {
      parts.append("\(words.score) \(words.text(latest)) (best \(words.text(best)))")
    }
    parts.append("\(Terminal.short(Double(report.envSteps))) \(words.steps)")
    parts.append("\(Terminal.short(report.envStepsPerSecond)) \(words.steps)/s")
    parts.append(Terminal.duration(report.seconds))
    if let left = secondsLeft(report) { parts.append("at most \(Terminal.duration(left)) left") }
    return parts
  }

  /// Until the first limit, at the pace so far.
  private func secondsLeft(_ report: GenerationReport) -> Double? {
    var shares: [Double] = []
    if let limit = stop.generations { shares.append(Double(report.generation) / Double(limit)) }
    if let limit = stop.envSteps { shares.append(Double(report.envSteps) / Double(limit)) }
    if let limit = stop.seconds { shares.append(report.seconds / limit) }
    guard let share = shares.max(), share > 0 else { return nil }
    return max(report.seconds / share - report.seconds, 0)
  }

  /// The end of a training: a table with its results and where they are.
  ///
  /// - Parameter hasPage: whether there is a page about it.
  func finish(_ run: TrainingRun, ending: TrainingRun.Ending, hasPage: Bool) {
    showResults(of: run, ending: ending, hasPage)
    if case .interrupted = ending {
      Terminal.warn("interrupted; go on with: evo-rl resume \(run.folder?.path ?? "")")
    }
  }

  private func showResults(
    of run: TrainingRun, ending: TrainingRun.Ending, _ hasPage: Bool
  ) {
    let trainer = run.trainer
    let state = trainer.state
    let summary = run.evaluation
    let isSolved = summary?.isSolved(at: trainer.subject.solvedAt) ?? false
    switch style {
    case .quiet: return
    case .json, .finalJSON:
      var json = JSONObject()
      json.add("event", "done")
      json.add(trainer.subject.isData ? "data" : "env", trainer.subject.name)
      json.add("seed", trainer.configuration.seed)
      json.add("generations", state.generation)
      json.add("env_steps", state.envSteps)
      json.add("seconds", trainer.seconds)
      json.add("cpu_seconds", Stopwatch.processSeconds)
      json.add("return_mean", summary?.returnMean)
      json.add("return_std", summary?.returnStd)
      json.add("episodes", summary?.episodes ?? 0)
      if let loss = summary?.loss { json.add("loss", loss) }
      if case .data(let dataset) = trainer.subject {
        json.add("baseline", TestFigures.baseline(dataset))
      }
      json.add("solved", isSolved)
      if let best = run.best {
        json.add("best_generation", best.generation)
        json.add("best_return_mean", best.evaluation?.returnMean)
      }
      if let folder = run.folder { json.add("run", folder.path) }
      print(json.text)
    case .live, .lines:
      if style == .live { Terminal.overwrite("") }
      var rows = [["result", Self.result(ending, isSolved: isSolved)]]
      if let summary {
        rows.append([words.score, words.text(summary)])
      }
      if case .data(let dataset) = trainer.subject {
        rows.append(TestWords.baseline(dataset))
        rows += TestWords.features(trainer.configuration)
      }
      rows += [
        ["generations", "\(state.generation)"],
        [words.stepsHeading, Terminal.short(Double(state.envSteps))],
        [
          "time",
          "\(Terminal.duration(trainer.seconds)) "
            + "(\(Terminal.duration(Stopwatch.processSeconds)) of processor time)",
        ],
      ]
      if let path = run.folder?.path {
        rows += [
          ["run", path], ["policy", "\(path)/\(RunFolder.policyName)"],
        ]
        if let best = run.best {
          rows.append(["best policy", "\(path)/\(RunFolder.bestName)\(remark(on: best, of: run))"])
        }
        rows.append(["learning curve", "\(path)/\(RunFolder.curveName)"])
        if hasPage { rows.append(["report", "\(path)/\(RunFolder.reportName)"]) }
        if case .stopped = ending, let command = run.furtherCommand {
          rows.append(["to go on", command])
        }
      }
      print(Terminal.table(rows))
    }
  }

  /// Which policy the best one is.
  private func remark(on best: PolicyFile, of run: TrainingRun) -> String {
    if best.generation == run.trainer.state.generation { return " (the same)" }
    let score = best.evaluation.map { ": \(words.score) \(words.text($0))" } ?? ""
    return " (generation \(best.generation)\(score))"
  }

  private static func result(_ ending: TrainingRun.Ending, isSolved: Bool) -> String {
    switch ending {
    case .interrupted: "interrupted"
    case .stopped(.solved): "solved"
    case .stopped(.generations): isSolved ? "solved, at the last generation" : "out of generations"
    case .stopped(.envSteps): isSolved ? "solved, at the last step" : "out of environment steps"
    case .stopped(.seconds): isSolved ? "solved, at the last second" : "out of time"
    }
  }
}
