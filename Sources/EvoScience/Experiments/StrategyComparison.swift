import EvoCore
import EvoDraw
import EvoEnvs
import EvoTrain

/// Every strategy in every small environment and with a walker, with as many steps.
struct StrategyComparison: Experiment {
  /// What is trained, and how.
  private struct Task {
    let environment: String
    let strategies: [StrategyMethod]
    let overrides: [String]
    let steps: Int
    /// Whether so many steps should be enough for one of the strategies.
    let isSolvable: Bool
  }

  private let tasks: [Task]
  private let seeds: Int

  init(_ settings: inout SettingsReader) throws(ExperimentFileError) {
    seeds = try settings.integer("seeds", 1...100)
    func tasks(_ prefix: String, areSolvable: Bool) throws(ExperimentFileError) -> [Task] {
      let strategies: [StrategyMethod] = try settings.names("\(prefix)_strategies")
      let overrides = try settings.texts("\(prefix)_overrides")
      let steps = try settings.integer("\(prefix)_env_steps", 1000...1_000_000_000)
      return try settings.texts("\(prefix)_environments").map {
        Task(
          environment: $0, strategies: strategies, overrides: overrides, steps: steps,
          isSolvable: areSolvable)
      }
    }
    self.tasks = try tasks("classic", areSolvable: true) + tasks("walker", areSolvable: false)
  }

  var isDealtOut: Bool { true }

  /// The lines that one picture can tell apart.
  private static let lines = Color.series.count

  func run(_ session: Session) throws -> Findings {
    var findings = Findings()
    var table = Findings.Table("returns", ["environment", "strategy", "seed", "return", "score"])
    var scores: [StrategyMethod: [Double]] = [:]
    let library = EnvironmentLibrary()
    let seeds = (0..<UInt64(seeds)).map { session.seed + $0 }
    let scored = try tasks.filter { try library.entry($0.environment).kind.spec.solvedAt != nil }
    let trainings = scored.flatMap { task in task.strategies.map { (task, $0) } }
    let all = try session.deal(trainings, seeds, weight: { Double($0.0.steps) }) {
      try train(library.entry($0.0.environment).kind, $0.0, $0.1, $1, $2)
    }
    var next = all.makeIterator()
    for task in tasks {
      let environment = task.environment
      let kind = try library.entry(environment).kind
      guard let solvedAt = kind.spec.solvedAt.map(Double.init) else {
        findings.remarks.append("\(environment) has no threshold and was left out.")
        continue
      }
      let random = try randomReturn(kind, task, session)
      var medians: [(method: StrategyMethod, value: Double)] = []
      for strategy in task.strategies {
        let returns = next.next() ?? []
        for (seed, value) in zip(seeds, returns) {
          let score = (value - random) / (solvedAt - random)
          scores[strategy, default: []].append(score)
          table.rows.append(
            [environment, strategy.name, "\(seed)", "\(value)", "\(score)"])
        }
        let solved = returns.count { $0 >= solvedAt }
        medians.append((strategy, median(returns)))
        findings.note(
          "\(environment), \(strategy.name): median return; seeds that solve it",
          expected: "solved at \(short(solvedAt))",
          found: "\(short(median(returns), 4)); \(solved) of \(seeds.count)")
      }
      let best = medians.max { $0.value < $1.value }
      let name = "\(environment): the best strategy's median return"
      let found = "\(short(best?.value ?? .nan, 4)), \(best?.method.name ?? "")"
      if task.isSolvable {
        findings.check(
          name, expected: "≥ \(short(solvedAt)) with one of them", found: found,
          holds: (best?.value ?? -.infinity) >= solvedAt)
      } else {
        findings.note(name, expected: "solved at \(short(solvedAt)), later", found: found)
      }
    }
    findings.tables.append(table)
    // Those that cannot play everything are not ranked.
    let ranking = StrategyMethod.allCases
      .filter { method in tasks.allSatisfy { $0.strategies.contains(method) } }
      .sorted { mean(scores[$0]) > mean(scores[$1]) }
    for (index, strategy) in ranking.enumerated() {
      findings.note(
        "place \(index + 1): mean score, 0 a random policy and 1 solved, at most 1 a run",
        found: "\(strategy.name), \(short(mean(scores[strategy]), 3))")
    }
    for first in stride(from: 0, to: ranking.count, by: Self.lines) {
      let some = ranking[first..<min(first + Self.lines, ranking.count)]
      findings.picture(
        "profile-\(first / Self.lines + 1)",
        profile(
          some.map { ($0.name, scores[$0] ?? []) }, places: first + 1...first + some.count))
    }
    return findings
  }

  /// What exceeds the threshold does not make up for what fails elsewhere.
  private func mean(_ scores: [Double]?) -> Double {
    guard let scores, !scores.isEmpty else { return 0 }
    return scores.reduce(0) { $0 + min(max($1, 0), 1) } / Double(scores.count)
  }

  private func profile(
    _ scores: [(String, [Double])], places: ClosedRange<Int>
  ) -> LinePlot {
    LinePlot(
      title: "Runs that reach a score, places \(places.lowerBound) to \(places.upperBound)",
      x: LinePlot.Axis("score: 0 a random policy, 1 solved", range: 0...1.05),
      y: LinePlot.Axis("runs that reach it", unit: "%", range: 0...100),
      series: scores.map { name, values in
        LinePlot.Series(
          name,
          (0...105).map { step in
            let cut = Double(step) / 100
            let count = values.count { $0 >= cut }
            return .init(x: cut, y: 100 * Double(count) / Double(max(values.count, 1)))
          })
      })
  }

  private func configuration(
    _ kind: EnvironmentKind, _ settings: [String]
  ) throws -> TrainingConfiguration {
    try TrainingConfiguration.decode(
      yaml: "env: \(kind.spec.name)", file: "strategy-comparison", overrides: settings)
  }

  /// The return of a policy that has learned nothing: the first center.
  private func randomReturn(
    _ kind: EnvironmentKind, _ task: Task, _ session: Session
  ) throws -> Double {
    let trainer = try Trainer(
      configuration(kind, task.overrides + ["seed=\(session.seed)"]), kind: kind,
      workers: session.workers, interrupt: session.interrupt)
    return try trainer.evaluateCenter().returnMean
  }

  private func train(
    _ kind: EnvironmentKind, _ task: Task, _ strategy: StrategyMethod,
    _ seed: UInt64, _ session: Session
  ) throws -> Double {
    let trainer = try Trainer(
      configuration(
        kind,
        ["strategy.name=\(strategy.name)"] + task.overrides + [
          "seed=\(seed)", "evaluation.every=0", "stop.solved=false", "stop.generations=null",
          "stop.env_steps=\(task.steps)",
        ]), kind: kind, workers: session.workers, interrupt: session.interrupt)
    while trainer.stopReason == nil {
      try session.progress(
        "\(kind.spec.name), \(strategy.name), seed \(seed): "
          + "\(trainer.state.envSteps) of \(task.steps) steps",
        done: Double(trainer.state.envSteps) / Double(task.steps))
      _ = try trainer.runGeneration()
    }
    return try trainer.evaluateCenter().returnMean
  }
}
