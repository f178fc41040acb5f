import ArgumentParser
import EvoCore
import EvoEnvs
import EvoFiles
import EvoPlay
import EvoRun
import EvoTrain
import EvoWords

struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Write episodes of a saved policy as arrays for numpy.",
    discussion: """
      The file holds observations, actions, rewards, terminations and truncations of all episodes, one \
      after the other, and the length and the seed of each. An episode of n steps has n+1 observations. \
      The episodes are those that 'evo-rl eval' plays with the same seed.
      """)

  @Argument(
    help: "A run folder, a policy by name or path, or a checkpoint file.",
    completion: .policies)
  var policy: String

  @Option(
    help: ArgumentHelp("The file to write, an .npz.", valueName: "file"),
    completion: .file(extensions: ["npz"]))
  var out: String

  @Option(help: ArgumentHelp("Episodes to play.", valueName: "count"))
  var episodes = 10

  @Option(help: "Seed of the episodes; that of the policy's evaluation by default.")
  var seed: UInt64?

  @OptionGroup var choice: BestOption
  @OptionGroup var workers: WorkerOptions
  @OptionGroup var report: ReportOptions

  func validate() throws {
    try requireCount(episodes, "episodes", upTo: 1_000_000)
    try requireEnding("npz", of: out, "out", "the file is numpy's")
  }

  func run() throws {
    let (file, _, environment) = try savedPolicy(policy, best: choice.best)
    let archive = try played(file, in: environment)
    try AtomicFile.write(archive.npz(), to: out)
    report.show(json: json(archive), text: text(archive))
  }

  private func played(
    _ file: PolicyFile, in environment: EnvironmentCatalog.Entry
  ) throws -> TraceArchive {
    try report.watching { tally in
      tally.begin(out, total: episodes, unit: "episodes")
      return try TraceArchive(
        file.policy, in: environment, seed: seed ?? file.evaluation?.seed ?? 0, episodes: episodes,
        workers: workers.threads, observe: tally.set)
    }
  }

  private func text(_ archive: TraceArchive) -> String {
    let returns = archive.episodes.map(\.episodeReturn)
    let mean = returns.reduce(0, +) / Double(returns.count)
    return "\(episodes) episodes of \(archive.spec.name), \(archive.steps) steps, in \(out)\n"
      + "mean episode return \(Terminal.fixed(mean, 2))"
  }

  private func json(_ archive: TraceArchive) -> String {
    var json = JSONObject()
    json.add("env", archive.spec.name)
    json.add("out", out)
    json.add("seed", archive.seed)
    json.add("episodes", episodes)
    json.add("steps", archive.steps)
    json.add("returns", archive.episodes.map(\.episodeReturn))
    return json.text
  }
}
