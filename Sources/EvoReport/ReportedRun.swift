import EvoCompare
import EvoCore
import EvoFiles
import EvoRun
import EvoTrain
import EvoWords

/// What a page tells of a run.
package struct ReportedRun: Sendable {
  let path: String
  let configuration: TrainingConfiguration
  let policy: PolicyFile
  let best: PolicyFile?
  let metrics: RunMetrics
  /// From which return on the task is solved; nil where nobody says.
  let threshold: Double?
  /// What wrote the run, as its files say; nil where they do not.
  var version: String?
  /// What OpenBLAS took the processor for; nil where that does not matter.
  var processor: String?

  /// The run in a folder.
  ///
  /// - Throws: `FileError`, `PolicyFileError` and others for what cannot be read.
  init(_ record: RunRecord, in fileSystem: FileSystem) throws {
    path = record.path
    configuration = record.configuration
    threshold = record.threshold
    let file = try TensorFile.read("\(path)/\(RunFolder.policyName)", in: fileSystem)
    version = file.metadata["evo_rl_version"]
    policy = try PolicyFile(path: "\(path)/\(RunFolder.policyName)", in: fileSystem)
    let best = "\(path)/\(RunFolder.bestName)"
    self.best =
      try fileSystem.names(in: path).contains(RunFolder.bestName)
      ? PolicyFile(path: best, in: fileSystem) : nil
    metrics = try RunMetrics(reading: "\(path)/\(MetricsCSV.fileName)", in: fileSystem)
    let checkpoints = "\(path)/\(RunFolder.checkpointsName)"
    // What no checkpoint can be read for is not known; the page says nothing of it then.
    processor =
      (try? fileSystem.names(in: checkpoints).max()).flatMap { name in
        try? CheckpointFile.heading(of: TensorFile.read("\(checkpoints)/\(name)", in: fileSystem))
      }?.processor
  }

  /// A training that goes on.
  init(_ run: TrainingRun, path: String, metrics: RunMetrics) {
    self.path = path
    configuration = run.trainer.configuration
    policy = run.trainer.policyFile(
      name: run.name, evaluation: run.trainer.state.evaluation?.summary)
    best = run.best
    threshold = run.trainer.subject.solvedAt.map(Double.init)
    version = Version.text
    self.metrics = metrics
  }

  var isData: Bool { policy.data != nil }
  var seconds: Double { metrics.latest("seconds") ?? 0 }
  var isSolved: Bool {
    guard let threshold, let evaluation = policy.evaluation else { return false }
    return evaluation.returnMean >= threshold
  }

  private var isClassifier: Bool { policy.data.map { !$0.classes.isEmpty } ?? false }

  /// What the score is called.
  var score: String {
    isData ? isClassifier ? "test accuracy" : "negative test error" : "episode return"
  }

  func text(_ score: Double) -> String {
    if isClassifier { return NumberText.fixed(100 * score, 2) + " %" }
    return isData ? NumberText.significant(score, 4) : NumberText.fixed(score, 2)
  }

  /// An evaluation in words.
  func text(_ found: EvaluationSummary?) -> String {
    guard let found else { return "not evaluated yet" }
    guard isData else {
      return "\(text(found.returnMean)) ± \(text(found.returnStd)) over "
        + "\(NumberText.grouped(found.episodes)) episodes"
    }
    return "\(text(found.returnMean)) of \(NumberText.grouped(found.episodes)) samples"
  }

  /// A text as one word of a shell.
  package static func shellWord(_ text: String) -> String {
    let isPlain = text.unicodeScalars.allSatisfy {
      "a"..."z" ~= $0 || "A"..."Z" ~= $0 || "0"..."9" ~= $0 || "/._-=+,".unicodeScalars.contains($0)
    }
    return isPlain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
