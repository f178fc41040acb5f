import ArgumentParser
import EvoCore
import EvoEnvs
import EvoExport
import EvoRun
import EvoTrain
import EvoWords

struct CardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "card",
    abstract: "Write the card of a policy, as hubs of models read it.",
    discussion: """
      README.md with front matter (model-index), results.json and replay.webp, a film of an episode, \
      into the folder of the policy. With --out the policy and act.py go along, so that the folder is complete. \
      What stands in README.md below the line that says so is yours and stays.
      """)

  @Argument(help: "A run folder, or a policy by name or path.", completion: .policies)
  var policy: String

  @Option(help: ArgumentHelp("Folder for the card.", valueName: "folder"), completion: .directory)
  var out: String?

  @Option(help: "Seed of the episode in the film.")
  var seed: UInt64?

  @OptionGroup var choice: BestOption
  @OptionGroup var report: ReportOptions

  func run() throws {
    var (file, path) = try savedFile(policy, best: choice.best)
    guard let folder = out ?? folder(of: path) else {
      throw ValidationError("--out: name a folder for the card of the file \(path)")
    }
    let environment = file.data == nil ? try file.environment(path: path) : nil
    let workers = ThreadWorkers(count: ThreadWorkers.coreCount)
    let names = try report.watching { tally in
      if file.evaluation == nil {
        file.evaluation = try evaluation(of: file, path: path, on: workers, tally)
      }
      return try ModelCard.write(
        file, source: path, environment: environment, to: folder,
        seed: seed ?? file.evaluation?.seed ?? 0, workers: workers, tally: tally)
    }
    var json = JSONObject()
    json.add("out", folder)
    json.add("files", names)
    report.show(json: json.text, text: "\(folder): \(names.joined(separator: ", "))")
  }

  /// The folder of a run or a policy; nil for other files, the best policy of a run among them.
  private func folder(of path: String) -> String? {
    let name = "/" + RunFile.policy.name
    return path.hasSuffix(name) ? String(path.dropLast(name.count)) : nil
  }

  /// What `evo-rl eval` says of a policy that has no evaluation yet.
  private func evaluation(
    of file: PolicyFile, path: String, on workers: ThreadWorkers, _ tally: Tally
  ) throws -> EvaluationSummary {
    if let (summary, _) = try file.examine(on: workers, file: path) { return summary }
    let evaluator = Evaluator(
      kind: try file.environment(path: path).kind, rank: 0, workers: workers)
    return try evaluator.evaluate(
      file.policy, plan: .evaluation(seed: 0, episodes: try file.evaluationEpisodes(file: path)),
      tally: tally)
  }
}
