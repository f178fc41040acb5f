import EvoCore
import EvoDraw
import EvoTrain

/// A classifier without backpropagation, with noise of low and of full rank, and with it.
struct Classifier: Experiment {
  private let configuration: String
  private let overrides: [String]
  private let ranks: [Int]
  private let accuracy: Double
  private let tolerance: Double
  private let baselineSteps: Int
  private let baselineRate: Double

  init(_ settings: inout SettingsReader) throws(ExperimentFileError) {
    configuration = try settings.text("configuration")
    overrides = try settings.texts("overrides")
    ranks = try settings.integers("ranks", 1...64)
    accuracy = try settings.number("accuracy_at_least", 0...1)
    tolerance = try settings.number("tolerance_points", 0.1...100)
    baselineSteps = try settings.integer("baseline_steps", 1...1_000_000)
    baselineRate = try settings.number("baseline_learning_rate", 1e-6...1)
  }

  private struct Result {
    var samples: [LinePlot.Sample] = []
    var final = 0.0
    /// Seconds on all cores.
    var processor = 0.0
  }

  func run(_ session: Session) throws -> Findings {
    var findings = Findings()
    var table = Findings.Table("training", ["way", "step", "test_accuracy"])
    var series: [LinePlot.Series] = []
    var finals: [Double] = []
    func record(_ name: String, _ result: Result) {
      series.append(.init(name, result.samples))
      table.rows += result.samples.map { [name, "\(Int($0.x))", "\($0.y)"] }
      findings.note("\(name): processor time", found: "\(short(result.processor)) s")
    }
    let trainings = session.part(from: 0, to: 0.95).over(ranks.map(Optional.some) + [nil])
    for (rank, session) in trainings {
      let name = rank.map { "rank \($0)" } ?? "full rank"
      let result = try train(rank, name, session)
      finals.append(result.final)
      if rank == ranks.first {
        findings.check(
          "\(name): test accuracy", expected: "≥ \(percent(accuracy, 0))",
          found: percent(result.final, 2), holds: result.final >= accuracy)
      } else {
        findings.check(
          "\(name): test accuracy",
          expected: "within \(short(tolerance)) points of rank \(ranks[0])",
          found: percent(result.final, 2),
          holds: abs(result.final - finals[0]) * 100 <= tolerance)
      }
      record(name, result)
    }
    let baseline = try descend(session.part(from: 0.95, to: 1))
    findings.note("backpropagation: test accuracy", found: percent(baseline.final, 2))
    record("backpropagation", baseline)
    findings.tables.append(table)
    findings.picture(
      "training",
      LinePlot(
        title: "Test accuracy of \(configuration), the same minibatches",
        x: LinePlot.Axis("generations or steps"), y: LinePlot.Axis("test accuracy", unit: "%"),
        series: series))
    return findings
  }

  private func load(_ rank: Int?, _ session: Session) throws -> TrainingConfiguration {
    var configuration = try ConfigurationLibrary().load(
      configuration, overrides: overrides + ["seed=\(session.seed)"]
    ).configuration
    // The rank of the file would not go with a strategy of full rank.
    configuration.strategy.method = rank == nil ? .openAIES : .eggroll
    configuration.strategy[.rank] = rank ?? 1
    return configuration
  }

  private func train(_ rank: Int?, _ name: String, _ session: Session) throws -> Result {
    let configuration = try load(rank, session)
    let trainer = try Trainer(
      configuration,
      subject: TrainingSubject(configuration) { name in
        throw AnalysisError.noGradient(file: self.configuration, env: name)
      }, workers: session.workers, interrupt: session.interrupt)
    var result = Result()
    let processor = Stopwatch.processSeconds
    while trainer.stopReason == nil {
      let report = try trainer.runGeneration()
      guard let evaluation = report.evaluation else { continue }
      let share = 100 * evaluation.returnMean
      result.samples.append(LinePlot.Sample(x: Double(report.generation), y: share))
      try session.progress(
        "\(name), generation \(report.generation): \(short(share)) %",
        done: configuration.stop.generations.map { Double(report.generation) / Double($0) } ?? 0)
    }
    result.final = try trainer.evaluateCenter().returnMean
    result.processor = Stopwatch.processSeconds - processor
    return result
  }

  /// Adam on minibatches of the same size, never a default: to compare with.
  private func descend(_ session: Session) throws -> Result {
    let configuration = try load(nil, session)
    let dataset = try DatasetCatalog.load(configuration.data, loss: configuration.objective.loss)
    let problem = DataProblem(
      dataset, network: Network(configuration.policy, for: .data(dataset)),
      loss: configuration.objective.loss,
      isNormalized: configuration.policy.normalizeObservations)
    var result = Result()
    let processor = Stopwatch.processSeconds
    let policy = try problem.descend(
      problem.policy(seed: session.seed), steps: baselineSteps,
      batch: configuration.objective.batch, seed: session.seed, optimizer: problem.adam,
      learningRate: .linear(.init(start: baselineRate, end: 0, generations: baselineSteps))
    ) { step, policy in
      guard step.isMultiple(of: max(baselineSteps / 25, 1)) else { return }
      let share = 100 * (try problem.accuracy(policy, on: session.workers))
      result.samples.append(LinePlot.Sample(x: Double(step), y: share))
      try session.progress(
        "backpropagation, step \(step): \(short(share)) %",
        done: Double(step) / Double(baselineSteps))
    }
    result.final = try problem.accuracy(policy, on: session.workers)
    result.processor = Stopwatch.processSeconds - processor
    return result
  }
}
