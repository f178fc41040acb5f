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

  @Option(help: ArgumentHelp("Stop after so many generations in all.", valueName: "count"))
  var generations: Int?

  @Option(help: ArgumentHelp("Stop after so many environment steps in all.", valueName: "count"))
  var envSteps: Int?

  @Option(help: ArgumentHelp("Stop after so much wall time in all.", valueName: "seconds"))
  var seconds: Double?

  @OptionGroup var workers: WorkerOptions
  @OptionGroup var display: DisplayOptions

  func validate() throws {
    if let generations { try requireCount(generations, "generations", upTo: 1_000_000_000) }
    if let envSteps { try requireCount(envSteps, "env-steps", upTo: 1_000_000_000_000_000) }
    if let seconds, !(0.001...1_000_000_000).contains(seconds) {
      throw ValidationError("--seconds \(seconds): expected a number from 0.001 to 1000000000")
    }
  }

  func run() throws {
    Signals.install()
    let training = try TrainingRun.resume(
      folder, change: change, kind: { try environment($0, of: folder).kind },
      workers: workers.threads,
      interrupt: Signals.interrupt, warn: Terminal.warn)
    if let reason = training.stopReason {
      display.showNothingLeft(of: training, because: reason)
    } else {
      try display.show(training)
    }
  }

  private var change: ((inout StopConfiguration) -> Void)? {
    guard generations != nil || envSteps != nil || seconds != nil else { return nil }
    return { stop in
      if let generations { stop.generations = generations }
      if let envSteps { stop.envSteps = envSteps }
      if let seconds { stop.seconds = seconds }
    }
  }
}

/// Refuses an option's value that is not a count.
func requireCount(_ value: Int, _ option: String, from first: Int = 1, upTo last: Int) throws {
  guard (first...last).contains(value) else {
    throw ValidationError("--\(option) \(value): expected a number from \(first) to \(last)")
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
