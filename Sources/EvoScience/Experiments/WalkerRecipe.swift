import EvoCore
import EvoDraw
import EvoEnvs
import EvoTrain
import Glibc

/// The shipped training of the bipedal walker, and what becomes of it when one thing is changed.
///
/// It takes hours, so every training is kept as a piece: an interrupted run goes on where it stood.
struct WalkerRecipe: Experiment {
  /// A way to train: a shipped configuration and what is changed in it.
  private struct Way {
    let name: String
    let configuration: String
    var changes: [String] = []
  }

  /// One training: evaluations of its center, and how it ended.
  private struct Course: Codable {
    struct Point: Codable {
      let steps: Double
      let value: Double
    }

    let points: [Point]
    /// Whether a confirmed evaluation reached the threshold.
    let isSolved: Bool
    /// Processor time of all workers, evaluations included.
    let seconds: Double
    var steps: Double { points.last?.steps ?? 0 }

    /// The return of the last evaluation at or before a step; the first one before that.
    func value(at steps: Double) -> Double {
      (points.last { $0.steps <= steps } ?? points.first)?.value ?? .nan
    }
  }

  private let recipe: Way
  private let others: [Way]
  private let groups: [(name: String, ways: [Way])]
  /// The changes that are claimed to cost.
  private let needed: [String]
  private let seeds: [Int]
  private let limit: Int

  var isDealtOut: Bool { true }

  private static let groupNames = [
    "noise", "normalization", "fitness", "horizon", "network", "population",
  ]

  init(_ settings: inout SettingsReader) throws(ExperimentFileError) {
    let base = try settings.text("recipe")
    recipe = Way(name: "the recipe", configuration: base)
    others = try settings.texts("beside").map { Way(name: $0, configuration: $0) }
    var groups: [(name: String, ways: [Way])] = []
    for group in Self.groupNames {
      let ways = try settings.textsByName(group).map { name, changes in
        Way(name: name, configuration: base, changes: changes)
      }
      groups.append((group, ways))
    }
    self.groups = groups
    needed = try settings.texts("needed")
    seeds = try settings.integers("seeds", 0...1_000_000_000)
    limit = try settings.integer("env_steps", 1000...1_000_000_000)
  }

  func run(_ session: Session) throws -> Findings {
    var findings = Findings()
    var table = Findings.Table(
      "trainings", ["way", "seed", "solved", "env_steps", "processor_seconds", "return"])
    let ways = [recipe] + others + groups.flatMap(\.ways)
    let all = try session.deal(ways, seeds) { try course($0, seed: $1, $2) }
    var next = all.makeIterator()
    /// Those of the next way.
    func courses(_ way: Way) -> [Course] {
      let courses = next.next() ?? []
      table.rows += zip(seeds, courses).map { seed, course in
        [
          way.name, "\(seed)", "\(course.isSolved)", "\(Int(course.steps))", "\(course.seconds)",
          "\(course.points.last?.value ?? .nan)",
        ]
      }
      return courses
    }

    let reference = courses(recipe)
    let solved = reference.count { $0.isSolved }
    let found = summary(reference)
    let name = "the recipe: seeds with a confirmed solution, and their median steps"
    if seeds.count > 1 {
      findings.check(
        name, expected: "\(seeds.count) of \(seeds.count) within \(grouped(limit)) steps",
        found: found, holds: solved == seeds.count)
    } else {
      findings.note(name, found: found)
    }
    for way in others {
      describe(way, courses(way), beside: reference, &findings)
    }
    for group in groups where !group.ways.isEmpty {
      var lines = [line(recipe, reference)]
      let threshold = try threshold()
      for way in group.ways {
        let courses = courses(way)
        describe(way, courses, beside: reference, &findings)
        lines.append(line(way, courses))
      }
      findings.picture(
        group.name,
        LinePlot(
          title: "\(recipe.configuration), \(group.name): median of \(seeds.count) seeds",
          x: LinePlot.Axis("environment steps"), y: LinePlot.Axis("mean return of the center"),
          series: lines, thresholds: [.init("solved", at: threshold)]))
    }
    findings.tables.append(table)
    findings.remarks.append(
      "\"Times\" compares the steps to a confirmed solution, a training that does not get there counting with "
        + "its last step: the ratio of geometric means, with an interval of 95 % (Welch). Where not "
        + "every training gets there, the true ratio is larger.")
    return findings
  }

