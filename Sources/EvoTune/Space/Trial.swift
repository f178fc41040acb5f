/// One try of a study: what was tried, and what became of it.
public struct Trial: Sendable, Equatable {
  public enum State: String, Sendable {
    case running
    case complete
    /// Given up before its end, because others were better by then.
    case pruned
    /// It has no value.
    case failed
  }

  /// What a trial was worth on the way.
  public struct Report: Sendable, Equatable {
    public var step: Int
    public var value: Double
  }

  public let number: Int
  public let assignment: Assignment
  public var state = State.running
  /// In the order of their steps.
  public var reports: [Report] = []
  /// What the trial is worth; nil until it is complete, and where it has none.
  public var value: Double?
  /// Facts about the trial, such as what each seed gave.
  public var notes: [String: String] = [:]

  public init(number: Int, assignment: Assignment) {
    self.number = number
    self.assignment = assignment
  }

  public func report(at step: Int) -> Double? { reports.first { $0.step == step }?.value }
}

/// Trials in the order of their worth: complete ones before those that were given up, which come in the
/// order of how far they got, and those without a value last.
struct Standing: Comparable {
  private let rank: Int
  private let step: Int
  private let fitness: Double

  init(_ trial: Trial, maximizes: Bool) {
    let sign = maximizes ? 1.0 : -1.0
    switch trial.state {
    case .complete: (rank, step, fitness) = (2, 0, sign * (trial.value ?? -.infinity * sign))
    case .pruned:
      (rank, step) = (1, trial.reports.last?.step ?? 0)
      fitness = sign * (trial.reports.last?.value ?? 0)
    case .running, .failed: (rank, step, fitness) = (0, 0, 0)
    }
  }

  /// Whether the first is worth less.
  static func < (first: Standing, second: Standing) -> Bool {
    (first.rank, first.step, first.fitness) < (second.rank, second.step, second.fitness)
  }
}

extension [Trial] {
  /// Best first, the earlier of equal ones before the later.
  public func ranked(maximizes: Bool) -> [Trial] {
    let entries = map { (trial: $0, standing: Standing($0, maximizes: maximizes)) }
    let sorted = entries.sorted { first, second in
      if first.standing == second.standing { return first.trial.number < second.trial.number }
      return second.standing < first.standing
    }
    return sorted.map { $0.trial }
  }

  /// The best one that is complete.
  func best(maximizes: Bool) -> Trial? {
    filter { $0.state == .complete && $0.value != nil }.ranked(maximizes: maximizes).first
  }
}
