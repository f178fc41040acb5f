import EvoCore
import EvoDraw
import EvoTrain

/// A larger population sees more of the gradient, and learns more in as many generations.
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

  init(_ settings: inout SettingsReader) throws(ExperimentFileError) {
    data = try settings.name("data")
    hidden = try settings.integer("hidden", 1...4096)
    populations = try settings.integers("populations", 2...100_000)
    sigma = try settings.number("sigma", 1e-6...1)
    batch = try settings.integer("batch", 1...10_000)
    generations = try settings.integer("generations", 10...1_000_000)
    every = try settings.integer("evaluate_every", 1...100_000)
    learningRate = try settings.number("learning_rate", 1e-6...1)
    seeds = try settings.integer("seeds", 1...100)
    repeats = try settings.integer("repeats", 2...1000)
    accuracy = try settings.number("accuracy_at_least", 0...1)
  }

  func run(_ session: Session) throws -> Findings {
    var findings = Findings()
    let problem = DataProblem(try DataProblem.load(data), hidden: [hidden])
    let warm = problem.warmedUp(steps: 50, seed: session.seed)
    var table = Findings.Table(
      "curve", ["population", "cosine_expected", "cosine", "seed", "final_test_accuracy"])
    var series: [LinePlot.Series] = []
    var finals: [LinePlot.Sample] = []
    for (population, session) in session.over(populations, weight: Double.init) {
      let n = population / 2
      let law = (Double(n) / Double(n + problem.network.parameterCount + 1)).squareRoot()
      let trainings = Double(seeds * generations) / Double(seeds * generations + repeats)
      let found = try cosines(problem, warm, n, session.part(from: 0, to: 1 - trainings))
      let (mean, deviation) = meanAndDeviation(found)
      let tolerance = max(0.1 * law, 3 * deviation / Double(repeats).squareRoot())
      findings.check(
        "population \(population): cosine", expected: "\(short(law)) ± \(short(tolerance, 2))",
        found: "\(short(mean)) ± \(short(deviation, 2))", holds: abs(mean - law) <= tolerance)
      var curves: [[LinePlot.Sample]] = []
      let part = session.part(from: 1 - trainings, to: 1)
      for (seed, session) in part.over(session.seed..<session.seed + UInt64(seeds)) {
        let curve = try train(problem, n, seed, session)
        curves.append(curve)
        table.rows.append(
          ["\(population)", "\(law)", "\(mean)", "\(seed)", "\(curve[curve.count - 1].y)"])
      }
      let average = curves[0].indices.map { i in
        let values = curves.map { $0[i].y }
        return LinePlot.Sample(
          x: curves[0][i].x, y: values.reduce(0, +) / Double(seeds), low: values.min() ?? .nan,
          high: values.max() ?? .nan)
      }
      finals.append(average[average.count - 1])
      series.append(.init("population \(population)", average))
    }
    for (i, population) in populations.enumerated() where i > 0 {
      findings.check(
        "test accuracy, population \(population) against \(populations[i - 1])",
        expected: "higher", found: "\(short(finals[i].y)) % against \(short(finals[i - 1].y)) %",
        holds: finals[i].y > finals[i - 1].y)
    }
    if let best = finals.last, let population = populations.last {
      findings.check(
        "test accuracy, population \(population), worst of \(seeds) seeds",
        expected: "≥ \(percent(accuracy))", found: "\(short(best.low)) %",
        holds: best.low >= 100 * accuracy)
    }
    findings.tables.append(table)
    findings.picture(
      "curve",
      LinePlot(
        title: "\(data.rawValue): mean and range of \(seeds) seeds",
        x: LinePlot.Axis("generation"), y: LinePlot.Axis("test accuracy", unit: "%"),
        series: series))
    return findings
  }

  private func probe(
    _ problem: DataProblem, _ pairs: Int, _ seed: UInt64
  ) -> GradientProbe {
    GradientProbe(
      problem.objective(batch: batch, sharing: .generation, seed: seed), network: problem.network,
      rank: nil, pairs: pairs, sigma: sigma, seed: seed)
  }

  private func cosines(
    _ problem: DataProblem, _ policy: Policy, _ pairs: Int, _ session: Session
  ) throws -> [Double] {
    let probe = probe(problem, pairs, session.seed)
    return try (0..<repeats).map { generation in
      try session.progress(
        "cosine of \(2 * pairs) members, generation \(generation + 1)",
        done: Double(generation) / Double(repeats))
      let truth = LossGradient(policy, loss: problem.loss).evaluate(
        problem.dataset.train,
        problem.indices(batch: batch, seed: session.seed, generation: generation)
      ).gradient
      return cosine(
        try probe.estimate(policy, generation: generation, on: session.workers), truth)
    }
  }

  private func train(
    _ problem: DataProblem, _ pairs: Int, _ seed: UInt64, _ session: Session
  ) throws -> [LinePlot.Sample] {
    let probe = probe(problem, pairs, seed)
    var policy = problem.policy(seed: seed)
    var optimizer = problem.adam
    let rate = Schedule.linear(.init(start: learningRate, end: 0, generations: generations))
    var curve: [LinePlot.Sample] = []
    for generation in 0...generations {
      if generation.isMultiple(of: every) {
        let accuracy = 100 * (try problem.accuracy(policy, on: session.workers))
        curve.append(LinePlot.Sample(x: Double(generation), y: accuracy))
        try session.progress(
          "population \(2 * pairs), seed \(seed), generation \(generation): \(short(accuracy)) %",
          done: Double(generation) / Double(generations))
      }
      guard generation < generations else { break }
      try session.check()
      let slope = try probe.estimate(policy, generation: generation, on: session.workers)
      optimizer.step(
        &policy.parameters, along: slope.map { Float(-$0) },
        learningRate: rate.value(at: generation))
    }
    return curve
  }
}