  /// The return that counts as solved.
  private func threshold() throws -> Double {
    let configuration = try ConfigurationLibrary().load(recipe.configuration, overrides: [])
      .configuration
    let kind = try EnvironmentLibrary().entry(configuration.env).kind
    return kind.spec.solvedAt.map(Double.init) ?? .nan
  }

  // MARK: - One way

  private func course(_ way: Way, seed: Int, _ session: Session) throws -> Course {
    let (configuration, _) = try ConfigurationLibrary().load(
      way.configuration,
      overrides: way.changes + ["seed=\(seed)", "stop.solved=true", "stop.env_steps=\(limit)"])
    let name = "\(way.name), seed \(seed)"
    let rows = try session.pieces.rows(
      name.map { $0.isLetter || $0.isNumber ? "\($0)" : "-" }.joined(),
      madeWith: configuration.yaml
    ) {
      try train(configuration, name, session)
    }
    return Course(
      points: rows.map { Course.Point(steps: $0[0], value: $0[1]) },
      isSolved: rows.last.map { $0[2] == 1 } ?? false, seconds: rows.last.map { $0[3] } ?? 0)
  }

  /// A row per evaluation: steps, return, whether the training is solved by it, processor time.
  private func train(
    _ configuration: TrainingConfiguration, _ name: String, _ session: Session
  ) throws -> [[Double]] {
    let trainer = try Trainer(
      configuration, kind: EnvironmentLibrary().entry(configuration.env).kind,
      workers: session.workers, interrupt: session.interrupt)
    let start = Stopwatch.processSeconds
    var rows: [[Double]] = []
    func record(_ value: Double) throws {
      rows.append([
        Double(trainer.state.envSteps), value, trainer.stopReason == .solved ? 1 : 0,
        Stopwatch.processSeconds - start,
      ])
      try session.progress(
        "\(name): \(short(value, 4)) after \(grouped(trainer.state.envSteps)) steps",
        done: Double(trainer.state.envSteps) / Double(limit))
    }
    while trainer.stopReason == nil {
      try session.check()
      let report = try trainer.runGeneration()
      if let evaluation = report.evaluation { try record(evaluation.returnMean) }
    }
    if rows.last?[0] != Double(trainer.state.envSteps) {
      try record(trainer.evaluateCenter().returnMean)
    }
    return rows
  }

  // MARK: - What is said of it

  private func describe(
    _ way: Way, _ courses: [Course], beside reference: [Course], _ findings: inout Findings
  ) {
    let ratio = ratio(courses, to: reference)
    let name = "\(way.name): seeds solved, median steps, times the recipe's steps"
    var found = summary(courses)
    guard seeds.count > 1 else { return findings.note(name, found: found) }
    found +=
      "; \(short(ratio.middle, 2)) times (\(short(ratio.low, 2)) to \(short(ratio.high, 2)))"
    if needed.contains(way.name) {
      findings.check(name, expected: "more than 1 time", found: found, holds: ratio.low > 1)
    } else {
      findings.note(name, found: found)
    }
  }

  private func summary(_ courses: [Course]) -> String {
    "\(courses.count { $0.isSolved }) of \(courses.count), "
      + "\(short(median(courses.map { $0.steps }) / 1e6, 3)) M"
  }

  /// How many times the steps of others, with an interval of 95 %.
  private func ratio(
    _ courses: [Course], to reference: [Course]
  ) -> (low: Double, middle: Double, high: Double) {
    let (own, other) = (
      meanAndDeviation(courses.map { log($0.steps) }),
      meanAndDeviation(reference.map { log($0.steps) })
    )
    let count = Double(seeds.count)
    let error =
      ((own.deviation * own.deviation + other.deviation * other.deviation) / count).squareRoot()
    // The larger number of degrees of freedom would need equal variances.
    let reach = studentQuantile(degrees: seeds.count - 1) * error
    let middle = own.mean - other.mean
    return (exp(middle - reach), exp(middle), exp(middle + reach))
  }

  private func line(_ way: Way, _ courses: [Course]) -> LinePlot.Series {
    let pieces = 80
    return LinePlot.Series(
      way.name,
      (1...pieces).map { piece in
        let x = Double(limit) * Double(piece) / Double(pieces)
        return .init(x: x, y: median(courses.map { $0.value(at: x) }))
      })
  }
}
