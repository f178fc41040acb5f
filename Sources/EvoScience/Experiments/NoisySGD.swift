import EvoCore
import EvoDraw
import EvoTrain

/// An evolution strategy learns as the true gradient with noise of the right size does.
struct NoisySGD: Experiment {
  private let data: DataConfiguration.Name
  private let hidden: Int
  private let populations: [Int]
  private let sigma: Double
  private let sigmas: [Double]
  private let linearUntil: Double
  private let batch: Int
  private let steps: Int
  private let every: Int
  private let learningRate: Double
  private let seeds: Int
  private let tolerance: Double
  private let lead: Double
  /// How much another result has to differ to count as another one.
  private let unlike: Double
  /// The σ from which another result is claimed.
  private let unlikeFrom: Double
  /// How many times the noise that theory says: once.
  private let noise: Double
  /// The cosines that are claimed of narrow and of the widest noise, in parts of the law.
  private let cosineTolerance: Double
  private let lostCosine: Double

  /// How many evaluations at the end of a training are averaged: single ones scatter.
  private static let tail = 8

  init(_ settings: inout SettingsReader) throws(ExperimentFileError) {
    data = try settings.name("data")
    hidden = try settings.integer("hidden", 1...4096)
    populations = try settings.integers("pairs", 2...100_000)
    sigma = try settings.number("sigma", 1e-6...10)
    sigmas = try settings.numbers("wider_sigmas", 1e-6...10)
    linearUntil = try settings.number("linear_until", 1e-6...10)
    batch = try settings.integer("batch", 1...10_000)
    steps = try settings.integer("steps", 10...1_000_000)
    every = try settings.integer("evaluate_every", 1...100_000)
    learningRate = try settings.number("learning_rate", 1e-6...10)
    seeds = try settings.integer("seeds", 2...1000)
    tolerance = try settings.number("tolerance_points", 0.1...100)
    lead = try settings.number("lead_of_the_gradient", 0...100)
    unlike = try settings.number("unlike_points", 0...100)
    unlikeFrom = try settings.number("unlike_from", 0...1000)
    noise = try settings.number("times_the_noise", 0...100)
    cosineTolerance = try settings.number("cosine_tolerance", 0...1)
    lostCosine = try settings.number("cosine_lost_at_most", 0...1)
  }

  /// Where the steps of a training come from.
  private enum Way: Hashable {
    case strategy(pairs: Int, sigma: Double)
    case proxy(pairs: Int)
    case gradient

    /// About how long it takes, in passes through the network.
    var cost: Double {
      switch self {
      case .strategy(let pairs, _): Double(2 * pairs)
      case .proxy, .gradient: 3
      }
    }

    var name: String {
      switch self {
      case .strategy(let pairs, let sigma): "ES, \(pairs) pairs, σ = \(short(sigma))"
      case .proxy(let pairs): "gradient with the noise of \(pairs) pairs"
      case .gradient: "gradient"
      }
    }
  }

  /// The trainings of all seeds.
  private struct Course {
    /// Per seed, the test accuracy over the steps.
    var curves: [[LinePlot.Sample]] = []
    /// Per seed, the mean of the last evaluations.
    var finals: [Double] { curves.map { meanAndDeviation($0.suffix(tail).map(\.y)).mean } }

    /// The mean over the seeds, with its interval.
    var samples: [LinePlot.Sample] {
      curves[0].indices.map { i in
        let estimate = Estimate(curves.map { $0[i].y })
        let interval = estimate.interval()
        return .init(
          x: curves[0][i].x, y: estimate.mean, low: max(interval.low, 0),
          high: min(interval.high, 100))
      }
    }
  }

