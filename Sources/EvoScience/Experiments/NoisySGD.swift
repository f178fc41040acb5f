import EvoCore
import EvoDraw
import EvoTrain

/// An evolution strategy learns as the true gradient with noise of the right size does.
struct NoisySGD: Experiment {
  private let data: DataConfiguration.Name
  private let hidden: Int
  private let pairs: Int
  private let sigma: Double
  private let batch: Int
  private let steps: Int
  private let every: Int
  private let learningRate: Double
  private let tolerance: Double
  private let sigmas: [Double]
  private let repeats: Int
  private let warmUp: Int

  init(_ settings: inout SettingsReader) throws(ExperimentFileError) {
    data = try settings.name("data")
    hidden = try settings.integer("hidden", 1...4096)
    pairs = try settings.integer("pairs", 2...100_000)
    sigma = try settings.number("sigma", 1e-6...1)
    batch = try settings.integer("batch", 1...10_000)
    steps = try settings.integer("steps", 10...1_000_000)
    every = try settings.integer("evaluate_every", 1...100_000)
    learningRate = try settings.number("learning_rate", 1e-6...10)
    tolerance = try settings.number("tolerance_points", 0.1...100)
    sigmas = try settings.numbers("sigmas", 1e-6...10)
    repeats = try settings.integer("repeats", 2...1000)
    warmUp = try settings.integer("warm_up_steps", 0...10_000)
  }

  func run(_ session: Session) throws -> Findings {
    var findings = Findings()
    let problem = DataProblem(try DataProblem.load(data), hidden: [hidden])
    try train(problem, session, &findings)
    try widen(problem, session, &findings)
    return findings
  }

  /// The same minibatches and step sizes, three gradients.
  private func train(
    _ problem: DataProblem, _ session: Session, _ findings: inout Findings
  ) throws {
    let probe = GradientProbe(
      problem.objective(batch: batch, sharing: .generation, seed: session.seed),
      network: problem.network, rank: nil, pairs: pairs, sigma: sigma, seed: session.seed)
    let d = problem.network.parameterCount
    let noise = ExplicitNoise(network: problem.network, rank: nil)
    let ratio = (Double(d) / Double(pairs)).squareRoot()
    let ways: [(name: String, gradient: (Policy, Int) throws -> [Double])] = [
      (
        "ES, \(pairs) pairs",
        { policy, step in
          try probe.estimate(policy, generation: step, on: session.workers)
        }
      ),
      (
        "gradient + \(short(ratio)) × noise",
        { policy, step in
          let truth = gradient(problem, policy, step, session)
          let random = noise.vector(
            member: 0,
            of: Generation(
              seed: session.seed + 1, index: step, memberCount: 1, sigma: 1, antithetic: false))
          let scale = ratio * length(truth) / length(random)
          return truth.indices.map { truth[$0] + scale * random[$0] }
        }
      ),
      ("gradient", { policy, step in gradient(problem, policy, step, session) }),
    ]
    var finals: [Double] = []
    var series: [LinePlot.Series] = []
    var table = Findings.Table("training", ["way", "step", "test_accuracy"])
    for way in ways {
      var policy = problem.policy(seed: session.seed)
      var samples: [LinePlot.Sample] = []
      for step in 0...steps {
        if step.isMultiple(of: every) {
          let accuracy = 100 * (try problem.accuracy(policy, on: session.workers))
          samples.append(LinePlot.Sample(x: Double(step), y: accuracy))
          table.rows.append([way.name, "\(step)", "\(accuracy)"])
          try session.progress("\(way.name), step \(step) of \(steps): \(short(accuracy)) %")
        }
        guard step < steps else { break }
        try session.check()
        let slope = try way.gradient(policy, step)
        for i in policy.parameters.indices {
          policy.parameters[i] -= Float(learningRate * slope[i])
        }
      }
      // The last evaluations scatter; their mean does less so.
      let last = samples.suffix(3).map(\.y)
      finals.append(last.reduce(0, +) / Double(last.count))
      series.append(.init(way.name, samples))
      findings.note(
        "test accuracy after \(grouped(steps)) steps, \(way.name)",
        found: "\(short(finals[finals.count - 1])) %")
    }
    findings.check(
      "ES against gradient with noise, same steps",
      expected: "within \(short(tolerance)) point\(tolerance == 1 ? "" : "s")",
      found: "\(short(abs(finals[0] - finals[1]), 2)) points",
      holds: abs(finals[0] - finals[1]) <= tolerance)
    findings.tables.append(table)
    findings.picture(
      "training",
      LinePlot(
        title: "SGD with step size \(short(learningRate)): evolution strategy and its stand-in",
        x: LinePlot.Axis("step"), y: LinePlot.Axis("test accuracy", unit: "%"), series: series))
  }

  private func gradient(
    _ problem: DataProblem, _ policy: Policy, _ step: Int, _ session: Session
  ) -> [Double] {
    LossGradient(policy, loss: problem.loss).evaluate(
      problem.dataset.train, problem.indices(batch: batch, seed: session.seed, generation: step)
    ).gradient
  }

  /// Where wider noise no longer sees the gradient as the law has it.
  private func widen(
    _ problem: DataProblem, _ session: Session, _ findings: inout Findings
  ) throws {
    let policy = problem.warmedUp(steps: warmUp, seed: session.seed)
    let d = problem.network.parameterCount
    let law = (Double(pairs) / Double(pairs + d + 1)).squareRoot()
    var table = Findings.Table("sigmas", ["sigma", "cosine", "deviation", "law"])
    var points: [LinePlot.Sample] = []
    var breaking: Double?
    for width in sigmas {
      let probe = GradientProbe(
        problem.objective(batch: batch, sharing: .generation, seed: session.seed),
        network: problem.network, rank: nil, pairs: pairs, sigma: width, seed: session.seed)
      var cosines: [Double] = []
      for generation in 0..<repeats {
        try session.progress("σ = \(short(width)), generation \(generation + 1) of \(repeats)")
        cosines.append(
          cosine(
            try probe.estimate(policy, generation: generation, on: session.workers),
            gradient(problem, policy, generation, session)))
      }
      let (mean, deviation) = meanAndDeviation(cosines)
      if breaking == nil, mean < 0.9 * law { breaking = width }
      table.rows.append([width, mean, deviation, law].map { "\($0)" })
      points.append(
        LinePlot.Sample(x: width, y: mean, low: mean - deviation, high: mean + deviation))
    }
    findings.note(
      "first σ whose cosine is more than 10 % below the law",
      found: breaking.map { short($0) } ?? "none up to \(short(sigmas.last ?? 0))")
    findings.note(
      "1 / √d, where theory puts the end of the linear regime",
      found: short(1 / Double(d).squareRoot()))
    let inputs = problem.dataset.test.rows(
      (0..<Int32(min(256, problem.dataset.test.count))).map { $0 })
    let sensitivity = ParameterSensitivity.sum.measure(policy, over: inputs).map(Double.init)
    for leaf in problem.network.leaves {
      let mean = sensitivity[leaf.range].reduce(0, +) / Double(leaf.count)
      findings.note(
        "mean sensitivity of the outputs to \(leaf.name), \(grouped(leaf.count)) parameters",
        found: short(mean))
    }
    findings.tables.append(table)
    findings.picture(
      "sigmas",
      LinePlot(
        title: "Cosine of the estimate of \(pairs) pairs as the noise grows",
        x: LinePlot.Axis("σ", scale: .logarithmic),
        y: LinePlot.Axis("cosine", range: 0...1.3 * law),
        series: [.init("measured", points)], thresholds: [.init("√(n/(n+d+1))", at: law)]))
  }
}
