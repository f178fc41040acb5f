import ArgumentParser
import EvoCore
import EvoEnvs
import EvoFiles
import EvoRun
import EvoTrain
import EvoYAML

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

  var threads: ThreadWorkers {
    ThreadWorkers(count: workers ?? ThreadWorkers.coreCount) { Terminal.warn("\($0)") }
  }
}

/// Refuses a name for a picture whose ending says that it is of another kind.
func requirePNG(_ path: String?, _ option: String) throws {
  guard let path, !path.lowercased().hasSuffix(".png") else { return }
  let name = path.split(separator: "/").last ?? ""
  let stem = name.lastIndex(of: ".").map { path.dropLast(name[$0...].count) } ?? path[...]
  throw ValidationError("--\(option) \(path): the picture is a PNG; name it \(stem).png")
}

/// The name in a path: cartpole of configs/cartpole.yaml.
func stem(of path: String) -> String {
  let file = path.split(separator: "/").last.map(String.init) ?? path
  return file.hasSuffix(".yaml") ? String(file.dropLast(5)) : file
}

/// The environment that a name or the path of a walker's file means.
func environment(_ name: String) throws -> EnvironmentCatalog.Entry {
  try EnvironmentLibrary().entry(name)
}

/// The environment of what a run has saved, at the path of its folder or of a file in it, by its name
/// and version.
func environment(_ identifier: String, of saved: String) throws -> EnvironmentCatalog.Entry {
  try SavedEnvironment.entry(identifier, of: saved)
}

/// The environment of a configuration; an unknown one is a mistake in its file.
func environment(
  of configuration: TrainingConfiguration, file: String
) throws -> EnvironmentCatalog.Entry {
  do { return try environment(configuration.env) } catch ResourceError.unknownName(
    let name, .envs, let nearest, let known)
  {
    throw ConfigurationError(
      .file(file, line: nil), key: "env", .unknownName(name, nearest: nearest, known: known))
  }
}

/// The policy that an argument means, with its environment, after checking that they fit.
func savedPolicy(
  _ argument: String
) throws -> (file: PolicyFile, path: String, environment: EnvironmentCatalog.Entry) {
  let (file, path) = try savedFile(argument)
  return (file, path, try environment(of: file, path: path))
}

/// The policy that an argument means, whatever it was trained on.
///
/// - Parameter data: where its data are now; nil for where they were.
func savedFile(
  _ argument: String, data: String? = nil
) throws -> (file: PolicyFile, path: String) {
  try SavedPolicy.load(argument, data: data) { try environment($0, of: argument).kind }
}

/// The environment that a policy acts in, after checking that they fit.
func environment(of file: PolicyFile, path: String) throws -> EnvironmentCatalog.Entry {
  if file.data != nil { throw NothingToPlay(path: path, data: file.environment) }
  let entry: EnvironmentCatalog.Entry
  let identifier = EnvironmentLibrary.identifier(
    file.environment, version: file.environmentVersion)
  do { entry = try environment(identifier, of: path) } catch ResourceError.unknownName(
    let name, .envs, let nearest, _)
  {
    throw PolicyFileError.unknownEnvironment(file: path, name: name, nearest: nearest)
  }
  try file.requireFit(entry.spec, file: path)
  return entry
}

/// A policy that answers for a data set, where one that acts is needed.
struct NothingToPlay: Error, CustomStringConvertible {
  let path: String
  let data: String

  var description: String {
    "\(path): the policy was trained on the data set '\(data)', so there are no episodes to play; "
      + "test it with 'evo-rl eval', without --seed and --episodes"
  }
}