  func run(_ session: Session) throws -> Findings {
    var findings = Findings()
    let problem = DataProblem(try DataProblem.load(data), hidden: [hidden])
    var table = Findings.Table("training", ["way", "seed", "step", "test_accuracy"])
    func course(_ way: Way, _ session: Session) throws -> Course {
      var course = Course()
      for (seed, session) in session.over(session.seed..<session.seed + UInt64(seeds)) {
        let curve = try train(problem, way, seed, session)
        table.rows += curve.map { [way.name, "\(seed)", "\(Int($0.x))", "\($0.y)"] }
        course.curves.append(curve)
      }
      findings.note(
        "test accuracy after \(grouped(steps)) steps, \(way.name)", Estimate(course.finals),
        unit: " %")
      return course
    }
    let strategyWays = populations.map { Way.strategy(pairs: $0, sigma: sigma) }
    let proxyWays = populations.map { Way.proxy(pairs: $0) }
    let widerWays = sigmas.map { Way.strategy(pairs: populations[0], sigma: $0) }
    let ways = [.gradient] + strategyWays + proxyWays + widerWays
    let courses = try session.part(from: 0, to: 0.95).over(ways, weight: \.cost)
      .map { try course($0, $1) }
    let gradient = courses[0]
    let strategies = Array(courses[1...populations.count])
    let proxies = Array(courses.dropFirst(1 + populations.count).prefix(populations.count))
    let wider = Array(courses.suffix(sigmas.count))
    let family = populations.count + sigmas.count
    for (index, pairs) in populations.enumerated() {
      let found = strategies[index].finals
      findings.check(
        "ES of \(pairs) pairs, σ = \(short(sigma)), minus the gradient with their noise",
        Estimate(zip(found, proxies[index].finals).map { $0 - $1 }),
        is: .within(-tolerance...tolerance), unit: " points", family: family)
      guard index == 0 else { continue }
      findings.check(
        "the gradient without noise minus ES of \(pairs) pairs",
        Estimate(zip(gradient.finals, found).map { $0 - $1 }), is: .atLeast(lead),
        unit: " points")
    }
    for (width, course) in zip(sigmas, wider) {
      let name = "ES of \(populations[0]) pairs, σ = \(short(width)), minus the same"
      let difference = Estimate(zip(course.finals, proxies[0].finals).map { $0 - $1 })
      if width <= linearUntil {
        findings.check(
          name, difference, is: .within(-tolerance...tolerance), unit: " points", family: family)
      } else if width < unlikeFrom {
        findings.note(name, difference, unit: " points")
      } else {
        findings.check(
          name, difference, is: .outside(-unlike...unlike),
          expected: "not 0 ± \(short(unlike)) points", unit: " points", family: family)
      }
    }
    findings.note(
      "1 / √d, where theory puts the end of the linear regime",
      found: short(1 / Double(problem.network.parameterCount).squareRoot()))
    findings.tables.append(table)
    draw(gradient, strategies, proxies, wider, &findings)
    try widen(problem, session.part(from: 0.95, to: 1), &findings)
    return findings
  }

  private func draw(
    _ gradient: Course, _ strategies: [Course], _ proxies: [Course], _ wider: [Course],
    _ findings: inout Findings
  ) {
    var series: [LinePlot.Series] = [.init("gradient", gradient.samples, color: .slate)]
    for (index, pairs) in populations.enumerated() {
      let color = Color.series[index % Color.series.count]
      series.append(
        .init("gradient with the noise of \(pairs) pairs", proxies[index].samples, color: color))
      series.append(
        .init("ES, \(pairs) pairs", strategies[index].samples, color: color, style: .points))
    }
    findings.picture(
      "training",
      LinePlot(
        title: "SGD with step size \(short(learningRate)), \(seeds) seeds with intervals of 95 %",
        x: LinePlot.Axis("step"), y: LinePlot.Axis("test accuracy", unit: "%", range: 0...100),
        series: series))
    let points = zip([sigma] + sigmas, [strategies[0]] + wider).map { width, course in
      let estimate = Estimate(course.finals)
      let interval = estimate.interval()
      return LinePlot.Sample(x: width, y: estimate.mean, low: interval.low, high: interval.high)
    }
    findings.picture(
      "sigmas",
      LinePlot(
        title:
          "What \(populations[0]) pairs have learned in \(grouped(steps)) steps as the noise grows",
        x: LinePlot.Axis("σ", scale: .logarithmic), y: LinePlot.Axis("test accuracy", unit: "%"),
        series: [.init("ES", points)],
        thresholds: [
          .init("gradient with their noise", at: Estimate(proxies[0].finals).mean),
          .init("gradient", at: Estimate(gradient.finals).mean),
        ]))
  }

  // MARK: - Trainings

