import EvoCore
import EvoWords

/// A trial while it is played: what it reports, and whether it goes on.
public final class TrialCourse {
  static let stepsNote = "steps"
  static let reasonNote = "reason"

  public private(set) var trial: Trial
  private let earlier: [Trial]
  private let maximizes: Bool
  private let journal: Journal?

  init(_ trial: Trial, after earlier: [Trial], maximizes: Bool, journal: Journal?) {
    self.trial = trial
    self.earlier = earlier
    self.maximizes = maximizes
    self.journal = journal
  }

  /// Notes what the trial is worth by now; what is noted already stays.
  public func report(_ value: Double, at step: Int) throws {
    guard trial.report(at: step) == nil, value.isFinite else { return }
    let report = Trial.Report(step: step, value: value)
    try journal?.report(trial.number, report)
    trial.reports.append(report)
  }

  /// Whether the trial goes on after its report at a step.
  public func goesOn(after step: Int, by pruner: PrunerKind) -> Bool {
    guard let value = trial.report(at: step) else { return true }
    let others = earlier.compactMap { $0.report(at: step) }
    return pruner.goesOn(with: value, among: others, maximizes: maximizes)
  }

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
