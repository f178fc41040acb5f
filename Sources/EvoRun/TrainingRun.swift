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
  /// nil where nothing is written: for who wants none, and in ranks above 0 of a team.
  public let folder: RunFolder?
  /// Name of the configuration.
  public let name: String
  private let team: any Team
  private let interrupt: Interrupt
  private var finalEvaluation: EvaluationSummary?
  /// The best policy: of the best evaluation so far, and at the end the better of that and the last.
  /// nil where it is not kept, or nothing was evaluated yet.
  public private(set) var best: PolicyFile?
  private var isBestSaved = true

  private init(
    trainer: Trainer, folder: RunFolder?, name: String, team: any Team, interrupt: Interrupt
  ) {
    self.trainer = trainer
    self.folder = folder
    self.name = name
    self.team = team
    self.interrupt = interrupt
  }

  /// Starts a training, in a new folder with a checkpoint of generation 0, or without a folder.
  ///
  /// - Parameters:
  ///   - walker: the file that describes the environment, which the folder gets a copy of; nil where
  ///     there is none.
  ///   - picture: draws what a policy does, for sinks that show it; nil where there is nothing to see.
  ///   - path: of the folder; nil writes nothing. Rank 0 of a team alone writes.
  ///   - team: who trains the same; each of its ranks starts the same run.
  ///   - sinks: where the reports may go; the configuration chooses.
  public static func start(
    _ configuration: TrainingConfiguration, name: String, subject: TrainingSubject,
    start: StartingPolicy? = nil, walker: [UInt8]? = nil, picture: PolicyPicture? = nil,
    path: String?, workers: any Workers, team: any Team = SoloTeam(), interrupt: Interrupt,
    sinks: [any MetricsSink.Type] = MetricsSinks.all, in fileSystem: FileSystem = .posix
  ) throws -> TrainingRun {
    try team.requireSame(
      configuration.yaml.split(separator: "\n").map(String.init), "configuration")
    try team.requireSame(subject.traits(file: walker), subject.isData ? "data set" : "environment")
    // What one rank cannot do (memory may be short, a disk full), none goes on without.
    let trainer = try team.agreed {
      try Trainer(
        configuration, subject: subject, start: start, workers: workers, team: team,
        interrupt: interrupt)
    }
    let folder = try team.agreed { () -> RunFolder? in
      guard let path, team.rank == 0 else { return nil }
      let folder = try RunFolder.create(
        at: path, for: trainer.configuration, name: name, measures: trainer.subject.measures,
        picture: trainer.show(picture), sinks: sinks, in: fileSystem)
      try folder.save(trainer, name: name, evaluation: nil)
      try folder.saveCompanions(walker: walker)
      try folder.saveConfiguration(trainer)
      return folder
    }
    return TrainingRun(
      trainer: trainer, folder: folder, name: name, team: team, interrupt: interrupt)
  }

  /// Goes on with the training in a folder, from its newest checkpoint that is whole.
  ///
  /// - Parameters:
  ///   - path: of the folder; rank 0 of a team alone looks into it.
  ///   - change: changes when the training ends, is measured and is saved; nil when that stays. A
  ///     training that ended as solved goes on once `stop.solved` is false.
  ///   - data: where the data are now; nil for where they were. It stays so.
  ///   - kind: finds an environment by name.
  ///   - picture: draws what a policy does, for sinks that show it; nil where there is nothing to see.
  ///   - warn: is told of damaged checkpoints and lost rows.
  public static func resume(
    _ path: String, change: ((inout ProgressConfiguration) throws -> Void)? = nil,
    data: String? = nil, kind: (String) throws -> EnvironmentKind, picture: PolicyPicture? = nil,
    workers: any Workers, team: any Team = SoloTeam(),
    interrupt: Interrupt, sinks: [any MetricsSink.Type] = MetricsSinks.all,
    in fileSystem: FileSystem = .posix, warn: (String) -> Void
  ) throws -> TrainingRun {
    var found: RunFolder.Found?
    let first = try team.together {
      guard team.rank == 0 else { return [] }
      let own = try RunFolder.open(
        path, picture: picture, sinks: sinks, in: fileSystem, warn: warn
      ) { file in
        try Trainer(
          checkpoint: file, kind: kind, data: data, workers: workers, team: team,
          interrupt: interrupt)
      }
      try own.takeUp(warn: warn)
      found = own
      return team.count > 1 ? own.checkpoint.encoded() : []
    }
    let (trainer, name) = try team.agreed {
      if let found { return (found.trainer, found.heading.name) }
      let file = try TensorFile(decoding: first[0], source: path)
      let trainer = try Trainer(
        checkpoint: file, kind: kind, data: data, workers: workers, team: team,
        interrupt: interrupt)
      return (trainer, try CheckpointFile.heading(of: file).name)
    }
    try team.requireSame(trainer.subject.traits(file: nil), "environment or data set")
    let run = TrainingRun(
      trainer: trainer, folder: found?.folder, name: name, team: team, interrupt: interrupt)
    if let change { try run.change(change) }
    if trainer.configuration.checkpoint.keepBest { run.best = trainer.bestPolicyFile(name: name) }
    if data != nil { try run.saveSettings() }
    return run
  }

  /// Why there is nothing left to do, or nil when there is. A team asks `agreedStopReason`.
  public var stopReason: StopReason? { trainer.stopReason }

  /// Why there is nothing left to do for any rank of the team, or nil when there is.
  public func agreedStopReason() throws -> StopReason? { try meet().reason }

  private func change(_ change: (inout ProgressConfiguration) throws -> Void) throws {
    let old = trainer.configuration.progress
    var progress = old
    try change(&progress)
    trainer.change(progress)
    guard trainer.stopReason == nil, progress != old else { return }
    try saveSettings()
  }

  /// Whoever resumes again, after a kill say, finds the new settings and the new place of the data.
  private func saveSettings() throws {
    try save(trainer.presentEvaluation)
    try onDisk { try $0.saveConfiguration(trainer) }
  }

  /// Trains until a limit is reached or a signal comes; either way everything is saved.
  ///
  /// - Parameter observe: is called after every generation.
  /// - Throws: `TrainingFailure`, `TeamFailure`, or what writing throws; the checkpoints on disk are
  ///   whole.
  public func run(observe: (GenerationReport) -> Void) throws -> Ending {
    while true {
      let (signal, reason) = try meet()
      if let signal {
        try end(trainer.presentEvaluation)
        return .interrupted(signal: signal)
      }
      if let reason {
        do {
          let evaluation = try trainer.finalEvaluation()
          try settleBest(evaluation)
          finalEvaluation = evaluation
        } catch is Interrupted {
          continue
        } catch let failure as EnvironmentFailure { throw saved(after: failure) }
        try end(finalEvaluation)
        return .stopped(reason)
      }
      do { observe(try runGeneration()) } catch is Interrupted {
        continue
      } catch let failure as EnvironmentFailure { throw saved(after: failure) }
    }
  }

  /// Saves the generations that are whole, when the environment cannot be played any longer.
  private func saved(after failure: EnvironmentFailure) -> any Error {
    do { try save(trainer.presentEvaluation) } catch { return error }
    guard let folder else { return failure }
    return EnvironmentFailure(
      "\(failure.description); generation \(trainer.state.generation) is saved, and 'evo-rl resume "
        + "\(folder.path)' goes on from it")
  }

  /// What the ranks agree on between two generations: a signal that any of them has got, and a limit.
  /// Time is the one limit that some may have reached and others not; then all stop.
  private func meet() throws -> (signal: Int32?, reason: StopReason?) {
    let reasons = StopReason.allCases
    let reason = trainer.stopReason.flatMap { reasons.firstIndex(of: $0) } ?? -1
    guard team.count > 1 else {
      return (interrupt.signal, reason < 0 ? nil : reasons[reason])
    }
    let isChecked = trainer.state.generation.isMultiple(of: Self.generationsPerCheck)
    let all = try team.compare([
      Int(interrupt.signal ?? 0), reason, isChecked ? trainer.centerChecksum : 0,
    ])
    if let rank = all.firstIndex(where: { $0[2] != all[0][2] }) {
      throw CenterDifference(
        generation: trainer.state.generation, rank: rank, place: team.place(of: rank),
        first: team.place(of: 0))
    }
    let signal = all.map { $0[0] }.max() ?? 0
    let agreed = all.map { $0[1] }.max() ?? -1
    return (signal == 0 ? nil : Int32(signal), agreed < 0 ? nil : reasons[agreed])
  }

  /// Every so often the ranks make sure that they still train the same policy.
  private static let generationsPerCheck = 10

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
        try? folder?.saveFailure(first, of: trainer, at: before, name: name)
      }
      throw failure
    }
    try onDisk { folder in
      try folder.append(report)
      if let first = report.firstFailure {
        try folder.saveFailure(first, of: trainer, at: before, name: name)
      }
    }
    if trainer.configuration.checkpoint.keepBest,
      trainer.state.best?.generation == report.generation
    {
      keep(trainer.bestPolicyFile(name: name))
    }
    // The last checkpoint is saved at the end, with the last evaluation and the curve.
    let every = trainer.configuration.checkpoint.every
    if every > 0, report.generation.isMultiple(of: every), trainer.stopReason == nil {
      try save(trainer.presentEvaluation)
    }
    return report
  }

  private func end(_ evaluation: EvaluationSummary?) throws {
    try save(evaluation)
    // Last of all: whoever wants the process to end may not wait for a picture.
    try onDisk { folder in
      try folder.close(evaluation)
      try folder.drawCurve(trainer, name: name)
    }
  }

  private func keep(_ policy: PolicyFile?) {
    best = policy
    isBestSaved = false
  }

  /// The best of many evaluations was lucky, so that the last policy may be better. Both have played
  /// the same episodes after this, and the better one is kept.
  private func settleBest(_ evaluation: EvaluationSummary) throws {
    guard trainer.configuration.checkpoint.keepBest else { return }
    if var best, best.generation != trainer.state.generation {
      let again = try trainer.evaluate(best.policy, inEpisodesOf: evaluation)
      // A mean that is not a number is never the better one.
      if !(evaluation.returnMean >= again.returnMean) {
        best.evaluation = again
        return keep(best)
      }
    }
    keep(trainer.policyFile(name: name, evaluation: evaluation))
  }

  private func save(_ evaluation: EvaluationSummary?) throws {
    try onDisk { folder in
      // Before the checkpoint, which says that there is one.
      if let best, !isBestSaved {
        try folder.saveBest(best)
        isBestSaved = true
      }
      try folder.save(trainer, name: name, evaluation: evaluation)
    }
  }

  /// Writes where there is a folder. The other ranks write nothing, and are told when this fails.
  private func onDisk(_ body: (RunFolder) throws -> Void) throws {
    guard let folder else { return }
    do { try body(folder) } catch {
      team.leave(error)
      throw error
    }
  }
}
