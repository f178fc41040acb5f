import ArgumentParser
import EvoCore
import EvoRun
import EvoTrain

struct TrainCommand: TeamCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a policy.",
    discussion: """
      CONFIG is a name from 'evo-rl list configs', such as cartpole, or the path of a YAML file; \
      the file may also be a walker's: envs/my-creature.yaml.
      Any key of it can be set: --set policy.hidden=[64,64] --set strategy.population=512.

      Training ends when the task is solved, or by the limits of the configuration. With \
      --generations, --env-steps or --seconds it goes on to that, solved or not; \
      --set stop.generations=100 is a limit beside the others.

      Under mpirun the ranks share out the members of a training, or the trainings of --seeds.

      Ctrl-C finishes the generation, saves and tells how to go on.
      """)

  @Argument(
    help: "A configuration by name, a YAML file, or gym:ID for an environment of Gymnasium.",
    completion: .shellCommand("evo-rl list configs --names"))
  var config: String

  @Option(help: "Seed of everything random; the configuration's by default.")
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "Train once for each of several seeds, side by side: 1-10, or 3,5,8.", valueName: "list"))
  var seeds: SeedList?

  @OptionGroup var limits: LimitOptions

  @Option(help: ArgumentHelp("Generations between checkpoints.", valueName: "count"))
  var checkpointEvery: Int?

  @Option(help: ArgumentHelp("Checkpoints to keep.", valueName: "count"))
  var keepLast: Int?

  @OptionGroup var settings: SettingOptions

  @Option(
    help: ArgumentHelp(
      "Folder for the results; runs/<config>-<seed>-<time> by default.", valueName: "folder"),
    completion: .directory)
  var out: String?

  @OptionGroup var workers: WorkerOptions
  @OptionGroup var display: DisplayOptions
  @OptionGroup var page: PageOption
  @OptionGroup var team: TeamOptions

  func validate() throws {
    if let seeds {
      guard seed == nil else { throw ValidationError("--seeds stands in the place of --seed") }
      if let seed = seeds.twice {
        throw ValidationError("--seeds has \(seed) twice: both would be the same training")
      }
    }
    if let checkpointEvery {
      try requireCount(checkpointEvery, "checkpoint-every", from: 0, upTo: 1_000_000_000)
    }
    if let keepLast { try requireCount(keepLast, "keep-last", upTo: 1_000_000) }
  }

  func run() throws {
    var settings = limits.settings(with: settings.settings)
    if let seed { settings.append("seed=\(seed)") }
    if let checkpointEvery { settings.append("checkpoint.every=\(checkpointEvery)") }
    if let keepLast { settings.append("checkpoint.keep_last=\(keepLast)") }
    do {
      if let seeds {
        try trainSeeds(seeds.seeds, settings)
      } else {
        let prepared = try Ranks.team.agreed {
          try PreparedTraining(config, settings, isTold: true)
        }
        Signals.install()
        try display.show(
          try start(prepared, in: out, workers: workers.threads, team: Ranks.team), page,
          workers.threads)
      }
    } catch let error as ConfigurationError {
      throw error.blaming(settings)
    }
  }

  /// - Parameter folder: nil for one in `runs`.
  func start(
    _ prepared: PreparedTraining, in folder: String?, workers: ThreadWorkers, team: any Team
  ) throws -> TrainingRun {
    try Ranks.requireWork(
      for: team,
      members: prepared.configuration.strategy.members(
        dimension: Network(prepared.configuration.policy, for: prepared.subject).parameterCount))
    let path = try team.agreed { () -> String? in
      guard team.rank == 0 else { return nil }
      return try folder
        ?? RunName.claim(configuration: prepared.name, seed: prepared.configuration.seed)
    }
    let training: TrainingRun
    do {
      training = try TrainingRun.start(
        prepared.configuration, name: prepared.name, subject: prepared.subject,
        start: prepared.start, walker: prepared.walker, picture: prepared.picture, path: path,
        workers: workers, team: team, interrupt: Signals.interrupt)
    } catch {
      if folder == nil, let path { RunName.giveUp(path) }
      throw error
    }
    try team.agreed { if let path { try linkLatest(to: path) } }
    return training
  }

  /// A folder of one's own may lie where nothing but it can be written.
  private func linkLatest(to folder: String) throws {
    do { try RunName.linkLatest(to: folder) } catch {
      guard out != nil else { throw error }
      Terminal.warn("\(error); runs/latest is not this run")
    }
  }
}

extension DisplayOptions {
  /// Trains to the end and shows it; exits as a signal asks.
  func show(_ training: TrainingRun, _ page: PageOption, _ workers: ThreadWorkers) throws {
    var display = TrainingDisplay(
      style: Ranks.team.rank == 0 ? style : .quiet, stop: training.trainer.configuration.stop,
      subject: training.trainer.subject)
    let ending = try page.run(training, workers: workers) { display.show($0) }
    display.finish(training, ending: ending, hasPage: page.report)
    if case .interrupted(let signal) = ending { throw ExitCode(128 + signal) }
  }
}
