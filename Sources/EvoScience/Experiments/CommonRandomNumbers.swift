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
    sharings = try settings.names("sharing")
  }

  private var ways: [(sharing: EpisodeSharing, name: String)] {
    Array(zip(sharings, Self.names))
  }

  func run(_ session: Session) throws -> Findings {
    var findings = Findings()
    findings.tables.append(
      Findings.Table("cosines", ["training_steps", "batch", "sharing", "mean", "deviation"]))
    let problem = DataProblem(try DataProblem.load(data), hidden: [hidden])
    for warmUp in warmUps { try look(problem, after: warmUp, session, &findings) }
    return findings
  }

  private func look(
    _ problem: DataProblem, after warmUp: Int, _ session: Session, _ findings: inout Findings
  ) throws {
    let policy = problem.warmedUp(steps: warmUp, seed: session.seed)
    try session.progress("the gradient over the whole training set")
    let truth = LossGradient(policy, loss: .crossEntropy).evaluate(
      problem.dataset.train, (0..<Int32(problem.dataset.train.count)).map { $0 }
    ).gradient
    var points = [[LinePlot.Sample]](repeating: [], count: ways.count)
    for batch in batches {
      var means: [Double] = []
      var errors: [Double] = []
      for (index, way) in ways.enumerated() {
        let probe = GradientProbe(
          problem.objective(batch: batch, sharing: way.sharing, seed: session.seed),
          network: problem.network, rank: nil, pairs: pairs, sigma: sigma, seed: session.seed)
        var cosines: [Double] = []
        for generation in 0..<repeats {
          try session.progress(
            "after \(warmUp) steps, batch \(batch), \(way.name), generation \(generation + 1) of \(repeats)"
          )
          cosines.append(
            cosine(
              try probe.estimate(policy, generation: generation, on: session.workers), truth))
        }
        let (mean, deviation) = meanAndDeviation(cosines)
        means.append(mean)
        errors.append(deviation / Double(repeats).squareRoot())
        findings.tables[0].rows.append(
          ["\(warmUp)", "\(batch)", way.name, "\(mean)", "\(deviation)"])
        points[index].append(
          LinePlot.Sample(
            x: Double(batch), y: mean, low: mean - deviation, high: mean + deviation))
        findings.note(
          "cosine after \(warmUp) steps, batch \(batch), \(way.name)",
          found: "\(short(mean)) ± \(short(deviation, 2))")
      }
      // A cosine that cannot be told from 0 counts as its standard error.
      let ratio = means[1] / max(means[2], errors[2])
      let name = "sharing inside the pair against not, after \(warmUp) steps, batch \(batch)"
      if batch == 32 {
        findings.check(
          name, expected: "≥ 10 times the cosine", found: "\(short(ratio, 2)) times",
          holds: ratio >= 10)
      } else {
        findings.note(name, found: "\(short(ratio, 2)) times")
      }
    }
    let law = Double(pairs) / Double(pairs + problem.network.parameterCount + 1)
    findings.picture(
      "cosines-\(warmUp)",
      LinePlot(
        title:
          "Who shares a minibatch, and what \(pairs) pairs see, after \(warmUp) training steps",
        x: LinePlot.Axis("samples of a minibatch", scale: .logarithmic),
        y: LinePlot.Axis("cosine to the gradient over all data"),
        series: zip(ways, points).map { .init($0.name, $1) },
        thresholds: [.init("without noise from the samples", at: law.squareRoot())]))
  }
}
