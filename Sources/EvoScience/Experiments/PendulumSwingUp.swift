import EvoCore
import EvoDraw
import EvoEnvs
import EvoTrain

/// The pendulum, where the length of the steps decides and the shape of the noise does not.
struct PendulumSwingUp: Experiment {
  /// A strategy, and the key that its step size is.
  private struct Way {
    let name: String
    let key: String
    let settings: [String]
    let long: Double
    let short: Double
  }

  private let shared: [String]
  private let ways: [Way]
  private let stepSizes: [Double]
  private let seeds: Int
  private let steps: Int
  private let every: Int
  private let most: Double
  private let few: Double
  private let patience: Int
  private let patientSeeds: Int

  private static let target = -200.0

  var isDealtOut: Bool { true }

  init(_ settings: inout SettingsReader) throws(ExperimentFileError) {
    shared = try settings.texts("shared")
    let ways = try settings.textsByName("ways")
    let long = try settings.numbers("long_steps", 1e-4...10)
    let short = try settings.numbers("short_steps", 1e-4...10)
    // A step size that the file leaves out is the last one given.
    func size(_ sizes: [Double], _ index: Int) -> Double { sizes[min(index, sizes.count - 1)] }
    self.ways = ways.enumerated().map { index, way in
      Way(
        name: way.name, key: way.texts[0], settings: Array(way.texts.dropFirst()),
        long: size(long, index), short: size(short, index))
    }
    stepSizes = try settings.numbers("step_sizes", 1e-4...10)
    seeds = try settings.integer("seeds", 2...1000)
    steps = try settings.integer("env_steps", 1000...1_000_000_000)
    every = try settings.integer("evaluate_every", 1...10_000)
    most = try settings.number("most", 0...1)
    few = try settings.number("few", 0...1)
    patience = try settings.integer("patient_times", 1...1000)
    patientSeeds = try settings.integer("patient_seeds", 0...1000)
  }

  /// A training: evaluations of the center over the steps, how far it went, and how stretched the noise
  /// is at the end.
  private struct Course: Codable {
    var samples: [LinePlot.Sample] = []
    var solvedAt: Double?
    /// The root mean square of what the weights have changed.
    var distance = 0.0
    var axisRatio: Double?
  }

  func run(_ session: Session) throws -> Findings {
    try LinearAlgebra.requireBuffer()
    var findings = Findings()
    var returns: [LinePlot.Series] = []
    var shares: [LinePlot.Series] = []
    var table = Findings.Table(
      "runs", ["way", "step_size", "seed", "steps_to_-200", "distance", "axis_ratio"])
    let patient = Double(patience * patientSeeds)
    let sweep = Double(ways.count * seeds * (stepSizes.count + 1))
    let whole = session.part(from: 0, to: sweep / (sweep + patient))
    for ((index, way), session) in whole.over(ways.enumerated()) {
      var dots: [LinePlot.Sample] = []
      var ends: [Double: [Course]] = [:]
      let sizes = Set(stepSizes + [way.long, way.short]).sorted()
      for (size, session) in session.over(sizes) {
        let courses = try courses(way, size, seeds: seeds, steps: steps, session)
        table.rows += courses.enumerated().map { seed, course in
          [way.name, "\(size)", "\(session.seed + UInt64(seed))"]
            + [course.solvedAt, course.distance, course.axisRatio].map { $0.map { "\($0)" } ?? "" }
        }
        let interval = share(courses).interval()
        dots.append(
          LinePlot.Sample(
            x: size, y: 100 * share(courses).mean, low: 100 * max(interval.low, 0),
            high: 100 * min(interval.high, 1)))
        ends[size] = courses
      }
      shares.append(.init(way.name, dots, color: Color.series[index]))
      guard let long = ends[way.long], let short = ends[way.short] else { continue }
      judge(way, long: long, short: short, &findings)
      for (size, courses) in [(way.long, long), (way.short, short)] {
        returns.append(.init("\(way.name), step \(EvoScience.short(size))", quartiles(courses)))
      }
    }
    if patientSeeds > 0, let way = ways.last {
      let courses = try courses(
        way, way.short, seeds: patientSeeds, steps: patience * steps,
        session.part(from: sweep / (sweep + patient), to: 1))
      findings.check(
        "\(way.name), step \(short(way.short)), with \(patience) times the environment steps: "
          + "seeds that reach -200",
        share(courses), is: .atLeast(most))
      describe(
        "\(way.name), step \(short(way.short)), with \(patience) times the environment steps",
        courses, &findings)
    }
    findings.tables.append(table)
    findings.picture(
      "shares",
      LinePlot(
        title: "Seeds that reach -200 in \(grouped(steps)) steps, with intervals of 95 %",
        x: LinePlot.Axis("step size: σ at the start, or the rate of Adam", scale: .logarithmic),
        y: LinePlot.Axis("share of \(seeds) seeds", unit: "%", range: 0...100), series: shares))
    findings.picture(
      "returns",
      LinePlot(
        title: "Pendulum-v1, 81 parameters: median and quartiles of \(seeds) seeds",
        x: LinePlot.Axis("environment steps"), y: LinePlot.Axis("mean return of 100 episodes"),
        series: returns, thresholds: [.init("solved", at: Self.target)]))
    return findings
  }

