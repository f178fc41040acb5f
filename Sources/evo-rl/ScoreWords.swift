import EvoCore
import EvoTrain

/// How the score of a subject is called and written: a return, an accuracy, an error.
struct ScoreWords {
  let score: String
  let steps: String
  let stepsHeading: String
  private let subject: TrainingSubject

  init(_ subject: TrainingSubject) {
    self.subject = subject
    switch subject {
    case .environment:
      (score, steps, stepsHeading) = ("return", "steps", "environment steps")
    case .data(let dataset):
      if case .classification = dataset.task {
        score = "test accuracy"
      } else {
        score = "negative test error"
      }
      (steps, stepsHeading) = ("samples", "training samples")
    }
  }

  private var isAccuracy: Bool { score == "test accuracy" }

  /// A score in a line.
  func text(_ value: Double) -> String {
    if isAccuracy { return Terminal.fixed(100 * value, 2) + " %" }
    return Terminal.fixed(value, subject.isData ? 4 : 1)
  }

  func fitness(_ value: Double) -> String { Terminal.fixed(value, subject.isData ? 4 : 1) }

  /// An evaluation in a table.
  func text(_ summary: EvaluationSummary) -> String {
    guard subject.isData, let loss = summary.loss else {
      return "\(text(summary.returnMean)) ± \(text(summary.returnStd)) "
        + "over \(summary.episodes) episodes"
    }
    let of = "\(text(summary.returnMean)) of \(summary.episodes) samples"
    return isAccuracy ? "\(of), loss \(Terminal.fixed(loss, 4))" : of
  }
}
