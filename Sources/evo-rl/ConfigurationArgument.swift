import EvoEnvs
import EvoFiles
import EvoGym
import EvoTrain
import EvoYAML

/// The name in a path: cartpole of configs/cartpole.yaml, CartPole-v1 of gym:CartPole-v1.
func stem(of path: String) -> String {
  if path.hasPrefix(GymAddress.prefix) {
    return path.split(whereSeparator: { ":/ ".contains($0) }).dropFirst().last.map(String.init)
      ?? "gym"
  }
  let file = path.split(separator: "/").last.map(String.init) ?? path
  return file.hasSuffix(".yaml") ? String(file.dropLast(5)) : file
}

extension TrainingConfiguration {
  /// The environment of the configuration; an unknown one is a mistake in its file.
  func environment(file: String) throws -> EnvironmentCatalog.Entry {
    do { return try EnvironmentLibrary().entry(subjectName) } catch ResourceError.unknownName(
      let name, .envs, let nearest, let known)
    {
      throw ConfigurationError(
        .file(file, line: nil), key: "env", .unknownName(name, nearest: nearest, known: known))
    }
  }
}

extension ConfigurationError {
  /// Whether the mistake is in a `--set`, and not in a file.
  var isTyped: Bool {
    if case .override = place { true } else { false }
  }

  /// The same mistake, in the last of the settings that has set its key, if any has.
  func blaming(_ settings: [String]) -> ConfigurationError {
    guard
      let typed = settings.last(where: { $0.hasPrefix(key + "=") || $0.hasPrefix(key + ".") })
    else { return self }
    return ConfigurationError(.override(typed), key: key, problem)
  }
}
