import EvoRun
import EvoTrain
import EvoWords

extension EvalCommand {
  /// What a policy makes of the test set of the data that it was trained on.
  func showTest(_ summary: EvaluationSummary, of file: PolicyFile, path: String) {
    let isClassifier = file.data.map { !$0.classes.isEmpty } ?? false
    let loss = summary.loss ?? .nan
    if json {
      var json = JSONObject()
      json.add("data", file.environment)
      json.add("policy", path)
      json.add("samples", summary.episodes)
      if isClassifier { json.add("accuracy", summary.returnMean) }
      json.add("loss", loss)
      json.add("failed", summary.failed)
      print(json.text)
      return
    }
    var rows = [
      ["data", file.environment], ["policy", path], ["test samples", "\(summary.episodes)"],
    ]
    if isClassifier {
      rows.append(["accuracy", Terminal.fixed(100 * summary.returnMean, 2) + " %"])
      rows.append(["cross-entropy", Terminal.fixed(loss, 4)])
    } else {
      rows.append(["mean squared error", "\(loss)"])
    }
    if summary.failed > 0 { rows.append(["failed", "\(summary.failed) outputs were not finite"]) }
    print(Terminal.table(rows))
  }
}
