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

/// A name that is not in the catalogue.
struct UnknownName: Error, CustomStringConvertible {
  let description: String

  init(_ noun: String, _ name: String, known: [String]) {
    let hint =
      nearestName(to: name, in: known).map { "did you mean '\($0)'?" }
      ?? "there are \(known.joined(separator: ", "))"
    description = "no \(noun) '\(name)'; \(hint)"
  }
}

/// The environment called `name`.
func environment(_ name: String) throws -> EnvironmentCatalog.Entry {
  guard let entry = EnvironmentCatalog.entry(named: name) else {
    throw UnknownName("environment", name, known: EnvironmentCatalog.names)
  }
  return entry
}

/// The policy that an argument means, with its environment, after checking that they fit.
func savedPolicy(
  _ argument: String
) throws -> (file: PolicyFile, path: String, environment: EnvironmentCatalog.Entry) {
  let (file, path) = try SavedPolicy.load(argument) { try environment($0).kind }
  guard let entry = EnvironmentCatalog.entry(named: file.environment) else {
    throw PolicyFileError.unknownEnvironment(
      file: path, name: file.environment,
      nearest: nearestName(to: file.environment, in: EnvironmentCatalog.names))
  }
  try file.requireFit(entry.spec, file: path)
  return (file, path, entry)
}
