import ArgumentParser

/// What ends a training, counted from its beginning.
struct LimitOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Stop after so many generations in all.", valueName: "count"))
  var generations: Int?

  @Option(help: ArgumentHelp("Stop after so many environment steps in all.", valueName: "count"))
  var envSteps: Int?

  @Option(help: ArgumentHelp("Stop after so much wall time in all.", valueName: "seconds"))
  var seconds: Double?

  func validate() throws {
    if let generations { try requireCount(generations, "generations", upTo: 1_000_000_000) }
    if let envSteps { try requireCount(envSteps, "env-steps", upTo: 1_000_000_000_000_000) }
    if let seconds, !(0.001...1_000_000_000).contains(seconds) {
      throw ValidationError("--seconds \(seconds): expected a number from 0.001 to 1000000000")
    }
  }

  /// The same as settings of a configuration.
  var settings: [String] {
    [
      generations.map { "stop.generations=\($0)" }, envSteps.map { "stop.env_steps=\($0)" },
      seconds.map { "stop.seconds=\($0)" },
    ].compactMap { $0 }
  }
}
