import ArgumentParser

/// What ends a training, counted from its beginning: an option takes the place of every end that the
/// configuration names, as solved as well.
struct LimitOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Train for so many generations in all, past solved.", valueName: "count"))
  var generations: Int?

  @Option(
    help: ArgumentHelp(
      "Train for so many environment steps in all, past solved.", valueName: "count"))
  var envSteps: Int?

  @Option(
    help: ArgumentHelp("Train for so much wall time in all, past solved.", valueName: "seconds"))
  var seconds: Double?

  func validate() throws {
    if let generations { try requireCount(generations, "generations", upTo: 1_000_000_000) }
    if let envSteps { try requireCount(envSteps, "env-steps", upTo: 1_000_000_000_000_000) }
    if let seconds, !(0.001...1_000_000_000).contains(seconds) {
      throw ValidationError("--seconds \(seconds): expected a number from 0.001 to 1000000000")
    }
  }

  /// The same as settings of a configuration.
  ///
  /// - Parameter typed: those of `--set`, which say more.
  func settings(with typed: [String]) -> [String] {
    let limits = [
      generations.map { "stop.generations=\($0)" }, envSteps.map { "stop.env_steps=\($0)" },
      seconds.map { "stop.seconds=\($0)" },
    ].compactMap { $0 }
    guard !limits.isEmpty else { return typed }
    let others =
      ["stop.solved=false"]
      + ["generations", "env_steps", "seconds"].map {
        "stop.\($0)=null"
      }
    return others + typed + limits
  }
}
