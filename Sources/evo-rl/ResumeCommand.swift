import ArgumentParser
import EvoCore
import EvoEnvs
import EvoTrain

struct ResumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: "Go on with a training from its newest checkpoint.")

  @Argument(help: "The run folder.", completion: .directory)
  var folder: String

  @Option(help: ArgumentHelp("Stop after so many generations in all.", valueName: "count"))
  var generations: Int?

  @OptionGroup var workers: WorkerOptions
  @OptionGroup var display: DisplayOptions

  func validate() throws {
    if let generations, generations < 1 {
      throw ValidationError("--generations \(generations): expected a number from 1 on")
    }
  }

  func run() throws {
    Signals.install()
    let training = try TrainingRun.resume(
      folder, change: { if let generations { $0.stop.generations = generations } },
      kind: { try environment($0).kind }, workers: workers.threads, interrupt: Signals.interrupt
    ) { warning in
      Terminal.warn(warning)
    }
    try display.show(training)
  }
}
