import EvoEnvs
import EvoFiles
import EvoRun
import EvoTrain

/// The policy that an argument means, whatever it was trained on.
///
/// - Parameters:
///   - best: whether the best policy of a run is meant, and not the last one.
///   - data: where its data are now; nil for where they were.
func savedFile(
  _ argument: String, best: Bool = false, data: String? = nil
) throws -> (file: PolicyFile, path: String) {
  try SavedPolicy.load(argument, best: best, data: data) {
    try SavedEnvironment.entry($0, of: argument).kind
  }
}

/// The policy that an argument means, with its environment, after checking that they fit.
///
/// - Parameter best: whether the best policy of a run is meant, and not the last one.
func savedPolicy(
  _ argument: String, best: Bool = false
) throws -> (file: PolicyFile, path: String, environment: EnvironmentCatalog.Entry) {
  let (file, path) = try acting { try savedFile(argument, best: best) }
  return (file, path, try file.environment(path: path))
}

/// What loads something that plays episodes, and says so of data, wherever they are.
func acting<Result>(_ load: () throws -> Result) throws -> Result {
  do { return try load() } catch CheckpointError.noData(let file, let name, _) {
    throw NothingToPlay(path: file, data: name)
  }
}

extension PolicyFile {
  /// The environment that the policy acts in, after checking that they fit.
  func environment(path: String) throws -> EnvironmentCatalog.Entry {
    if data != nil { throw NothingToPlay(path: path, data: environment) }
    let entry: EnvironmentCatalog.Entry
    let identifier = EnvironmentLibrary.identifier(environment, version: environmentVersion)
    do {
      entry = try SavedEnvironment.entry(identifier, of: path)
    } catch ResourceError.unknownName(let name, .envs, let nearest, _) {
      throw PolicyFileError.unknownEnvironment(file: path, name: name, nearest: nearest)
    }
    try requireFit(entry.spec, file: path)
    return entry
  }
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
