import ArgumentParser
import EvoCore
import EvoEnvs
import EvoRun
import EvoTrain
import EvoWords

struct EvalCommand: TeamCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Play episodes with a saved policy, or test it on its data.",
    discussion: """
      Without --seed and --episodes it plays the very episodes of the training's last evaluation, \
      and gives the very numbers that training reported. What was trained on data is tested on the \
      whole test set. Several policies get a row each, or a line of JSON. Under mpirun the \
      ranks share the episodes out.
      """)

  @Argument(
    help: "Run folders, policies by name or path, or checkpoint files.",
    completion: .policies)
  var policies: [String]

  @Option(help: ArgumentHelp("Episodes to play.", valueName: "count"))
  var episodes: Int?

  @Option(help: "Seed of the episodes.")
  var seed: UInt64?

  @OptionGroup var data: DataOption
  @OptionGroup var choice: BestOption
  @OptionGroup var report: ReportOptions
  @OptionGroup var workers: WorkerOptions
  @OptionGroup var team: TeamOptions

  func validate() throws {
    if let episodes { try requireCount(episodes, "episodes", upTo: 100_000_000) }
  }

  func run() throws {
    var rows: [[String]] = []
    for policy in policies {
      let outcome = try evaluate(policy)
      if policies.count == 1 || report.json {
        // Each as soon as it is known.
        report.show(json: jsonText(outcome), text: table(outcome))
      } else {
        rows.append(row(outcome))
      }
    }
    if !rows.isEmpty, !report.quiet {
      print(
        Terminal.table(
          [["policy", "subject", "episodes", "mean", "deviation", "failed"]] + rows,
          rightAligned: [2, 3, 4, 5]))
    }
  }

  /// What a policy did.
  enum Outcome {
    case played(EvaluationSummary, EnvironmentSpec, path: String)
    case tested(EvaluationSummary, TestFigures, PolicyFile, path: String)
  }

  private func evaluate(_ policy: String) throws -> Outcome {
    let team = Ranks.team
    let (file, path) = try team.agreed { try savedFile(policy, best: choice.best, data: data.path) }
    try team.requireSame(traits(of: file), "policy")
    if seed == nil, episodes == nil,
      let (summary, figures) = try file.examine(on: workers.threads, file: path)
    {
      return .tested(summary, figures, file, path: path)
    }
    let environment = try team.agreed { try file.environment(path: path) }
    try team.requireSame(
      TrainingSubject.environment(environment.kind).traits(file: nil), "environment")
    let evaluator = Evaluator(
      kind: environment.kind, rank: 0, workers: workers.threads, team: team)
    let plan = EpisodePlan.evaluation(
      seed: seed ?? file.evaluation?.seed ?? 0,
      episodes: try episodes ?? file.evaluationEpisodes(file: path))
    let summary = try report.watching {
      try evaluator.evaluate(file.policy, plan: plan, tally: $0)
    }
    return .played(summary, environment.spec, path: path)
  }

  /// What the ranks must have alike, in lines.
  private func traits(of file: PolicyFile) -> [String] {
    var checksum = Checksum()
    checksum.add(file.tensorFile().encoded())
    return ["episodes \(episodes ?? 0)", "seed \(seed ?? 0)", "a file with checksum \(checksum)"]
  }

  private func jsonText(_ outcome: Outcome) -> String {
    switch outcome {
    case .played(let summary, let spec, let path):
      jsonText(summary, environment: spec.name, path: path)
    case .tested(let summary, let figures, let file, let path):
      testJSON(summary, figures, of: file, path: path)
    }
  }

  private func table(_ outcome: Outcome) -> String {
    switch outcome {
    case .played(let summary, let spec, let path): table(summary, spec: spec, path: path)
    case .tested(let summary, let figures, let file, let path):
      testTable(summary, figures, of: file, path: path)
    }
  }

  /// One of several policies.
  private func row(_ outcome: Outcome) -> [String] {
    switch outcome {
    case .played(let summary, let spec, let path):
      [
        path, spec.name, "\(summary.episodes)", Terminal.fixed(summary.returnMean, 2),
        Terminal.fixed(summary.returnStd, 2), "\(summary.failed)",
      ]
    case .tested(let summary, _, let file, let path):
      [
        path, file.environment, "\(summary.episodes)", score(summary, of: file), "",
        "\(summary.failed)",
      ]
    }
  }

  private func jsonText(_ summary: EvaluationSummary, environment: String, path: String) -> String {
    var json = JSONObject()
    json.add("env", environment)
    json.add("policy", path)
    json.add("episodes", summary.episodes)
    json.add("seed", summary.seed)
    json.add("return_mean", summary.returnMean)
    json.add("return_std", summary.returnStd)
    json.add("return_median", summary.returnMedian)
    json.add("return_min", summary.returnMin)
    json.add("return_max", summary.returnMax)
    json.add("length_mean", summary.lengthMean)
    json.add("success_rate", summary.successRate)
    json.add("failed", summary.failed)
    for measure in summary.measures { json.add(measure.name, measure.mean) }
    return json.text
  }

  private func table(_ summary: EvaluationSummary, spec: EnvironmentSpec, path: String) -> String {
    func number(_ value: Double) -> String { Terminal.fixed(value, 2) }
    var rows = [
      ["environment", spec.name],
      ["policy", path],
      ["episodes", "\(summary.episodes), seed \(summary.seed)"],
      ["return", "\(number(summary.returnMean)) ± \(number(summary.returnStd))"],
      ["median", number(summary.returnMedian)],
      ["range", "\(number(summary.returnMin)) to \(number(summary.returnMax))"],
      ["length", number(summary.lengthMean)],
    ]
    if let rate = summary.successRate, let threshold = spec.solvedAt {
      rows.append([
        "success",
        "\(Terminal.fixed(100 * rate, 1)) % of episodes reach \(Terminal.fixed(Double(threshold), 0))",
      ])
    }
    rows += summary.measures.map { [$0.name, number($0.mean)] }
    if summary.failed > 0 { rows.append(["failed", "\(summary.failed) episodes were not finite"]) }
    return Terminal.table(rows)
  }
}
