import EvoCore
import EvoDraw
import EvoTrain

/// What it is worth that members are compared on the same samples.
struct CommonRandomNumbers: Experiment {
  private let data: DataConfiguration.Name
  private let hidden: Int
  private let pairs: Int
  private let sigma: Double
  private let batches: [Int]
  private let repeats: Int
  private let warmUps: [Int]
  private let seeds: Int
  private let claimedBatch: Int
  /// How many times the cosine it is worth that the members of a pair share their samples.
  private let worth: Double
  /// How much it may matter whether pairs share with each other.
  private let alike: Double
  /// Who shares a minibatch in the case that is called one batch for all, one per pair, one per member.
  private let sharings: [EpisodeSharing]

  private static let names = ["one batch for all", "one per pair", "one per member"]

  init(_ settings: inout SettingsReader) throws(ExperimentFileError) {
    data = try settings.name("data")
    hidden = try settings.integer("hidden", 1...4096)
    pairs = try settings.integer("pairs", 2...100_000)
    sigma = try settings.number("sigma", 1e-6...1)
    batches = try settings.integers("batches", 1...10_000)
    repeats = try settings.integer("repeats", 2...1000)
    warmUps = try settings.integers("warm_up_steps", 0...10_000)
    seeds = try settings.integer("seeds", 2...1000)
    claimedBatch = try settings.integer("claimed_batch", 1...10_000)
    worth = try settings.number("worth", 0...1000)
    alike = try settings.number("alike", 0...1)
    sharings = try settings.names("sharing")
  }

  private var ways: [(sharing: EpisodeSharing, name: String)] {
    Array(zip(sharings, Self.names))
  }

  func run(_ session: Session) throws -> Findings {
    var findings = Findings()
    findings.tables.append(
      Findings.Table(
        "cosines", ["training_steps", "batch", "sharing", "seed", "mean", "deviation"]))
    let problem = DataProblem(try DataProblem.load(data), hidden: [hidden])
    for (warmUp, session) in session.over(warmUps) {
      try look(problem, after: warmUp, session, &findings)
    }
    return findings
  }

  /// Per way and batch, per seed: the mean cosine of some generations.
  private func look(
    _ problem: DataProblem, after warmUp: Int, _ session: Session, _ findings: inout Findings
  ) throws {
    var cosines = [[[Double]]](
      repeating: [[Double]](repeating: [], count: batches.count), count: ways.count)
    for (seed, session) in session.over(session.seed..<session.seed + UInt64(seeds)) {
      let policy = problem.warmedUp(steps: warmUp, seed: seed)
      let truth = LossGradient(policy, loss: .crossEntropy).evaluate(
        problem.dataset.train, (0..<Int32(problem.dataset.train.count)).map { $0 }
      ).gradient
      for ((index, way), session) in session.over(ways.enumerated()) {
        let weights = batches.enumerated()
        for ((place, batch), session) in session.over(weights, weight: { Double($0.element) }) {
          try session.progress("after \(warmUp) steps, seed \(seed), \(way.name)")
          let probe = problem.probe(
            pairs: pairs, sigma: sigma, batch: batch, sharing: way.sharing, seed: seed)
          let found = try (0..<repeats).map {
            try session.check()
            return cosine(
              try probe.estimate(policy, generation: $0, on: session.workers), truth)
          }
          let (mean, deviation) = meanAndDeviation(found)
          cosines[index][place].append(mean)
          findings.tables[0].rows.append(
            ["\(warmUp)", "\(batch)", way.name, "\(seed)", "\(mean)", "\(deviation)"])
        }
      }
    }
    for (place, batch) in batches.enumerated() {
      let at = "after \(warmUp) steps, batch \(batch)"
      for (index, way) in ways.enumerated() {
        findings.note("cosine \(at), \(way.name)", Estimate(cosines[index][place]))
      }
      let (all, pair, none) = (cosines[0][place], cosines[1][place], cosines[2][place])
      let name = "\(at): one per pair minus \(short(worth)) times one per member"
      let gain = Estimate(zip(pair, none).map { $0 - worth * $1 })
      let ratio = Estimate(ratioOf: all, to: pair)
      if batch == claimedBatch {
        findings.check(name, gain, is: .atLeast(0), family: warmUps.count)
        findings.check(
          "\(at): one batch for all in parts of one per pair", ratio,
          is: .within(1 - alike...1 + alike), family: warmUps.count)
      } else {
        findings.note(name, gain)
        findings.note("\(at): one batch for all in parts of one per pair", ratio)
      }
    }
    let law = Double(pairs) / Double(pairs + problem.network.parameterCount + 1)
    let series = ways.enumerated().map { index, way in
      LinePlot.Series(
        way.name,
        zip(batches, cosines[index]).map { batch, values in
          let (estimate, interval) = (Estimate(values), Estimate(values).interval())
          return .init(x: Double(batch), y: estimate.mean, low: interval.low, high: interval.high)
        })
    }
    findings.picture(
      "cosines-\(warmUp)",
      LinePlot(
        title: "What \(pairs) pairs see after \(warmUp) training steps, \(seeds) networks",
        x: LinePlot.Axis("samples of a minibatch", scale: .logarithmic),
        y: LinePlot.Axis("cosine to the gradient over all data"), series: series,
        thresholds: [.init("without noise from the samples", at: law.squareRoot())]))
  }
}
