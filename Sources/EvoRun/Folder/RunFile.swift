import EvoFiles

/// A kind of file that a run folder holds.
///
/// `all` is the one list of them: who verifies a run goes through it, who resumes a run knows by it
/// what belongs to the run, and tests damage each of these files and compare the list with
/// `docs/file-formats.md`.
public struct RunFile: Sendable {
  /// Reads a file and says what it holds, or what is wrong with it.
  public typealias Check =
    @Sendable (_ run: inout RunVerification, _ file: String) throws
    -> RunVerification.Finding.Verdict

  /// Path in the run folder; `<n>` stands for any text.
  public let name: String
  /// What is in it, for people, in the words of Markdown.
  public let holds: String
  /// When it is written, for people.
  public let written: String
  /// Whether every run has it, from its start on.
  public let isRequired: Bool
  /// Whether a training writes it; cards come later.
  let isOfTraining: Bool
  /// nil for a file without contents that matter.
  let check: Check?
  /// nil where the name says it all.
  private let isPath: (@Sendable (String) -> Bool)?

  /// - Parameter isPath: which paths are those of this kind, where not every text may stand for `<n>`.
  public init(
    _ name: String, holds: String, written: String, isRequired: Bool = false,
    isOfTraining: Bool = true, isPath: (@Sendable (String) -> Bool)? = nil, check: Check?
  ) {
    self.name = name
    self.holds = holds
    self.written = written
    self.isRequired = isRequired
    self.isPath = isPath
    self.isOfTraining = isOfTraining
    self.check = check
  }

  /// Whether a path in a run folder is that of a file of this kind.
  public func matches(_ path: String) -> Bool {
    if let isPath { return isPath(path) }
    let parts = name.split(separator: "<n>", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return path == name }
    return path.count > name.count - 3 && path.hasPrefix(parts[0]) && path.hasSuffix(parts[1])
  }
}

extension RunFile {
  /// Every kind, in the order in which a run is verified: checkpoints first, which the others are
  /// compared with.
  ///
  /// - Parameter sinks: what the reports go to.
  public static func all(_ sinks: [any MetricsSink.Type] = MetricsSinks.all) -> [RunFile] {
    [checkpoint, configuration] + sinks.flatMap { $0.files }
      + [
        policy, best, acting, walker, curve, report, card, results, replay, failure, failureState,
        lock,
      ]
  }

  static let checkpoint = RunFile(
    "\(RunFolder.checkpointsName)/generation-<n>.safetensors",
    holds:
      "all that `evo-rl resume` needs; without any time, so that two runs write the same bytes",
    written: "at the start, every `checkpoint.every` generations and at the end",
    isPath: { path in
      let folder = "\(RunFolder.checkpointsName)/"
      return path.hasPrefix(folder)
        && RunFolder.generation(ofCheckpoint: String(path.dropFirst(folder.count))) != nil
    },
    check: { try $0.checkCheckpoint($1) })
  static let best = RunFile(
    RunFolder.bestName,
    holds: "the policy of the best evaluation; at the end the better of it and the last one",
    written: "at a checkpoint, unless `checkpoint.keep_best` is false",
    check: { try $0.checkBest($1) })
  static let configuration = RunFile(
    RunFolder.configurationName,
    holds: "every key of the configuration, resolved; `evo-rl train` takes it as it is",
    written: "at the start", isRequired: true, check: { try $0.checkConfiguration($1) })
  public static let policy = RunFile(
    RunFolder.policyName, holds: "the center as a policy", written: "at every checkpoint",
    isRequired: true, check: { try $0.checkPolicy($1) })
  static let acting = RunFile(
    ActingProgram.name, holds: "acts with that policy, in Python with numpy",
    written: "at the start",
    check: nil)
  public static let walker = RunFile(
    RunFolder.walkerName,
    holds: "a copy of the walker's file; resume, eval, render and verify read this copy",
    written: "at the start, for a walker", check: { try $0.checkWalker($1) })
  static let curve = RunFile(
    RunFolder.curveName, holds: "drawn from the metrics", written: "at the end",
    check: { try $0.checkCurve($1) })
  static let report = RunFile(
    RunFolder.reportName, holds: "the run as a page that opens from disk and can be mailed",
    written: "with `--report`: every few seconds, and with a film at the end", check: nil)
  public static let card = RunFile(
    "README.md", holds: "the policy's card, for people and for hubs of models",
    written: "by `evo-rl card`", isOfTraining: false, check: nil)
  public static let results = RunFile(
    "results.json", holds: "the figures of the card", written: "with it", isOfTraining: false,
    check: nil)
  public static let replay = RunFile(
    "replay.webp", holds: "the film of the card", written: "with it", isOfTraining: false,
    check: nil)
  static let failure = RunFile(
    FailureFile.name,
    holds: "the first episode that met a number that is not finite: generation, member, episode "
      + "and step", written: "at that generation", check: { try $0.checkFailure($1) })
  static let failureState = RunFile(
    FailureFile.stateName, holds: "the training before that generation, as a checkpoint",
    written: "with it", check: { try $0.checkFailureState($1) })
  static let lock = RunFile(
    RunLock.fileName, holds: "who works in the folder", written: "while a process works in it",
    check: nil)
}
