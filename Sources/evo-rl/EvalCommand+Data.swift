import EvoCore
import EvoRun
import EvoTrain
import EvoWords

/// What a policy makes of the test set of the data that it was trained on.
extension EvalCommand {
  private func isClassifier(_ file: PolicyFile) -> Bool {
    file.data.map { !$0.classes.isEmpty } ?? false
  }

  func testJSON(
    _ summary: EvaluationSummary, _ figures: TestFigures, of file: PolicyFile, path: String
  ) -> String {
    let classes = file.data?.classes ?? []
    var json = JSONObject()
    json.add("data", file.environment)
    json.add("policy", path)
    json.add("samples", summary.episodes)
    if isClassifier(file) { json.add("accuracy", summary.returnMean) }
    json.add("loss", summary.loss ?? .nan)
    json.add("baseline", figures.baseline)
    if classes.isEmpty { json.add("r_squared", figures.rSquared) }
    json.add("failed", summary.failed)
    if !classes.isEmpty {
      json.add("classes", classes)
      json.add("confusion", figures.confusion)
    }
    return json.text
  }

  func testTable(
    _ summary: EvaluationSummary, _ figures: TestFigures, of file: PolicyFile, path: String
  ) -> String {
    var rows = [
      ["data", file.environment], ["policy", path], ["test samples", "\(summary.episodes)"],
    ]
    rows += TestWords.rows(figures, summary)
    if summary.failed > 0 { rows.append(["failed", "\(summary.failed) outputs were not finite"]) }
    let confusion = TestWords.confusion(figures, classes: file.data?.classes ?? [])
    return Terminal.table(rows) + (confusion.map { "\n\n" + $0 } ?? "")
  }

  /// An accuracy in percent, or a mean squared error.
  func score(_ summary: EvaluationSummary, of file: PolicyFile) -> String {
    isClassifier(file)
      ? Terminal.fixed(100 * summary.returnMean, 2) + " %" : "\(summary.loss ?? .nan)"
  }
}
