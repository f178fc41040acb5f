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
    /// A return that counts as nothing.
    let slack: Double
    /// How many times faster EGGROLL was in the paper.
    let speedup: Double
  }

  private let network: [String]
  private let paperRows: [PaperRow]
  private let seeds: Int
  private let marks: Int

  /// Environments in which ranks are compared, with as many seeds and steps.
  private struct Group {
    let environments: [String]
    let seeds: Int
    let steps: Int
  }

  private let groups: [Group]
  private let equal: [String]
  private let rank: Int
  /// What else is set where the rank is low: nothing.
  private let lowRank: [String]
  /// How far apart the ranks may be, in parts of what full rank has learned.
  private let margin: Double

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
          slack: try settings.number("\(name)_slack", 0...1000),
          speedup: try settings.number("\(name)_speedup_in_the_paper", 0.01...1000)))
    }
    paperRows = rows
    var groups: [Group] = []
    for name in ["classic", "physics"] {
      groups.append(
        Group(
          environments: try settings.texts("\(name)_environments"),
          seeds: try settings.integer("\(name)_seeds", 2...10_000),
          steps: try settings.integer("\(name)_env_steps", 1000...1_000_000_000)))
    }
    self.groups = groups
    equal = try settings.texts("equal_settings")
    rank = try settings.integer("equal_rank", 1...64)
    lowRank = try settings.texts("low_rank")
    margin = try settings.number("margin", 0...10)
  }

  func run(_ session: Session) throws -> Findings {
    var findings = Findings()
    var curves = Findings.Table(
      "curves", ["environment", "strategy", "seed", "env_steps", "processor_seconds", "return"])
    let rowSteps = 2 * seeds * paperRows.reduce(0) { $0 + $1.steps }
    // A step of the large network takes about ten times as long.
    let rankSteps = groups.reduce(0) { $0 + 2 * $1.seeds * $1.steps * $1.environments.count } / 10
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
    let finals = all.map { Estimate($0.courses.map(\.last.value)) }
    findings.check(
      "\(row.environment): return of EGGROLL after \(grouped(row.steps)) steps, minus that of OpenAI-ES",
      finals[0].minus(finals[1]), is: .atLeast(-row.slack))
    let costs = all.map { median($0.courses.map(\.secondsPerMillionSteps)) }
    findings.note(
      "\(row.environment): a step of EGGROLL is faster by",
      expected: "\(short(row.speedup)) times in the paper, on a GPU",
      found: "\(short(costs[1] / costs[0], 2)) times")
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
      let times = courses.compactMap { $0.seconds(to: threshold) }
      if !times.isEmpty {
        findings.note(
          "\(name): processor time to \(short(threshold)), median of those that reach it",
          found: "\(short(median(times), 2)) s")
      }
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
  /// What became of the trainings in one environment.
  private struct Comparison {
    var environment: String
    var low: Estimate
    var full: Estimate
    var untrained: Estimate

    /// What full rank has learned.
    var learned: Estimate { full.minus(untrained) }
    /// Whether anything was learned that could differ.
    var canDiffer: Bool { learned.interval().low > 0 }
    var difference: Estimate { low.minus(full).times(1 / learned.mean) }
  }

  private func compareRanks(_ findings: inout Findings, _ session: Session) throws {
    var table = Findings.Table(
      "ranks", ["environment", "noise", "seed", "untrained", "return", "seconds"])
    var comparisons: [Comparison] = []
    let all = groups.flatMap { group in group.environments.map { (group, $0) } }
    let parts = session.over(all) { Double($0.0.seeds * $0.0.steps) }
    for ((group, environment), session) in parts {
      comparisons.append(try compare(environment, group, &table, session))
    }
    let family = comparisons.count { $0.canDiffer }
    for comparison in comparisons {
      let name = comparison.environment
      findings.note("\(name): return with rank \(rank)", comparison.low)
      findings.note("\(name): return with full rank", comparison.full)
      findings.note("\(name): return of the untrained center", comparison.untrained)
      guard comparison.canDiffer else {
        findings.note(
          "\(name): rank \(rank) minus full rank", expected: "-",
          found: "nothing was learned that could differ")
        continue
      }
      findings.check(
        "\(name): rank \(rank) minus full rank, in parts of what full rank has learned",
        comparison.difference, is: .atLeast(-margin), family: family)
    }
    findings.tables.append(table)
    let compared = comparisons.filter(\.canDiffer)
    let equal = compared.filter {
      Claim.within(-margin...margin).holds($0.difference.interval(family: family))
    }
    let ahead = compared.filter { $0.difference.interval(family: family).low > 0 }
    findings.note(
      "environments where both are equivalent: the whole interval within ± \(short(margin))",
      found: "\(equal.count) of \(compared.count)")
    findings.note(
      "environments where rank \(rank) is ahead: the whole interval above 0",
      found: ahead.isEmpty ? "none" : ahead.map(\.environment).joined(separator: ", "))
    draw(compared, &findings)
  }

  private func compare(
    _ environment: String, _ group: Group, _ table: inout Findings.Table, _ session: Session
  ) throws -> Comparison {
    let ways = [
      ("rank \(rank)", ["strategy.name=eggroll", "strategy.rank=\(rank)"] + lowRank),
      ("full rank", ["strategy.name=openai-es"]),
    ]
    let kind = try EnvironmentLibrary().entry(environment).kind
    let seeds = session.seed..<session.seed + UInt64(group.seeds)
    var finals: [Estimate] = []
    var untrained: [Double] = []
    for ((name, settings), session) in session.over(ways) {
      let courses = try session.over(seeds).map { seed, session in
        try course(
          kind, equal + settings, seed: seed, steps: group.steps, marks: 1,
          name: "\(environment), \(name)", session)
      }
      untrained = courses.map { $0.points[0].value }
      finals.append(Estimate(courses.map(\.last.value)))
      for (seed, course) in zip(seeds, courses) {
        table.rows.append([
          environment, name, "\(seed)", "\(course.points[0].value)", "\(course.last.value)",
          "\(course.last.seconds)",
        ])
      }
    }
    return Comparison(
      environment: environment, low: finals[0], full: finals[1],
      untrained: Estimate(untrained))
  }

  /// The differences side by side, on the scale of the claim.
  private func draw(_ comparisons: [Comparison], _ findings: inout Findings) {
    let family = comparisons.count
    let places = 1.0...Double(max(family, 2))
    func line(_ name: String, _ y: Double) -> LinePlot.Series {
      .init(
        name, [places.lowerBound - 0.5, places.upperBound + 0.5].map { .init(x: $0, y: y) },
        color: .slate)
    }
    let dots = comparisons.enumerated().map { index, comparison in
      let interval = comparison.difference.interval(family: family)
      return LinePlot.Series(
        "\(index + 1) \(comparison.environment)",
        [
          .init(
            x: Double(index + 1), y: comparison.difference.mean, low: interval.low,
            high: interval.high)
        ], style: .points)
    }
    findings.picture(
      "ranks",
      LinePlot(
        title: "Rank \(rank) minus full rank, with intervals that are right together",
        x: LinePlot.Axis("environment", range: 0.5...places.upperBound + 0.5),
        y: LinePlot.Axis("difference in parts of what full rank has learned"),
        series: dots + [line("bounds", margin), line("", -margin)]))
  }
}
