import EvoRun
import EvoTrain
import EvoWords

/// What a policy makes of the test set of the data that it was trained on.
extension EvalCommand {
  private func isClassifier(_ file: PolicyFile) -> Bool {
    file.data.map { !$0.classes.isEmpty } ?? false
  }

  func testJSON(_ summary: EvaluationSummary, of file: PolicyFile, path: String) -> String {
    var json = JSONObject()
    json.add("data", file.environment)
    json.add("policy", path)
    json.add("samples", summary.episodes)
    if isClassifier(file) { json.add("accuracy", summary.returnMean) }
    json.add("loss", summary.loss ?? .nan)
    json.add("failed", summary.failed)
    return json.text
  }

  func testTable(_ summary: EvaluationSummary, of file: PolicyFile, path: String) -> String {
    var rows = [
      ["data", file.environment], ["policy", path], ["test samples", "\(summary.episodes)"],
    ]
    if isClassifier(file) {
      rows.append(["accuracy", score(summary, of: file)])
      rows.append(["cross-entropy", Terminal.fixed(summary.loss ?? .nan, 4)])
    } else {
      rows.append(["mean squared error", score(summary, of: file)])
    }
    if summary.failed > 0 { rows.append(["failed", "\(summary.failed) outputs were not finite"]) }
    return Terminal.table(rows)
  }

  /// An accuracy in percent, or a mean squared error.
  func score(_ summary: EvaluationSummary, of file: PolicyFile) -> String {
    isClassifier(file)
      ? Terminal.fixed(100 * summary.returnMean, 2) + " %" : "\(summary.loss ?? .nan)"
  }
}
