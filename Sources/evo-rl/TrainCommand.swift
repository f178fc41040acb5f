import ArgumentParser
import EvoCore
import EvoEnvs
import EvoPlay
import EvoRun
import EvoTrain

struct TrainCommand: ParsableCommand {
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

      Ctrl-C finishes the generation, saves and tells how to go on.
      """)

  @Argument(
    help: "A configuration by name, or a YAML file.",
    completion: .shellCommand("evo-rl list configs --names"))
  var config: String

  @Option(help: "Seed of everything random; the configuration's by default.")
  var seed: UInt64?

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

  func validate() throws {
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
    do { try train(settings) } catch let error as ConfigurationError {
      throw error.blaming(settings)
    }
  }

  private func train(_ settings: [String]) throws {
    let (configuration, path) = try ConfigurationLibrary().load(config, overrides: settings)
    var walker: [UInt8]?
    var picture: PolicyPicture?
    let subject = try TrainingSubject(configuration) { _ in
      let environment = try configuration.environment(file: path)
      for remark in environment.remarks { Terminal.warn(remark) }
      walker = environment.source
      let sheet = RolloutSheet(environment)
      picture = { _, policy, seed in try sheet.draw(policy, seed: seed) }
      return environment.kind
    }
    if case .data(let dataset) = subject {
      for remark in dataset.remarks { Terminal.warn(remark) }
    }
    try configuration.requireEnd(hasThreshold: subject.solvedAt != nil, file: path)
    try configuration.requireStart(file: path)
    let start = try configuration.policy.start.map { argument in
      let saved = try savedFile(argument)
      return try StartingPolicy(saved.file, path: saved.path, for: subject, configuration)
    }
    let name = stem(of: path)
    Signals.install()
    let folder = try out ?? RunName.claim(configuration: name, seed: configuration.seed)
    let training: TrainingRun
    do {
      training = try TrainingRun.start(
        configuration, name: name, subject: subject, start: start, walker: walker,
        picture: picture, path: folder, workers: workers.threads, interrupt: Signals.interrupt)
    } catch {
      if out == nil { RunName.giveUp(folder) }
      throw error
    }
    try linkLatest(to: folder)
    try display.show(training)
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
  func show(_ training: TrainingRun) throws {
    var display = TrainingDisplay(
      style: style, stop: training.trainer.configuration.stop, subject: training.trainer.subject)
    let ending = try training.run { display.show($0) }
    display.finish(training, ending: ending)
    if case .interrupted(let signal) = ending { throw ExitCode(128 + signal) }
  }
}