  private func train(
    _ problem: DataProblem, _ way: Way, _ seed: UInt64, _ session: Session
  ) throws -> [LinePlot.Sample] {
    var policy = problem.policy(seed: seed)
    var samples: [LinePlot.Sample] = []
    let slope = slope(problem, way, seed, session)
    for step in 0...steps {
      if step.isMultiple(of: every) {
        let accuracy = 100 * (try problem.accuracy(policy, on: session.workers))
        samples.append(LinePlot.Sample(x: Double(step), y: accuracy))
        try session.progress(
          "\(way.name), seed \(seed), step \(step) of \(steps): \(short(accuracy)) %",
          done: Double(step) / Double(steps))
      }
      guard step < steps else { break }
      try session.check()
      let direction = try slope(policy, step)
      for i in policy.parameters.indices {
        policy.parameters[i] -= Float(learningRate * direction[i])
      }
    }
    return samples
  }

  /// The same minibatches for all ways.
  private func slope(
    _ problem: DataProblem, _ way: Way, _ seed: UInt64, _ session: Session
  ) -> (Policy, Int) throws -> [Double] {
    switch way {
    case .gradient: return { problem.gradient($0, batch: batch, seed: seed, generation: $1) }
    case .strategy(let pairs, let sigma):
      let probe = problem.probe(pairs: pairs, sigma: sigma, batch: batch, seed: seed)
      return { try probe.estimate($0, generation: $1, on: session.workers) }
    case .proxy(let pairs):
      let explicit = ExplicitNoise(network: problem.network, rank: nil)
      let ratio =
        noise * (Double(problem.network.parameterCount) / Double(pairs)).squareRoot()
      return { policy, step in
        let truth = problem.gradient(policy, batch: batch, seed: seed, generation: step)
        let random = explicit.vector(
          member: 0,
          of: Generation(
            seed: seed + 1000, index: step, memberCount: 1, sigma: 1, antithetic: false))
        let scale = ratio * length(truth) / length(random)
        return truth.indices.map { truth[$0] + scale * random[$0] }
      }
    }
  }

  /// The cosine that is left as the noise grows, on networks that backpropagation has trained a while.
  private func widen(
    _ problem: DataProblem, _ session: Session, _ findings: inout Findings
  ) throws {
    let pairs = populations[0]
    let law = Double(pairs) / Double(pairs + problem.network.parameterCount + 1)
    let policies = (session.seed..<session.seed + UInt64(seeds)).map {
      ($0, problem.warmedUp(steps: steps, seed: $0))
    }
    var table = Findings.Table("cosines", ["sigma", "seed", "cosine", "law"])
    var points: [LinePlot.Sample] = []
    for (width, session) in session.over([sigma] + sigmas) {
      let cosines = try session.over(policies).map { network, session in
        let (seed, policy) = network
        try session.progress("cosine at σ = \(short(width)), seed \(seed)")
        let probe = problem.probe(pairs: pairs, sigma: width, batch: batch, seed: seed)
        return meanAndDeviation(
          try (0..<10).map { generation in
            cosine(
              try probe.estimate(policy, generation: generation, on: session.workers),
              problem.gradient(policy, batch: batch, seed: seed, generation: generation))
          }
        ).mean
      }
      table.rows += zip(policies, cosines).map {
        ["\(width)", "\($0.0)", "\($1)", "\(law.squareRoot())"]
      }
      let estimate = Estimate(cosines)
      let interval = estimate.interval()
      points.append(.init(x: width, y: estimate.mean, low: interval.low, high: interval.high))
      let share = estimate.times(1 / law.squareRoot())
      let name =
        "cosine of \(pairs) pairs on a trained network, σ = \(short(width)), in parts of the law"
      if width <= linearUntil || width == sigma {
        findings.check(name, share, is: .about(1, cosineTolerance), family: 1 + sigmas.count)
      } else if width == sigmas.max() {
        findings.check(name, share, is: .atMost(lostCosine), family: 1 + sigmas.count)
      } else {
        findings.note(name, share)
      }
    }
    findings.tables.append(table)
    findings.picture(
      "cosines",
      LinePlot(
        title: "Cosine of the estimate of \(pairs) pairs as the noise grows",
        x: LinePlot.Axis("σ", scale: .logarithmic),
        y: LinePlot.Axis("cosine", range: 0...1.5 * law.squareRoot()),
        series: [.init("measured", points)],
        thresholds: [.init("√(n/(n+d+1))", at: law.squareRoot())]))
  }
}
