import EvoCore

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

  private init(trainer: Trainer, folder: RunFolder, name: String, interrupt: Interrupt) {
    self.trainer = trainer
    self.folder = folder
    self.name = name
    self.interrupt = interrupt
  }

  /// Starts a training in a new folder.
  public static func start(
    _ configuration: TrainingConfiguration, name: String, kind: EnvironmentKind, path: String,
    workers: ThreadWorkers, interrupt: Interrupt
  ) throws -> TrainingRun {
    let trainer = try Trainer(configuration, kind: kind, workers: workers, interrupt: interrupt)
    let folder = try RunFolder.create(at: path, configuration: configuration.yaml)
    return TrainingRun(trainer: trainer, folder: folder, name: name, interrupt: interrupt)
  }

  /// Goes on with the training in a folder, from its newest checkpoint that is whole.
  ///
  /// - Parameters:
  ///   - change: may change limits of the configuration before it goes on.
  ///   - kind: finds an environment by name.
  ///   - warn: is told of damaged checkpoints.
  public static func resume(
    _ path: String, change: (inout TrainingConfiguration) -> Void,
    kind: (String) throws -> EnvironmentKind, workers: ThreadWorkers, interrupt: Interrupt,
    warn: (String) -> Void
  ) throws -> TrainingRun {
    let (folder, checkpoint) = try RunFolder.open(path, warn: warn)
    let heading = try CheckpointFile.heading(of: checkpoint)
    var configuration = try TrainingConfiguration.decode(
      yaml: heading.configuration, file: checkpoint.source)
    change(&configuration)
    let trainer = try Trainer(
      configuration, kind: kind(configuration.env), workers: workers, interrupt: interrupt)
    try trainer.restore(from: checkpoint, elapsed: heading.seconds)
    return TrainingRun(trainer: trainer, folder: folder, name: heading.name, interrupt: interrupt)
  }

  /// Trains until a limit is reached or a signal comes; either way everything is saved.
  ///
  /// - Parameter observe: is called after every generation.
  public func run(observe: (GenerationReport) -> Void) throws -> Ending {
    let every = trainer.configuration.checkpoint.every
    while true {
      if let signal = interrupt.signal {
        try save()
        return .interrupted(signal: signal)
      }
      if let reason = trainer.stopReason {
        do { try evaluateAtEnd() } catch is Interrupted { continue }
        try save()
        return .stopped(reason)
      }
      let report: GenerationReport
      do { report = try trainer.runGeneration() } catch is Interrupted { continue }
      try folder.append(report)
      observe(report)
      if every > 0, report.generation.isMultiple(of: every) {
        try folder.save(trainer, name: name)
        try folder.savePolicy(trainer, name: name)
      }
    }
  }

  private func evaluateAtEnd() throws {
    if trainer.state.evaluation?.generation != trainer.state.generation {
      try trainer.evaluateCenter()
    }
  }

  private func save() throws {
    try folder.save(trainer, name: name)
    try folder.savePolicy(trainer, name: name)
    let spec = trainer.kind.spec
    let curve = LearningCurve(metrics: try folder.metricsText())
    try folder.write(
      curve.png(title: "\(name), seed \(trainer.configuration.seed)", solvedAt: spec.solvedAt),
      as: RunFolder.curveName)
  }
}
