import ArgumentParser
import EvoCore
import EvoEnvs
import EvoTrain

/// How many threads work.
struct WorkerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Worker threads; all cores by default.", valueName: "count"),
    completion: .list(["1", "2", "4", "8"]))
  var workers: Int?

  func validate() throws {
    if let workers, !(1...1024).contains(workers) {
      throw ValidationError("--workers \(workers): expected a number from 1 to 1024")
    }
  }

  var threads: ThreadWorkers { ThreadWorkers(count: workers ?? ThreadWorkers.coreCount) }
}

/// The environment that a name or the path of a walker's file means.
func environment(_ name: String) throws -> EnvironmentCatalog.Entry {
  try EnvironmentLibrary().entry(name)
}

/// The policy that an argument means, with its environment, after checking that they fit.
func savedPolicy(
  _ argument: String
) throws -> (file: PolicyFile, path: String, environment: EnvironmentCatalog.Entry) {
  let (file, path) = try SavedPolicy.load(argument) { try environment($0).kind }
  let entry = try environment(file.environment)
  try file.requireFit(entry.spec, file: path)
  return (file, path, entry)
}
