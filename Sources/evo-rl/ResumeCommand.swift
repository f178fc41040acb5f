import ArgumentParser
import EvoCore
import EvoEnvs
import EvoPlay
import EvoRun
import EvoTrain
import EvoWords

struct ResumeCommand: TeamCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Go on with a training from its newest checkpoint.",
    discussion: """
      The results are those of a training that was never interrupted. A training that has ended goes \
      on with --generations, --env-steps or --seconds: to that limit, solved or not.

      --set takes the keys of stop, checkpoint and evaluation. Any other key would make another \
      training of it: 'evo-rl train CONFIG --set policy.start=RUN' starts one from its policy.
      """)

  @Argument(help: "The run folder.", completion: .directory)
  var folder: String

  @OptionGroup var limits: LimitOptions

  @OptionGroup var settings: SettingOptions

  @OptionGroup var data: DataOption
  @OptionGroup var workers: WorkerOptions
  @OptionGroup var display: DisplayOptions
  @OptionGroup var page: PageOption
  @OptionGroup var team: TeamOptions

  func validate() throws {
    let sections = ProgressConfiguration.sections
    if let other = settings.settings.first(where: { setting in
      !sections.contains { setting.hasPrefix("\($0).") || setting.hasPrefix("\($0)=") }
    }) {
      throw ValidationError(
        "--set \(abridged(other)): a training goes on with what it began with, and its result "
          + "depends on this; only keys of \(sections.joined(separator: ", ")) can be set. Start "
          + "another from its policy by 'evo-rl train CONFIG --set policy.start=\(folder)'")
    }
  }

  func run() throws {
    Signals.install()
    let training = try TrainingRun.resume(
      folder, change: change, data: data.path,
      kind: { try SavedEnvironment.entry($0, of: folder).kind },
      picture: EpisodePicture.of { try SavedEnvironment.entry($0, of: folder) },
      workers: workers.threads, team: Ranks.team, interrupt: Signals.interrupt, warn: Terminal.warn)
    let trainer = training.trainer
    try Ranks.requireWork(
      for: Ranks.team,
      members: trainer.configuration.strategy.members(
        dimension: trainer.state.strategy.center.count))
    if let reason = try training.agreedStopReason() {
      display.showNothingLeft(of: training, because: reason)
    } else {
      try display.show(training, page, workers.threads)
    }
  }

  /// What the options make of the limits; nil when there are none.
  private var change: ((inout ProgressConfiguration) throws -> Void)? {
    let settings = limits.settings(with: settings.settings)
    guard !settings.isEmpty else { return nil }
    return { progress in
      var configuration = TrainingConfiguration(env: "any")
      configuration.progress = progress
      progress = try TrainingConfiguration.decode(
        yaml: configuration.yaml, file: "config.yaml", overrides: settings
      ).progress
    }
  }
}

extension DisplayOptions {
  /// Says that a training has ended, and how to go on.
  fileprivate func showNothingLeft(of training: TrainingRun, because reason: StopReason) {
    let state = training.trainer.state
    let path = training.folder?.path ?? ""
    switch style {
    case .quiet: return
    case .json, .finalJSON:
      var json = JSONObject()
      json.add("event", "ended")
      json.add("reason", reason.rawValue)
      json.add("generations", state.generation)
      json.add("run", path)
      print(json.text)
    case .live, .lines:
      let cause =
        switch reason {
        case .solved: "it is solved"
        case .generations: "it has all its generations"
        case .envSteps: "it has all its steps"
        case .seconds: "its time is over"
        }
      print(
        "\(path): the training has ended at generation \(state.generation), "
          + "as \(cause); nothing was changed; to go on: \(training.furtherCommand ?? "")")
    }
  }
}
