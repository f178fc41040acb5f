import ArgumentParser
import EvoFiles
import EvoReport
import EvoRun
import EvoTrain

/// Whether a training writes a page about itself.
struct PageOption: ParsableArguments {
  @Flag(help: "Also write report.html into the run folder, again and again while it trains.")
  var report = false

  /// Trains to the end, with a page on the way and the whole one at the end.
  func run(
    _ training: TrainingRun, workers: ThreadWorkers, observe: (GenerationReport) -> Void
  ) throws -> TrainingRun.Ending {
    guard report, let folder = training.folder else { return try training.run(observe: observe) }
    var page = try LiveReport(in: folder)
    let ending = try training.run { report in
      observe(report)
      page.take(report, of: training, warn: Terminal.warn)
    }
    // A training that was interrupted before anything was known of it has no page yet.
    guard training.evaluation != nil else { return ending }
    try AtomicFile.write(
      RunReport(folder: folder.path, workers: workers, warn: Terminal.warn).bytes,
      to: "\(folder.path)/\(RunFolder.reportName)")
    return ending
  }
}
