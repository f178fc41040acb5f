import EvoCore
import EvoDraw
import EvoTrain

/// How to spend samples: on members, on the minibatch that all of them share, or on generations.
///
/// With d parameters, n pairs and a shared minibatch of B, the estimate has the mean G and the mean square
/// ‖G‖² (1 + (d + 1) / n) (1 + K / B), where K is the critical batch (McCandlish et al. 2018, arXiv
/// 1812.06162): the variance of the gradient of one sample by ‖G‖². So 1 / ((n + d + 1) (B + K)) is what a
/// sample brings.
struct BatchAndPopulation: Experiment {
  private let data: DataConfiguration.Name
  private let hidden: Int
  private let pairs: [Int]
  private let batches: [Int]
  private let sigma: Double
  private let repeats: Int
  private let tolerance: Double
  private let samples: Int
  private let rate: Double
  private let seeds: Int
  private let lead: Double
  /// How many times the step that theory gives the small ones: once.
  private let smallSteps: Double

  init(_ settings: inout SettingsReader) throws(ExperimentFileError) {
    data = try settings.name("data")
    hidden = try settings.integer("hidden", 1...4096)
    pairs = try settings.integers("pairs", 1...100_000)
    batches = try settings.integers("batches", 1...10_000)
    sigma = try settings.number("sigma", 1e-6...10)
    repeats = try settings.integer("repeats", 2...100_000)
    tolerance = try settings.number("tolerance", 0...1)
    samples = try settings.integer("samples", 1000...1_000_000_000)
    rate = try settings.number("learning_rate", 1e-6...100)
    seeds = try settings.integer("seeds", 2...1000)
    lead = try settings.number("lead_points", 0...100)
    smallSteps = try settings.number("times_the_small_steps", 0...100)
  }

  private struct Spending: Hashable {
    var pairs: Int
    var batch: Int

    var samples: Int { 2 * pairs * batch }
    var name: String { "\(pairs) pairs, batch \(batch)" }

    /// ‖G‖² by the mean square of the estimate: the square of the cosine, and the step that is worth taking.
    func share(parameters: Int, critical: Double) -> Double {
      let (n, b) = (Double(pairs), Double(batch))
      return n / (n + Double(parameters) + 1) * b / (b + critical)
    }
  }

  func run(_ session: Session) throws -> Findings {
    var findings = Findings()
    let problem = DataProblem(try DataProblem.load(data), hidden: [hidden])
    let ways = pairs.flatMap { pairs in batches.map { Spending(pairs: pairs, batch: $0) } }
    let critical = try measure(problem, ways, session.part(from: 0, to: 0.3), &findings)
    try train(problem, ways, critical, session.part(from: 0.3, to: 1), &findings)
    return findings
  }

  // MARK: - The noise of one estimate

  /// The critical batch, and whether the estimates are as noisy as it says.
  private func measure(
    _ problem: DataProblem, _ ways: [Spending], _ session: Session, _ findings: inout Findings
  ) throws -> Double {
    let policy = problem.warmedUp(steps: 50, seed: session.seed)
    let gradient = LossGradient(policy, loss: problem.loss)
    let train = problem.dataset.train
    let all = (0..<Int32(train.count)).map { $0 }
    let truth = gradient.evaluate(train, all).gradient
    let square = dot(truth, truth)
    try session.progress("critical batch")
    let singles = all.map { index in
      let one = gradient.evaluate(train, [index]).gradient
      return dot(one, one) / square
    }
    let critical = Estimate(singles).mean - 1
    findings.note(
      "critical batch K of the network after 50 steps: variance of a sample's gradient by ‖G‖²",
      found: short(critical))
    var table = Findings.Table("noise", ["pairs", "batch", "generation", "square", "law"])
    for (way, session) in session.over(ways, weight: { Double($0.samples) }) {
      let law = 1 / way.share(parameters: problem.network.parameterCount, critical: critical)
      let probe = problem.probe(
        pairs: way.pairs, sigma: sigma, batch: way.batch, seed: session.seed)
      let squares = try (0..<repeats).map { generation in
        try session.progress(
          "noise of \(way.name)", done: Double(generation) / Double(repeats))
        let estimate = try probe.estimate(policy, generation: generation, on: session.workers)
        return dot(estimate, estimate) / square
      }
      table.rows += squares.enumerated().map {
        ["\(way.pairs)", "\(way.batch)", "\($0.offset)", "\($0.element)", "\(law)"]
      }
      findings.check(
        "\(way.name): mean square of the estimate in parts of (1 + (d + 1) / n) (1 + K / B) ‖G‖²",
        Estimate(squares).times(1 / law), is: .about(1, tolerance), family: ways.count)
    }
    findings.tables.append(table)
    return critical
  }

  // MARK: - Trainings with as many samples

  private func train(
    _ problem: DataProblem, _ ways: [Spending], _ critical: Double, _ session: Session,
    _ findings: inout Findings
  ) throws {
    var table = Findings.Table(
      "training", ["pairs", "batch", "generations", "seed", "test_accuracy"])
    var finals: [Spending: [Double]] = [:]
    let parameters = problem.network.parameterCount
    for (way, session) in session.over(ways) {
      let generations = max(samples / way.samples, 1)
      let seeds = session.seed..<session.seed + UInt64(seeds)
      let step =
        rate * way.share(parameters: parameters, critical: critical)
        * (way == ways.first ? smallSteps : 1)
      for (seed, session) in session.over(seeds) {
        let probe = problem.probe(pairs: way.pairs, sigma: sigma, batch: way.batch, seed: seed)
        var policy = problem.policy(seed: seed)
        for generation in 0..<generations {
          try session.progress(
            "\(way.name), seed \(seed)", done: Double(generation) / Double(generations))
          let slope = try probe.estimate(policy, generation: generation, on: session.workers)
          for i in slope.indices { policy.parameters[i] -= Float(step * slope[i]) }
        }
        let accuracy = 100 * (try problem.accuracy(policy, on: session.workers))
        finals[way, default: []].append(accuracy)
        table.rows.append(
          ["\(way.pairs)", "\(way.batch)", "\(generations)", "\(seed)", "\(accuracy)"])
      }
      findings.note(
        "\(way.name), \(grouped(generations)) generations: test accuracy",
        Estimate(finals[way] ?? []), unit: " %")
    }
    findings.tables.append(table)
    if let first = ways.first, let last = ways.last, let small = finals[first],
      let large = finals[last]
    {
      findings.check(
        "\(first.name), minus \(last.name), after as many samples",
        Estimate(zip(small, large).map { $0 - $1 }), is: .atLeast(lead), unit: " points")
    }
    let series = pairs.map { pairs in
      LinePlot.Series(
        "\(pairs) pairs",
        batches.map { batch in
          let estimate = Estimate(finals[Spending(pairs: pairs, batch: batch)] ?? [])
          let interval = estimate.interval()
          return .init(
            x: Double(batch), y: estimate.mean, low: interval.low, high: interval.high)
        })
    }
    findings.picture(
      "training",
      LinePlot(
        title: "After \(grouped(samples)) samples: mean of \(seeds) seeds with intervals of 95 %",
        x: LinePlot.Axis("batch that all members share", scale: .logarithmic),
        y: LinePlot.Axis("test accuracy", unit: "%"), series: series))
  }
}
