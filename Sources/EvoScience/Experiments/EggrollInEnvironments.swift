import EvoCore
import EvoDraw
import EvoEnvs
import EvoTrain

/// EGGROLL against OpenAI-ES: with the networks and the numbers of EGGROLL's paper, and with
/// everything equal but the rank.
struct EggrollInEnvironments: Experiment {
  /// A row of the paper's table of hyper-parameters.
  private struct PaperRow {
    let environment: String
    /// EGGROLL's settings and those of OpenAI-ES.
    let ways: [(name: String, settings: [String])]
    let steps: Int
    /// How many times faster EGGROLL was in the paper.
    let speedup: Double
  }

  private let network: [String]
  private let paperRows: [PaperRow]
  private let seeds: Int
  private let marks: Int

  private let environments: [String]
  private let equal: [String]
  private let rank: Int
  private let equalSeeds: Int
  private let equalSteps: Int

  init(_ settings: inout SettingsReader) throws(ExperimentFileError) {
    network = try settings.texts("network")
    seeds = try settings.integer("seeds", 1...100)
    marks = try settings.integer("evaluations", 1...1000)
    var rows: [PaperRow] = []
    for name in ["cartpole", "pendulum"] {
      rows.append(
        PaperRow(
          environment: name,
          ways: [
            ("EGGROLL", try settings.texts("\(name)_eggroll")),
            ("OpenAI-ES", try settings.texts("\(name)_openai_es")),
          ],
          steps: try settings.integer("\(name)_env_steps", 1000...1_000_000_000),
          speedup: try settings.number("\(name)_speedup_in_the_paper", 0.01...1000)))
    }
    paperRows = rows
    environments = try settings.texts("environments")
    equal = try settings.texts("equal_settings")
    rank = try settings.integer("equal_rank", 1...64)
    equalSeeds = try settings.integer("equal_seeds", 2...100)
    equalSteps = try settings.integer("equal_env_steps", 1000...1_000_000_000)
  }

  func run(_ session: Session) throws -> Findings {
    var findings = Findings()
    var curves = Findings.Table(
      "curves", ["environment", "strategy", "seed", "env_steps", "processor_seconds", "return"])
    let rowSteps = 2 * seeds * paperRows.reduce(0) { $0 + $1.steps }
    let rankSteps = 2 * equalSeeds * equalSteps * environments.count
    let share = Double(rowSteps) / Double(rowSteps + rankSteps)
    let rows = session.part(from: 0, to: share).over(paperRows) { Double($0.steps) }
    for (row, session) in rows { try compare(row, &findings, &curves, session) }
    findings.tables.append(curves)
    try compareRanks(&findings, session.part(from: share, to: 1))
    findings.remarks.append(
      "Seconds are processor time of \(session.workers.count) "
        + "worker\(session.workers.count == 1 ? "" : "s") together, evaluations excluded.")
    return findings
  }

  private func course(
    _ kind: EnvironmentKind, _ settings: [String], seed: UInt64, steps: Int, marks: Int,
    name: String, _ session: Session
  ) throws -> TrainingCourse {
    let configuration = try TrainingConfiguration.decode(
      yaml: "env: \(kind.spec.name)", file: "eggroll-in-environments",
      overrides: settings + ["seed=\(seed)", "evaluation.every=0", "stop.solved=false"])
    return try TrainingCourse(
      configuration, kind: kind, steps: steps, marks: marks, name: "\(name), seed \(seed)",
      session)
  }
}

// MARK: - The rows of the paper

extension EggrollInEnvironments {
  private func compare(
    _ row: PaperRow, _ findings: inout Findings, _ table: inout Findings.Table, _ session: Session
  ) throws {
    let kind = try EnvironmentLibrary().entry(row.environment).kind
    let threshold = kind.spec.solvedAt.map(Double.init)
    var all: [(name: String, courses: [TrainingCourse])] = []
    for (way, session) in session.over(row.ways) {
      let name = "\(row.environment), \(way.name)"
      var courses: [TrainingCourse] = []
      for (seed, session) in session.over(session.seed..<session.seed + UInt64(seeds)) {
        let course = try course(
          kind, network + way.settings, seed: seed, steps: row.steps, marks: marks, name: name,
          session)
        courses.append(course)
        table.rows += course.points.map {
          [
            row.environment, way.name, "\(seed)", "\(Int($0.steps))", "\($0.seconds)",
            "\($0.value)",
          ]
        }
      }
      all.append((way.name, courses))
      describe(name, courses, threshold, &findings)
    }
    let finals = all.map { median($0.courses.map(\.last.value)) }
    findings.check(
      "\(row.environment): median return of EGGROLL after \(grouped(row.steps)) steps",
      expected: "≥ \(short(finals[1], 4)), that of OpenAI-ES", found: short(finals[0], 4),
      holds: finals[0] >= finals[1])
    let costs = all.map { median($0.courses.map(\.secondsPerMillionSteps)) }
    findings.note(
      "\(row.environment): EGGROLL is faster by",
      expected: "\(short(row.speedup)) times in the paper, on a GPU",
      found: "\(short(costs[1] / costs[0], 2)) times a step")
    for (name, label, unit, axis) in [
      ("steps", "environment steps", "", \TrainingCourse.Point.steps),
      ("seconds", "processor time", "s", \.seconds),
    ] {
      findings.picture(
        "\(row.environment)-\(name)",
        LinePlot(
          title: "\(row.environment), 3 x 256: median and quartiles of \(seeds) seeds",
          x: LinePlot.Axis(label, unit: unit),
          y: LinePlot.Axis("mean return of 100 episodes"),
          series: all.map { .init($0.name, TrainingCourse.median($0.courses, over: axis)) },
          thresholds: threshold.map { [.init("solved", at: $0)] } ?? []))
    }
  }

