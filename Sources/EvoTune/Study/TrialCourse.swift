import EvoCore
import EvoWords

/// A trial while it is played: what it reports, and how far it may go.
public final class TrialCourse {
  static let stepsNote = "steps"
  static let reasonNote = "reason"

  public private(set) var trial: Trial
  private let passed: Int
  private let journal: Journal?

  /// - Parameter passed: the last step at which trials were compared; who is here went on there.
  init(_ trial: Trial, passed: Int, journal: Journal?) {
    self.trial = trial
    self.passed = passed
    self.journal = journal
  }

  /// Notes what the trial is worth by now; what is noted already stays.
  public func report(_ value: Double, at step: Int) throws {
    guard trial.report(at: step) == nil, value.isFinite else { return }
    let report = Trial.Report(step: step, value: value)
    try journal?.report(trial.number, report)
    trial.reports.append(report)
  }

  /// Whether the trial was let go on from a step, or was not asked to stop there.
  public func hasPassed(_ step: Int) -> Bool { step <= passed }

  /// Notes a fact.
  public func note(_ name: String, _ text: String) throws {
    guard trial.notes[name] != text else { return }
    try journal?.note(trial.number, name, text)
    trial.notes[name] = text
  }

  func finish(_ outcome: TrialOutcome) throws -> Trial {
    switch outcome {
    case .complete(let value) where value.isFinite:
      trial.state = .complete
      trial.value = value
    case .complete(let value):
      try note(Self.reasonNote, "its value is \(value)")
      trial.state = .failed
    case .pruned: trial.state = .pruned
    case .failed(let reason):
      try note(Self.reasonNote, reason)
      trial.state = .failed
    }
    try journal?.end([trial])
    return trial
  }
}
