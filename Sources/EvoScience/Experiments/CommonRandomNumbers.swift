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
  private let warmUp: Int

  private static let ways: [(sharing: EpisodeSharing, name: String)] = [
    (.generation, "one batch for all"), (.pair, "one per pair"), (.none, "one per member"),
  ]

  init(_ settings: inout SettingsReader) throws(ExperimentFileError) {
    data = try settings.name("data")
    hidden = try settings.integer("hidden", 1...4096)
    pairs = try settings.integer("pairs", 2...100_000)
    sigma = try settings.number("sigma", 1e-6...1)
    batches = try settings.integers("batches", 1...10_000)
    repeats = try settings.integer("repeats", 2...1000)
    warmUp = try settings.integer("warm_up_steps", 0...10_000)
  }

  func run(_ session: Session) throws -> Findings {
    var findings = Findings()
    let problem = DataProblem(try DataProblem.load(data), hidden: [hidden])
    let policy = problem.warmedUp(steps: warmUp, seed: session.seed)
    try session.progress("the gradient over the whole training set")
    let truth = LossGradient(policy, loss: .crossEntropy).evaluate(
      problem.dataset.train, (0..<Int32(problem.dataset.train.count)).map { $0 }
    ).gradient
    var table = Findings.Table("cosines", ["batch", "sharing", "mean", "deviation"])
    var points = [[LinePlot.Sample]](repeating: [], count: Self.ways.count)
    for batch in batches {
      var means: [Double] = []
      for (index, way) in Self.ways.enumerated() {
        let probe = GradientProbe(
          problem.objective(batch: batch, sharing: way.sharing, seed: session.seed),
          network: problem.network, rank: nil, pairs: pairs, sigma: sigma, seed: session.seed)
        var cosines: [Double] = []
        for generation in 0..<repeats {
          try session.progress(
            "batch \(batch), \(way.name), generation \(generation + 1) of \(repeats)")
          cosines.append(
            cosine(
              try probe.estimate(policy, generation: generation, on: session.workers), truth))
        }
        let (mean, deviation) = meanAndDeviation(cosines)
        means.append(mean)
        table.rows.append(["\(batch)", way.name, "\(mean)", "\(deviation)"])
        points[index].append(
          LinePlot.Sample(
            x: Double(batch), y: mean, low: mean - deviation, high: mean + deviation))
        findings.note(
          "cosine, batch \(batch), \(way.name)", found: "\(short(mean)) ± \(short(deviation, 2))")
      }
      let ratio = means[1] / means[2]
      let name = "sharing inside the pair against not, batch \(batch)"
      if batch == 32 {
        findings.check(
          name, expected: "≥ 10 times the cosine", found: "\(short(ratio, 2)) times",
          holds: ratio >= 10)
      } else {
        findings.note(name, found: "\(short(ratio, 2)) times")
      }
    }
    findings.tables.append(table)
    let law = Double(pairs) / Double(pairs + problem.network.parameterCount + 1)
    findings.picture(
      "cosines",
      LinePlot(
        title: "Who shares a minibatch, and how well \(pairs) pairs then see the gradient",
        x: LinePlot.Axis("samples of a minibatch", scale: .logarithmic),
        y: LinePlot.Axis("cosine to the gradient over all data"),
        series: zip(Self.ways, points).map { .init($0.name, $1) },
        thresholds: [.init("without noise from the samples", at: law.squareRoot())]))
    return findings
  }
}
