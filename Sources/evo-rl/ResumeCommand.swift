import ArgumentParser
import EvoCore
import EvoEnvs
import EvoRun
import EvoTrain
import EvoWords

struct ResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Go on with a training from its newest checkpoint.",
    discussion: """
      The results are those of a training that was never interrupted. A training that has ended is \
      left as it is unless a limit is given; one that ended as solved then goes on to that limit.
      """)

  @Argument(help: "The run folder.", completion: .directory)
  var folder: String

  @OptionGroup var limits: LimitOptions

  @OptionGroup var settings: SettingOptions

  @Option(
    help: ArgumentHelp(
      "Where the data are now, in place of the path of the training.", valueName: "path"),
    completion: .file())
  var data: String?

  @OptionGroup var workers: WorkerOptions
  @OptionGroup var display: DisplayOptions

  func validate() throws {
    // Anything else would make the run another one.
    if let other = settings.settings.first(where: { !$0.hasPrefix("stop.") }) {
      throw ValidationError(
        "--set \(abridged(other)): a training goes on with the settings that it began with; only "
          + "those of 'stop.' can be set")
    }
  }

  func run() throws {
    Signals.install()
    let training = try TrainingRun.resume(
      folder, change: change, data: data, kind: { try SavedEnvironment.entry($0, of: folder).kind },
      workers: workers.threads,
      interrupt: Signals.interrupt, warn: Terminal.warn)
    if let reason = training.stopReason {
      display.showNothingLeft(of: training, because: reason)
    } else {
      try display.show(training)
    }
  }

  /// What the options make of the limits; nil when there are none.
  private var change: ((inout StopConfiguration) throws -> Void)? {
    let settings = settings.settings + limits.settings
    guard !settings.isEmpty else { return nil }
    return { stop in
      var configuration = TrainingConfiguration(env: "any")
      configuration.stop = stop
      stop = try TrainingConfiguration.decode(
        yaml: configuration.yaml, file: "config.yaml", overrides: settings
      ).stop
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
      let (cause, option) =
        switch reason {
        case .solved: ("it is solved", "--generations \(2 * state.generation)")
        case .generations: ("it has all its generations", "--generations \(2 * state.generation)")
        case .envSteps: ("it has all its steps", "--env-steps \(2 * state.envSteps)")
        case .seconds: ("its time is over", "--seconds \(Int(2 * training.trainer.seconds) + 1)")
        }
      print(
        "\(path): the training has ended at generation \(state.generation), "
          + "as \(cause); nothing was changed; to go on: "
          + "evo-rl resume \(path) \(option)")
    }
  }
}