  private func judge(
    _ way: Way, long: [Course], short: [Course], _ findings: inout Findings
  ) {
    let (longName, shortName) = (
      "\(way.name), step \(EvoScience.short(way.long))",
      "\(way.name), step \(EvoScience.short(way.short))"
    )
    findings.check(
      "\(longName): share of the seeds that reach -200 within \(grouped(steps)) steps",
      share(long), is: .atLeast(most))
    findings.check("\(shortName): the same", share(short), is: .atMost(few))
    describe(longName, long, &findings)
    describe(shortName, short, &findings)
    let (stretched, other) = (long.compactMap(\.axisRatio), short.compactMap(\.axisRatio))
    guard !stretched.isEmpty, !other.isEmpty else { return }
    findings.check(
      "\(way.name): longest axis of the noise by its shortest at the end, long steps minus short ones",
      Estimate(stretched).minus(Estimate(other)), is: .within(-0.5...0.5))
    findings.note("\(longName): longest axis of the noise by its shortest", Estimate(stretched))
  }

  private func describe(_ name: String, _ courses: [Course], _ findings: inout Findings) {
    let solved = courses.compactMap(\.solvedAt)
    if !solved.isEmpty {
      findings.note(
        "\(name): steps to -200, median of those that reach it", found: short(median(solved)))
    }
    findings.note(
      "\(name): how far a weight went, root mean square", Estimate(courses.map(\.distance)))
  }

  private func share(_ courses: [Course]) -> Estimate {
    Estimate(share: courses.count { $0.solvedAt != nil }, of: courses.count)
  }

  private func quartiles(_ courses: [Course]) -> [LinePlot.Sample] {
    // Episodes have the same length, so that all seeds are evaluated after as many steps.
    courses[0].samples.indices.map { i in
      let values = courses.map { $0.samples[i].y }.sorted()
      return LinePlot.Sample(
        x: courses[0].samples[i].x, y: median(values), low: values[values.count / 4],
        high: values[values.count - 1 - values.count / 4])
    }
  }

  private func courses(
    _ way: Way, _ size: Double, seeds: Int, steps: Int, _ session: Session
  ) throws -> [Course] {
    try session.deal([size], Array(session.seed..<session.seed + UInt64(seeds))) {
      try train(way, $0, seed: $1, steps: steps, $2)
    }[0]
  }

  private func train(
    _ way: Way, _ size: Double, seed: UInt64, steps: Int, _ session: Session
  ) throws -> Course {
    let configuration = try TrainingConfiguration.decode(
      yaml: "env: pendulum", file: "pendulum-swing-up",
      overrides: shared + way.settings + [
        "\(way.key)=\(size)", "seed=\(seed)", "evaluation.every=\(every)",
        "evaluation.episodes=100", "stop.solved=false", "stop.generations=null",
        "stop.env_steps=\(steps)",
      ])
    let trainer = try Trainer(
      configuration, kind: EnvironmentLibrary().entry(configuration.env).kind,
      workers: session.workers, interrupt: session.interrupt)
    let start = trainer.policy.parameters
    var course = Course()
    while trainer.stopReason == nil {
      try session.progress(
        "\(way.name), step \(short(size)), seed \(seed)",
        done: Double(trainer.state.envSteps) / Double(steps))
      let report = try trainer.runGeneration()
      guard let evaluation = report.evaluation else { continue }
      course.samples.append(
        LinePlot.Sample(x: Double(report.envSteps), y: evaluation.returnMean))
      if course.solvedAt == nil, evaluation.returnMean >= Self.target {
        course.solvedAt = Double(report.envSteps)
      }
    }
    let moves = zip(trainer.policy.parameters, start).map { Double($0 - $1) }
    course.distance = length(moves) / Double(moves.count).squareRoot()
    course.axisRatio = axisRatio(trainer)
    return course
  }

  /// The longest axis of the noise by its shortest, where a strategy knows a covariance.
  private func axisRatio(_ trainer: Trainer) -> Double? {
    guard
      let covariance = trainer.state.strategy.state.doubles.first(where: {
        $0.name == "covariance"
      }),
      let values = LinearAlgebra.eigen(covariance.values, size: trainer.policy.parameters.count)?
        .values,
      let low = values.first, let high = values.last, low > 0
    else { return nil }
    return (high / low).squareRoot()
  }
}
