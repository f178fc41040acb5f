import EvoCore
import EvoDraw
import EvoTrain

/// A larger population sees more of the gradient, and learns more in as many generations; backpropagation
/// sees all of it.
struct PopulationCurve: Experiment {
  private let data: DataConfiguration.Name
  private let hidden: Int
  private let populations: [Int]
  private let sigma: Double
  private let batch: Int
  private let generations: Int
  private let every: Int
  private let learningRate: Double
  private let seeds: Int
  private let repeats: Int
  private let accuracy: Double
  /// How far cosine and length may be from the law, as a share of it.
  private let tolerance: Double
  /// The accuracy whose price is told.
  private let goal: Double

  init(_ settings: inout SettingsReader) throws(ExperimentFileError) {
    data = try settings.name("data")
    hidden = try settings.integer("hidden", 1...4096)
    populations = try settings.integers("populations", 2...100_000)
    sigma = try settings.number("sigma", 1e-6...10)
    batch = try settings.integer("batch", 1...10_000)
    generations = try settings.integer("generations", 10...1_000_000)
    every = try settings.integer("evaluate_every", 1...100_000)
    learningRate = try settings.number("learning_rate", 1e-6...1)
    seeds = try settings.integer("seeds", 2...1000)
    repeats = try settings.integer("repeats", 2...1000)
    accuracy = try settings.number("accuracy_at_least", 0...1)
    tolerance = try settings.number("tolerance", 0...1)
    goal = try settings.number("goal", 0...1)
  }

  /// Where the steps of a training come from.
  private enum Way {
    case population(Int)
    case backpropagation

    var name: String {
      switch self {
      case .population(let count): "population \(count)"
      case .backpropagation: "backpropagation"
      }
    }

    /// How often every example of a minibatch is looked at.
    var passes: Int {
      switch self {
      case .population(let count): 2 * (count / 2)
      case .backpropagation: 1
      }
    }
  }

  /// A training as it was when it was evaluated.
  private struct Point {
    var generation: Double
    var examples: Double
    /// Processor time of the steps so far.
    var seconds: Double
    /// In percent.
    var accuracy: Double
    /// The length of the estimate by that of the gradient.
    var norm: Double
  }

  func run(_ session: Session) throws -> Findings {
    var findings = Findings()
    let problem = DataProblem(try DataProblem.load(data), hidden: [hidden])
    let ways = [.backpropagation] + populations.map(Way.population)
    try measure(problem, session.part(from: 0, to: 0.05), &findings)
    var table = Findings.Table(
      "curve", ["way", "seed", "generation", "examples", "seconds", "test_accuracy", "norm"])
    var courses: [[[Point]]] = []
    let trainings = session.part(from: 0.05, to: 1).over(ways) { Double($0.passes) }
    for (way, session) in trainings {
      let seeds = session.seed..<session.seed + UInt64(seeds)
      let course = try session.over(seeds).map { seed, session in
        try train(problem, way, seed, session)
      }
      for (seed, points) in zip(seeds, course) {
        table.rows += points.map {
          [
            way.name, "\(seed)", "\(Int($0.generation))", "\(Int($0.examples))", "\($0.seconds)",
            "\($0.accuracy)", "\($0.norm)",
          ]
        }
      }
      courses.append(course)
    }
    judge(ways, courses, &findings)
    findings.tables.append(table)
    draw(ways, courses, &findings)
    findings.remarks.append(
      "Seconds are processor time of all workers, without the evaluations.")
    return findings
  }

  // MARK: - Cosine and length

  /// What of the gradient a population sees, on a network that backpropagation has trained a while.
  private func measure(
    _ problem: DataProblem, _ session: Session, _ findings: inout Findings
  ) throws {
    let warm = problem.warmedUp(steps: 50, seed: session.seed)
    let family = 2 * populations.count
    for (population, session) in session.over(populations, weight: Double.init) {
      let n = population / 2
      let law = (Double(n) / Double(n + problem.network.parameterCount + 1)).squareRoot()
      let probe = problem.probe(pairs: n, sigma: sigma, batch: batch, seed: session.seed)
      var (cosines, lengths): ([Double], [Double]) = ([], [])
      for generation in 0..<repeats {
        try session.progress(
          "cosine of \(population) members, generation \(generation + 1)",
          done: Double(generation) / Double(repeats))
        let truth = problem.gradient(
          warm, batch: batch, seed: session.seed, generation: generation)
        let estimate = try probe.estimate(warm, generation: generation, on: session.workers)
        cosines.append(cosine(estimate, truth) / law)
        lengths.append(length(estimate) / length(truth) * law)
      }
      findings.check(
        "population \(population): cosine in parts of √(n / (n + d + 1)) = \(short(law))",
        Estimate(cosines), is: .about(1, tolerance), family: family)
      findings.check(
        "population \(population): length of the estimate in parts of the gradient's "
          + "√((n + d + 1) / n) = \(short(1 / law)) times",
        Estimate(lengths), is: .about(1, tolerance), family: family)
    }
  }

  // MARK: - Trainings

