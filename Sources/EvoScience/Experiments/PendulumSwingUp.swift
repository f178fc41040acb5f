import EvoCore
import EvoDraw
import EvoEnvs
import EvoTrain

/// The pendulum, where adapting the covariance of the noise decides.
struct PendulumSwingUp: Experiment {
  private let shared: [String]
  private let ways: [(name: String, settings: [String])]
  private let seeds: [Int]
  private let steps: Int
  private let every: Int

  private static let target = -200.0

  var isDealtOut: Bool { true }

  init(_ settings: inout SettingsReader) throws(ExperimentFileError) {
    shared = try settings.texts("shared")
    seeds = try settings.integers("seeds", 0...1_000_000_000)
    steps = try settings.integer("env_steps", 1000...1_000_000_000)
    every = try settings.integer("evaluate_every", 1...10_000)
    ways = [
      ("CMA-ES", try settings.texts("cma_es")),
      ("isotropic, σ 0.1, Adam 0.05", try settings.texts("isotropic")),
      ("isotropic, σ 0.5, Adam 0.05", try settings.texts("isotropic_wide")),
      ("isotropic, σ 0.5, Adam 0.2", try settings.texts("isotropic_bold")),
    ]
  }

  /// A training: evaluations of the center over the steps, and how stretched the noise is at the end.
  private struct Course: Codable {
    var samples: [LinePlot.Sample] = []
    var solvedAt: Double?
    var axisRatio: Double?
  }

  func run(_ session: Session) throws -> Findings {
    try LinearAlgebra.requireBuffer()
    var findings = Findings()
    var series: [LinePlot.Series] = []
    var table = Findings.Table("curves", ["way", "seed", "env_steps", "return"])
    var escapes = 0
    let all = try session.deal(ways, seeds) { try train($0, seed: $1, $2) }
    for (index, (way, courses)) in zip(ways, all).enumerated() {
      for (seed, course) in zip(seeds, courses) {
        table.rows += course.samples.map { [way.name, "\(seed)", "\(Int($0.x))", "\($0.y)"] }
        series.append(
          .init(
            seed == seeds[0] ? way.name : "", course.samples, color: Color.series[index]))
      }
      describe(way.name, courses, isClaimed: index == 0, &findings)
      if index > 0 { escapes += courses.count { $0.solvedAt != nil } }
    }
    let runs = (ways.count - 1) * seeds.count
    // A single seed says nothing about stalling.
    if seeds.count > 1 {
      findings.check(
        "isotropic ES stalls: runs that reach -200", expected: "0 of \(runs)",
        found: "\(escapes) of \(runs)", holds: escapes == 0)
    }
    findings.tables.append(table)
    findings.picture(
      "returns",
      LinePlot(
        title: "Pendulum-v1, 81 parameters, one line per seed",
        x: LinePlot.Axis("environment steps"), y: LinePlot.Axis("mean return of 100 episodes"),
        series: series, thresholds: [.init("solved", at: Self.target)]))
    return findings
  }

  private func describe(
    _ name: String, _ courses: [Course], isClaimed: Bool, _ findings: inout Findings
  ) {
    let solved = courses.compactMap(\.solvedAt)
    let finals = courses.compactMap { $0.samples.last?.y }
    let found = "\(solved.count) of \(seeds.count)"
    if isClaimed {
      findings.check(
        "\(name): seeds that reach -200 within \(grouped(steps)) steps",
        expected: "\(seeds.count) of \(seeds.count)", found: found,
        holds: solved.count == seeds.count)
    } else {
      findings.note(
        "\(name): seeds that reach -200 within \(grouped(steps)) steps", found: found)
    }
    if !solved.isEmpty {
      findings.note(
        "\(name): steps to -200, median of those that reach it",
        found: short(median(solved)))
    }
    findings.note(
      "\(name): return at the end, worst, median and best seed",
      found: "\(short(finals.min() ?? .nan)), \(short(median(finals))), "
        + short(finals.max() ?? .nan))
    let ratios = courses.compactMap(\.axisRatio)
    if !ratios.isEmpty {
      findings.note(
        "\(name): longest against shortest axis of the noise at the end, median",
        found: "\(short(median(ratios), 2)) times")
    }
  }

  private func train(
    _ way: (name: String, settings: [String]), seed: Int, _ session: Session
  ) throws -> Course {
    let configuration = try TrainingConfiguration.decode(
      yaml: "env: pendulum", file: "pendulum-swing-up",
      overrides: shared + way.settings + [
        "seed=\(seed)", "evaluation.every=\(every)", "evaluation.episodes=100", "stop.solved=false",
        "stop.generations=null", "stop.env_steps=\(steps)",
      ])
    let trainer = try Trainer(
      configuration, kind: EnvironmentLibrary().entry(configuration.env).kind,
      workers: session.workers, interrupt: session.interrupt)
    var course = Course()
    while trainer.stopReason == nil {
      try session.progress(
        "\(way.name), seed \(seed)", done: Double(trainer.state.envSteps) / Double(steps))
      let report = try trainer.runGeneration()
      guard let evaluation = report.evaluation else { continue }
      course.samples.append(
        LinePlot.Sample(x: Double(report.envSteps), y: evaluation.returnMean))
      if course.solvedAt == nil, evaluation.returnMean >= Self.target {
        course.solvedAt = Double(report.envSteps)
      }
    }
    if let covariance = trainer.state.strategy.state.doubles.first(where: {
      $0.name == "covariance"
    }) {
      let size = trainer.policy.parameters.count
      if let values = LinearAlgebra.eigen(covariance.values, size: size)?.values,
        let low = values.first, let high = values.last, low > 0
      {
        course.axisRatio = (high / low).squareRoot()
      }
    }
    return course
  }
}
