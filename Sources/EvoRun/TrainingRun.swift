import EvoCore
import EvoFiles
import EvoTrain

/// A training in its run folder, from the start or from a checkpoint on.
public final class TrainingRun {
  public enum Ending: Sendable, Equatable {
    case stopped(StopReason)
    /// A signal asked for it; the state is saved.
    case interrupted(signal: Int32)
  }

  public let trainer: Trainer
  public let folder: RunFolder
  /// Name of the configuration.
  public let name: String
  private let interrupt: Interrupt
  private var finalEvaluation: EvaluationSummary?

  private init(trainer: Trainer, folder: RunFolder, name: String, interrupt: Interrupt) {
    self.trainer = trainer
    self.folder = folder
    self.name = name
    self.interrupt = interrupt
  }

  /// Starts a training in a new folder, with a checkpoint of generation 0.
  ///
  /// - Parameter walker: the file that describes the environment, which the folder gets a copy of; nil
  ///   where there is none.
  public static func start(
    _ configuration: TrainingConfiguration, name: String, subject: TrainingSubject,
    start: StartingPolicy? = nil, walker: [UInt8]? = nil, path: String, workers: ThreadWorkers,
    interrupt: Interrupt,
    sinks: [any MetricsSink.Type] = MetricsSinks.all, in fileSystem: FileSystem = .posix
  ) throws -> TrainingRun {
    let trainer = try Trainer(
      configuration, subject: subject, start: start, workers: workers, interrupt: interrupt)
    let folder = try RunFolder.create(
      at: path, for: trainer.configuration, name: name, sinks: sinks, in: fileSystem)
    try folder.save(trainer, name: name, evaluation: nil, drawsCurve: false)
    try folder.saveCompanions(walker: walker)
    try folder.saveConfiguration(trainer)
    return TrainingRun(trainer: trainer, folder: folder, name: name, interrupt: interrupt)
  }

  /// Goes on with the training in a folder, from its newest checkpoint that is whole.
  ///
  /// - Parameters:
  ///   - change: changes the limits of the training; nil when they stay. A training that ended as
  ///     solved then goes on and no longer ends by being solved.
  ///   - kind: finds an environment by name.
  ///   - warn: is told of damaged checkpoints and lost rows.
  public static func resume(
    _ path: String, change: ((inout StopConfiguration) -> Void)? = nil,
    kind: (String) throws -> EnvironmentKind, workers: ThreadWorkers, interrupt: Interrupt,
    sinks: [any MetricsSink.Type] = MetricsSinks.all, in fileSystem: FileSystem = .posix,
    warn: (String) -> Void
  ) throws -> TrainingRun {
    let found = try RunFolder.open(path, sinks: sinks, in: fileSystem, warn: warn)
    let trainer = try Trainer(
      checkpoint: found.checkpoint, kind: kind, workers: workers, elapsed: found.seconds,
      interrupt: interrupt)
    let run = TrainingRun(
      trainer: trainer, folder: found.folder,
      name: try CheckpointFile.heading(of: found.checkpoint).name, interrupt: interrupt)
    if let change { try run.changeStop(change) }
    return run
  }

  /// Why there is nothing left to do, or nil when there is.
  public var stopReason: StopReason? { trainer.stopReason }

  private func changeStop(_ change: (inout StopConfiguration) -> Void) throws {
    let old = trainer.configuration.stop
    var stop = old
    change(&stop)
    if trainer.stopReason == .solved { stop.solved = false }
    trainer.changeStop(stop)
    guard trainer.stopReason == nil, stop != old else { return }
    // Whoever resumes again, after a kill say, finds the new limits.
    try folder.save(
      trainer, name: name, evaluation: trainer.presentEvaluation, drawsCurve: false)
    try folder.saveConfiguration(trainer)
  }

  /// Trains until a limit is reached or a signal comes; either way everything is saved.
  ///
  /// - Parameter observe: is called after every generation.
  /// - Throws: `TrainingFailure`, or what writing throws; the checkpoints on disk are whole.
  public func run(observe: (GenerationReport) -> Void) throws -> Ending {
    while true {
      if let signal = interrupt.signal {
        try end(trainer.presentEvaluation)
        return .interrupted(signal: signal)
      }
      if let reason = trainer.stopReason {
        do {
          finalEvaluation = try trainer.presentEvaluation ?? trainer.evaluateCenter()
        } catch is Interrupted { continue }
        try end(finalEvaluation)
        return .stopped(reason)
      }
      do { observe(try runGeneration()) } catch is Interrupted { continue }
    }
  }

  /// The evaluation of the last center, or the latest before it.
  public var evaluation: EvaluationSummary? {
    finalEvaluation ?? trainer.state.evaluation?.summary
  }

  private func runGeneration() throws -> GenerationReport {
    let before = trainer.state
    let report: GenerationReport
    do { report = try trainer.runGeneration() } catch let failure as TrainingFailure {
      if case .allMembersFailed(_, _, let first?) = failure {
        // Why the training ends matters more than a full disk.
        try? folder.saveFailure(first, of: trainer, at: before, name: name)
      }
      throw failure
    }
    try folder.append(report)
    if let first = report.firstFailure {
      try folder.saveFailure(first, of: trainer, at: before, name: name)
    }
    let checkpoint = trainer.configuration.checkpoint
    if checkpoint.keepBest, trainer.state.best?.generation == report.generation {
      try folder.saveBest(trainer, name: name)
    }
    // The last checkpoint is saved at the end, with the last evaluation and the curve.
    if checkpoint.every > 0, report.generation.isMultiple(of: checkpoint.every),
      trainer.stopReason == nil
    {
      try save(trainer.presentEvaluation, drawsCurve: false)
    }
    return report
  }

  private func end(_ evaluation: EvaluationSummary?) throws {
    try folder.close(self.evaluation)
    try save(evaluation, drawsCurve: true)
  }

  private func save(_ evaluation: EvaluationSummary?, drawsCurve: Bool) throws {
    try folder.save(trainer, name: name, evaluation: evaluation, drawsCurve: drawsCurve)
  }
}