  private func train(
    _ problem: DataProblem, _ way: Way, _ seed: UInt64, _ session: Session
  ) throws -> [Point] {
    let slope: (Policy, Int) throws -> [Double]
    switch way {
    case .backpropagation:
      slope = { problem.gradient($0, batch: batch, seed: seed, generation: $1) }
    case .population(let count):
      let probe = problem.probe(pairs: count / 2, sigma: sigma, batch: batch, seed: seed)
      slope = { try probe.estimate($0, generation: $1, on: session.workers) }
    }
    var policy = problem.policy(seed: seed)
    var optimizer = problem.adam
    let rate = Schedule.linear(.init(start: learningRate, end: 0, generations: generations))
    var points: [Point] = []
    var seconds = 0.0
    for generation in 0...generations {
      try session.check()
      let before = Stopwatch.processSeconds
      let direction = try slope(policy, generation)
      let spent = Stopwatch.processSeconds - before
      if generation.isMultiple(of: every) {
        let accuracy = 100 * (try problem.accuracy(policy, on: session.workers))
        points.append(
          Point(
            generation: Double(generation), examples: Double(generation * batch * way.passes),
            seconds: seconds, accuracy: accuracy,
            norm: length(direction)
              / length(problem.gradient(policy, batch: batch, seed: seed, generation: generation))))
        try session.progress(
          "\(way.name), seed \(seed), generation \(generation): \(short(accuracy)) %",
          done: Double(generation) / Double(generations))
      }
      seconds += spent
      optimizer.step(
        &policy.parameters, along: direction.map { Float(-$0) },
        learningRate: rate.value(at: generation))
    }
    return points
  }

  private func finals(_ course: [[Point]]) -> [Double] {
    course.map { $0[$0.count - 1].accuracy }
  }

  private func judge(
    _ ways: [Way], _ courses: [[[Point]]], _ findings: inout Findings
  ) {
    for (way, course) in zip(ways, courses) {
      findings.note(
        "\(way.name): test accuracy after \(grouped(generations)) generations",
        Estimate(finals(course)), unit: " %")
      let reached = course.compactMap { $0.first { $0.accuracy >= 100 * goal } }
      guard 2 * reached.count > course.count else { continue }
      findings.note(
        "\(way.name): generations, examples and seconds to \(percent(goal, 0)), medians",
        found: short(median(reached.map(\.generation)))
          + ", \(short(median(reached.map(\.examples)))), \(short(median(reached.map(\.seconds)), 2)) s"
      )
    }
    // Neighbors differ by less than seeds do: each population against one a quarter as large.
    for index in populations.indices.dropFirst() {
      let other = max(index - 2, 0)
      let differences = zip(finals(courses[1 + index]), finals(courses[1 + other])).map { $0 - $1 }
      findings.check(
        "test accuracy, population \(populations[index]) minus population \(populations[other])",
        Estimate(differences), is: .atLeast(0), expected: "more than 0", unit: " points",
        family: populations.count - 1)
    }
    if let best = courses.last, let population = populations.last {
      findings.check(
        "test accuracy, population \(population)", Estimate(finals(best)),
        is: .atLeast(100 * accuracy), unit: " %")
      findings.check(
        "test accuracy, backpropagation minus population \(population), after as many generations",
        Estimate(zip(finals(courses[0]), finals(best)).map { $0 - $1 }), is: .atLeast(0),
        expected: "more than 0", unit: " points")
    }
  }

  // MARK: - Pictures

  private func draw(
    _ ways: [Way], _ courses: [[[Point]]], _ findings: inout Findings
  ) {
    func picture(
      _ name: String, _ x: LinePlot.Axis, _ y: LinePlot.Axis, _ place: (Point) -> Double,
      _ value: KeyPath<Point, Double>
    ) {
      let series = zip(ways, courses).map { way, course in
        LinePlot.Series(
          way.name,
          course[0].indices.map { i in
            let estimate = Estimate(course.map { $0[i][keyPath: value] })
            let interval = estimate.interval()
            return LinePlot.Sample(
              x: median(course.map { place($0[i]) }), y: estimate.mean, low: interval.low,
              high: interval.high)
          })
      }
      findings.picture(
        name,
        LinePlot(
          title: "\(data.rawValue): mean of \(seeds) seeds with intervals of 95 %", x: x, y: y,
          series: series))
    }
    let accuracy = LinePlot.Axis("test accuracy", unit: "%", range: 0...100)
    picture("generations", LinePlot.Axis("generation"), accuracy, \.generation, \.accuracy)
    picture(
      "examples", LinePlot.Axis("examples looked at", scale: .logarithmic), accuracy, \.examples,
      \.accuracy)
    picture(
      "seconds", LinePlot.Axis("processor time", unit: "s", scale: .logarithmic), accuracy,
      \.seconds, \.accuracy)
    picture(
      "norm", LinePlot.Axis("generation"),
      LinePlot.Axis("length of the estimate by that of the gradient", scale: .logarithmic),
      \.generation, \.norm)
  }
}
