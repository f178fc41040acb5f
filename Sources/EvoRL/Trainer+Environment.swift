extension Trainer {
  /// A training in memory, in an environment that is built in or one's own; its name in
  /// `configuration.env` does not matter.
  ///
  /// - Parameters:
  ///   - configuration: every setting.
  ///   - environment: what is trained in.
  ///   - workers: threads that play episodes; all cores by default. Results do not depend on them.
  /// - Throws: `MemoryError`, a mistake in the configuration, or what making the environment throws.
  public convenience init(
    _ configuration: TrainingConfiguration, in environment: EnvironmentCatalog.Entry,
    workers: ThreadWorkers = ThreadWorkers(count: ThreadWorkers.coreCount)
  ) throws {
    try self.init(configuration, kind: environment.kind, workers: workers)
  }
}

extension TrainingRun {
  /// Starts a training in a new folder, which `resume` goes on with after an end or a crash.
  ///
  /// - Parameters:
  ///   - configuration: every setting.
  ///   - environment: what is trained in.
  ///   - path: the run folder; it is made, and must not hold a run.
  ///   - workers: threads that play episodes; results do not depend on them.
  ///   - interrupt: how another thread or a signal handler asks for an early end.
  public static func start(
    _ configuration: TrainingConfiguration, in environment: EnvironmentCatalog.Entry, path: String,
    workers: ThreadWorkers = ThreadWorkers(count: ThreadWorkers.coreCount),
    interrupt: Interrupt = Interrupt()
  ) throws -> TrainingRun {
    try start(
      configuration, name: configuration.env, subject: .environment(environment.kind),
      walker: environment.source, picture: environment.picture, path: path, workers: workers,
      interrupt: interrupt)
  }

  /// Goes on with the training in a folder, from its newest checkpoint that is whole.
  ///
  /// - Parameters:
  ///   - path: the run folder.
  ///   - environment: the one that the run was started in.
  ///   - workers: threads that play episodes; results do not depend on them.
  ///   - interrupt: how another thread or a signal handler asks for an early end.
  ///   - change: changes when the training ends, is measured and is saved; nil when that stays.
  ///   - warn: is told of damaged checkpoints and lost rows.
  public static func resume(
    _ path: String, in environment: EnvironmentCatalog.Entry,
    workers: ThreadWorkers = ThreadWorkers(count: ThreadWorkers.coreCount),
    interrupt: Interrupt = Interrupt(), change: ((inout ProgressConfiguration) -> Void)? = nil,
    warn: (String) -> Void = { _ in }
  ) throws -> TrainingRun {
    try resume(
      path, change: change, kind: { _ in environment.kind }, picture: environment.picture,
      workers: workers, interrupt: interrupt, warn: warn)
  }
}

extension EnvironmentCatalog.Entry {
  fileprivate var picture: PolicyPicture {
    { _, policy, seed in try RolloutSheet(self).draw(policy, seed: seed) }
  }
}
