import EvoCore
import EvoTrain
import EvoWords

/// How the test of what was learned from data is shown.
struct TestWords {
  /// The most classes whose confusion table is printed.
  private static let classLimit = 20

  /// What is right without any learning, as a row of a table.
  static func baseline(_ dataset: Dataset) -> [String] {
    let value = TestFigures.baseline(dataset)
    guard case .classification = dataset.task else {
      return ["always the mean", "\(number(-value))"]
    }
    return ["always the most frequent", percent(value)]
  }

  /// What happens to the features of a table, as rows of a table.
  static func features(_ configuration: TrainingConfiguration) -> [[String]] {
    guard configuration.data.name == .csv, configuration.policy.normalizeObservations else {
      return []
    }
    return [
      [
        "features",
        "shifted and scaled; --set policy.normalize_observations=false takes them as they are",
      ]
    ]
  }

  /// The figures as rows of a table.
  static func rows(_ figures: TestFigures, _ summary: EvaluationSummary) -> [[String]] {
    let loss = summary.loss ?? .nan
    guard let common = figures.commonClass else {
      return [
        ["mean squared error", number(loss)],
        ["always the mean", number(figures.baseline)],
        ["R²", figures.rSquared.map { Terminal.fixed($0, 4) } ?? "-"],
      ]
    }
    return [
      ["accuracy", percent(summary.returnMean)],
      ["always '\(abridged(common))'", percent(figures.baseline)],
      ["cross-entropy", Terminal.fixed(loss, 4)],
    ]
  }

  /// The table of answers against right answers; nil where there is none, or it would be too wide.
  static func confusion(_ figures: TestFigures, classes: [String]) -> String? {
    guard !figures.confusion.isEmpty, classes.count <= classLimit else { return nil }
    let names = classes.map {
      abridged($0).count > 12 ? String(abridged($0).prefix(11)) + "…" : abridged($0)
    }
    let rows = zip(names, figures.confusion).map { [$0] + $1.map(String.init) }
    return "rows are the classes, columns the answers\n"
      + Terminal.table([[""] + names] + rows, rightAligned: Set(1...classes.count))
  }

  private static func percent(_ share: Double) -> String { Terminal.fixed(100 * share, 2) + " %" }

  private static func number(_ value: Double) -> String { NumberText.significant(value, 4) }
}
