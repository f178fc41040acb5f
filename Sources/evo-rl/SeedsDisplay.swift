import EvoRun
import EvoTrain
import EvoWords
import Synchronization

/// How one of several trainings ended.
struct SeedOutcome: Sendable, Codable {
  let seed: UInt64
  let isSolved: Bool
  let isInterrupted: Bool
  let evaluation: EvaluationSummary?
  let generations: Int
  let envSteps: Int
  let seconds: Double
  let path: String

  init(_ run: TrainingRun, _ ending: TrainingRun.Ending) {
    let trainer = run.trainer
    seed = trainer.configuration.seed
    evaluation = run.evaluation
    isSolved = run.evaluation?.isSolved(at: trainer.subject.solvedAt) ?? false
    isInterrupted = if case .interrupted = ending { true } else { false }
    generations = trainer.state.generation
    envSteps = trainer.state.envSteps
    seconds = trainer.seconds
    path = run.folder?.path ?? ""
  }
}

/// What became of one of several trainings.
enum SeedEnd: Sendable, Codable {
  case trained(SeedOutcome)
  /// An error ended it.
  case failed(_ seed: UInt64, reason: String)
}

/// Shows trainings that go on side by side: a line for each when it ends, and what they make together.
final class SeedsDisplay: Sendable {
  private struct State {
    var outcomes: [SeedOutcome] = []
    var failures = 0
  }

  private let style: DisplayStyle
  private let count: Int
  private let words: ScoreWords
  private let hasThreshold: Bool
  private let clock = Stopwatch()
  private let state = Mutex(State())

  init(_ style: DisplayStyle, seeds count: Int, subject: TrainingSubject) {
    self.style = style
    self.count = count
    words = ScoreWords(subject)
    hasThreshold = subject.solvedAt != nil
  }

  /// Trainings that an error ended.
  var failures: Int { state.withLock { $0.failures } }

  func show(_ end: SeedEnd) {
    switch end {
    case .trained(let outcome): show(outcome)
    case .failed(let seed, let reason): showFailure(reason, seed: seed)
    }
  }

  private func show(_ outcome: SeedOutcome) {
    state.withLock { state in
      state.outcomes.append(outcome)
      switch style {
      case .quiet, .finalJSON: break
      case .json: Terminal.line(json(outcome).text)
      case .live, .lines:
        if style == .live { Terminal.overwrite("") }
        Terminal.line(line(outcome))
        showProgress(state)
      }
    }
  }

  private func showFailure(_ reason: String, seed: UInt64) {
    state.withLock { state in
      state.failures += 1
      if style == .live { Terminal.overwrite("") }
      Terminal.complain("Error: seed \(seed): \(reason)")
      showProgress(state)
    }
  }

  private func showProgress(_ state: State) {
    guard style == .live else { return }
    let done = state.outcomes.count + state.failures
    guard done < count else { return }
    let left = clock.seconds / Double(done) * Double(count - done)
    Terminal.overwrite("\(done) of \(count) seeds", "about \(Terminal.duration(left)) left")
  }

  private func line(_ outcome: SeedOutcome) -> String {
    var parts = ["seed \(outcome.seed)"]
    parts.append(
      outcome.isInterrupted ? "interrupted" : outcome.isSolved ? "solved" : "not solved")
    if !hasThreshold, !outcome.isInterrupted { parts.removeLast() }
    if let evaluation = outcome.evaluation {
      parts.append("\(words.score) \(words.text(evaluation))")
    }
    parts.append("\(Terminal.short(Double(outcome.envSteps))) \(words.steps)")
    parts.append(Terminal.duration(outcome.seconds))
    parts.append(outcome.path)
    return parts.joined(separator: ", ")
  }

  private func json(_ outcome: SeedOutcome) -> JSONObject {
    var json = JSONObject()
    json.add("event", "done")
    json.add("seed", outcome.seed)
    json.add("generations", outcome.generations)
    json.add("env_steps", outcome.envSteps)
    json.add("seconds", outcome.seconds)
    json.add("return_mean", outcome.evaluation?.returnMean)
    json.add("return_std", outcome.evaluation?.returnStd)
    json.add("solved", outcome.isSolved)
    json.add("run", outcome.path)
    return json
  }

  /// What all of them make together.
  ///
  /// - Parameter processorSeconds: of all processes that trained.
  func finish(processorSeconds: Double) {
    let outcomes = state.withLock { $0.outcomes }.sorted { $0.seed < $1.seed }
    for outcome in outcomes where outcome.isInterrupted {
      Terminal.warn(
        "seed \(outcome.seed) was interrupted; go on with: evo-rl resume \(outcome.path)")
    }
    let returns = outcomes.compactMap { $0.evaluation?.returnMean }
    let steps = outcomes.map { Double($0.envSteps) }
    let solved = outcomes.count { $0.isSolved }
    switch style {
    case .quiet: return
    case .json, .finalJSON:
      var json = JSONObject()
      json.add("event", "summary")
      json.add("runs", outcomes.map(\.path))
      json.add("solved", solved)
      for (name, numbers) in [("return_mean", returns), ("env_steps", steps)] {
        let spread = Spread(numbers)
        json.add("\(name)_median", spread?.median)
        json.add("\(name)_min", spread?.least)
        json.add("\(name)_max", spread?.most)
      }
      json.add("seconds", clock.seconds)
      json.add("cpu_seconds", processorSeconds)
      Terminal.line(json.text)
    case .live, .lines:
      if style == .live { Terminal.overwrite("") }
      var rows: [[String]] = []
      if hasThreshold { rows.append(["solved", "\(solved) of \(outcomes.count)"]) }
      if let spread = Spread(returns) {
        rows.append([words.score, spread.text(words.text)])
      }
      if let spread = Spread(steps) {
        rows.append([words.stepsHeading, spread.text(Terminal.short)])
      }
      rows.append([
        "time",
        "\(Terminal.duration(clock.seconds)) "
          + "(\(Terminal.duration(processorSeconds)) of processor time)",
      ])
      if outcomes.count > 1 {
        rows.append(["curves", "evo-rl plot " + outcomes.map(\.path).joined(separator: " ")])
      }
      print(Terminal.table(rows))
    }
  }
}

/// Where some numbers lie.
private struct Spread {
  let least: Double
  let median: Double
  let most: Double

  /// nil where there are none.
  init?(_ numbers: [Double]) {
    let sorted = numbers.sorted()
    guard let least = sorted.first, let most = sorted.last else { return nil }
    self.least = least
    self.most = most
    median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  func text(_ number: (Double) -> String) -> String {
    "median \(number(median)), from \(number(least)) to \(number(most))"
  }
}