  private func describe(
    _ name: String, _ courses: [TrainingCourse], _ threshold: Double?, _ findings: inout Findings
  ) {
    if let threshold {
      let reached = courses.compactMap { $0.steps(to: threshold) }
      findings.note(
        "\(name): seeds that reach \(short(threshold)), and their median steps",
        found: "\(reached.count) of \(seeds)"
          + (reached.isEmpty ? "" : ", \(short(median(reached)))"))
    }
    let finals = courses.map(\.last.value)
    findings.note(
      "\(name): return at the end, worst, median and best seed",
      found: "\(short(finals.min() ?? .nan)), \(short(median(finals))), "
        + short(finals.max() ?? .nan))
    let cost = median(courses.map(\.secondsPerMillionSteps))
    findings.note("\(name): processor time of a million steps", found: "\(short(cost, 2)) s")
  }
}

// MARK: - Low and full rank

extension EggrollInEnvironments {
  /// A difference of means that chance makes rarely.
  private static let clear = 3.0

  private func compareRanks(_ findings: inout Findings, _ session: Session) throws {
    let ways = [
      ("rank \(rank)", ["strategy.name=eggroll", "strategy.rank=\(rank)"]),
      ("full rank", ["strategy.name=openai-es"]),
    ]
    var table = Findings.Table("ranks", ["environment", "noise", "seed", "return", "seconds"])
    var points: [LinePlot.Sample] = []
    var behind = 0
    for (environment, session) in session.over(environments) {
      let kind = try EnvironmentLibrary().entry(environment).kind
      var finals: [[Double]] = []
      var start = Double.nan
      for ((name, settings), session) in session.over(ways) {
        let seeds = session.seed..<session.seed + UInt64(equalSeeds)
        let courses = try session.over(seeds).map { seed, session in
          try course(
            kind, equal + settings, seed: seed, steps: equalSteps, marks: 1,
            name: "\(environment), \(name)", session)
        }
        start = courses[0].points[0].value
        finals.append(courses.map(\.last.value))
        table.rows += courses.enumerated().map { index, course in
          [
            environment, name, "\(session.seed + UInt64(index))", "\(course.last.value)",
            "\(course.last.seconds)",
          ]
        }
      }
      let errors = difference(finals)
      if errors < -Self.clear { behind += 1 }
      findings.note(
        "\(environment): return with rank \(rank), with full rank, untrained",
        expected: "no difference",
        found: finals.map { short(meanAndDeviation($0).mean) }
          .joined(separator: ", ")
          + ", \(short(start)); difference \(short(errors, 2)) standard errors")
      points.append(point(finals, start: start))
    }
    findings.check(
      "environments where full rank is ahead by more than \(short(Self.clear)) standard errors",
      expected: "0 of \(environments.count)", found: "\(behind)", holds: behind == 0)
    findings.remarks.append(
      "An environment where no run was better than the untrained center has no dot among the ranks."
    )
    findings.tables.append(table)
    let ends = [0.0, 1.0]
    findings.picture(
      "ranks",
      LinePlot(
        title:
          "Each environment after \(grouped(equalSteps)) steps: mean and range of \(equalSeeds) seeds",
        x: LinePlot.Axis("full rank: 0 untrained, 1 the best run", range: -0.1...1.1),
        y: LinePlot.Axis("rank \(rank)", range: -0.1...1.1),
        series: [
          .init("equal", ends.map { .init(x: $0, y: $0) }, color: .slate),
          .init("an environment", points, style: .points),
        ]))
  }

  /// How far the first mean is above the second, in standard errors of the difference.
  private func difference(_ finals: [[Double]]) -> Double {
    let (low, full) = (meanAndDeviation(finals[0]), meanAndDeviation(finals[1]))
    let count = Double(equalSeeds)
    let error = ((low.deviation * low.deviation + full.deviation * full.deviation) / count)
      .squareRoot()
    return low.mean == full.mean ? 0 : (low.mean - full.mean) / error
  }

  /// Returns on a scale from the untrained center to the best run.
  private func point(_ finals: [[Double]], start: Double) -> LinePlot.Sample {
    let best = finals.joined().max() ?? .nan
    func score(_ value: Double) -> Double { best > start ? (value - start) / (best - start) : .nan }
    return LinePlot.Sample(
      x: score(meanAndDeviation(finals[1]).mean), y: score(meanAndDeviation(finals[0]).mean),
      low: score(finals[0].min() ?? .nan), high: score(finals[0].max() ?? .nan))
  }
}
