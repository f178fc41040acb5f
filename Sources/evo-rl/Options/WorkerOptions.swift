import ArgumentParser
import EvoTrain

/// How many threads work.
struct WorkerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Worker threads; all cores by default.", valueName: "count"),
    completion: .list(["1", "2", "4", "8"]))
  var workers: Int?

  func validate() throws {
    if let workers { try requireCount(workers, "workers", upTo: 1024) }
  }

  var threads: ThreadWorkers {
    ThreadWorkers(count: workers ?? Ranks.coreCount) { Terminal.warn("\($0)") }
  }
}
