import EvoCore
import EvoOptimize
import EvoTrain

/// Plays the trials of a study on another program: those of a batch together, each as often as asked.
///
/// Every value is in the log as soon as it is known, so that a study that goes on asks for none twice.
public final class ProgramStudy {
  private let objective: any ProgramObjective
  private let space: ProgramSpace
  private let repeats: Int
  private let interrupt: Interrupt
  private let warn: (CommandError) -> Void
  private var hasWarned = false
  private var watch = FailureWatch()

  /// - Parameters:
  ///   - repeats: how often every point is tried; its value is the mean.
  ///   - warn: hears of the first failure.
  public init(
    _ objective: any ProgramObjective, space: ProgramSpace, repeats: Int, interrupt: Interrupt,
    warn: @escaping (CommandError) -> Void
  ) {
    self.objective = objective
    self.space = space
    self.repeats = repeats
    self.interrupt = interrupt
    self.warn = warn
  }

  /// What the course of a study depends on beside its space, for its log.
  ///
  /// - Parameter program: the command, or the worker.
  public static func decisions(
    program: (kind: String, line: String), sampler: SamplerKind, seed: UInt64, batch: Int,
    repeats: Int, space: SearchSpace
  ) -> [String: String] {
    [
      program.kind: program.line, "sampler": sampler.rawValue, "seed": "\(seed)",
      "batch": "\(batch)", "repeats": "\(repeats)", "space": space.words,
    ]
  }

  /// Plays trials to their ends.
  ///
  /// - Throws: `Interrupted`, or the first failure where all tries fail and the search could only walk at
  ///   random, as `OptimizationProblem` says.
  public func play(
    _ courses: [TrialCourse], end: (TrialCourse, TrialOutcome) throws -> Void
  ) throws {
    let jobs = courses.indices.flatMap { course in
      (0..<repeats).filter { courses[course].trial.report(at: $0) == nil }
        .map { (course: course, number: $0) }
    }
    var left = courses.map { course in
      (0..<repeats).count { course.trial.report(at: $0) == nil }
    }
    var failed = [CommandError?](repeating: nil, count: courses.count)
    var found = [Double?](repeating: nil, count: courses.count)
    func settle(_ index: Int) throws {
      let course = courses[index]
      if let failure = failed[index] {
        return try end(course, .failed(reason: "\(failure)"))
      }
      let values =
        repeats == 1
        ? [found[index] ?? .nan] : (0..<repeats).map { course.trial.report(at: $0) ?? .nan }
      try end(course, .complete(values.reduce(0, +) / Double(repeats)))
    }
    // A kill may have come between the last try of a trial and its end.
    for index in courses.indices where left[index] == 0 { try settle(index) }
    let points = jobs.map { space.point(courses[$0.course].trial.assignment) }
    let results = try objective.values(of: points, interrupt: interrupt) { job, result in
      let (index, number) = jobs[job]
      switch result {
      case .success(let value):
        found[index] = value
        if repeats > 1, value.isFinite {
          try courses[index].report(value, at: number)
        } else if repeats > 1 {
          failed[index] = .infinite(value)
        }
      case .failure(let error):
        failed[index] = failed[index] ?? error
        if !hasWarned { warn(error) }
        hasWarned = true
      }
      left[index] -= 1
      if left[index] == 0 { try settle(index) }
    }
    try look(results)
  }

  private func look(_ results: [Result<Double, CommandError>]) throws {
    let failures = results.compactMap { if case .failure(let error) = $0 { error } else { nil } }
    let isHopeless = watch.isHopeless(
      after: results.map { if case .failure = $0 { true } else { false } },
      isPatient: failures.contains { if case .notANumber = $0 { true } else { false } })
    if isHopeless, let first = failures.first { throw first }
  }

  /// What a point is worth in tries that nobody chose it by.
  public struct Confirmation: Sendable, Equatable {
    public var mean: Double
    /// Standard error of the mean.
    public var error: Double
    public var tries: Int
    /// How many of them gave no value.
    public var failures: Int
  }

  /// Tries the best point anew, four times as often as in the search: it has lost its luck then.
  ///
  /// - Parameter notes: of the study so far, so that no try is made twice.
  /// - Returns: nil where no try has a value.
  public func confirm(
    _ best: Trial, notes: [String: String], journal: Journal?
  ) throws -> Confirmation? {
    let count = 4 * repeats
    func note(_ number: Int) -> String { "fresh try \(number) of trial \(best.number)" }
    var values = (0..<count).map { notes[note($0)].flatMap { Double($0) } }
    let open = values.indices.filter { values[$0] == nil }
    let points = open.map { _ in space.point(best.assignment) }
    _ = try objective.values(of: points, interrupt: interrupt) { job, result in
      let value = (try? result.get()) ?? .nan
      values[open[job]] = value
      try journal?.note(note(open[job]), "\(value)")
    }
    let valid = values.compactMap { $0 }.filter(\.isFinite)
    guard valid.count > 1 else { return nil }
    let number = Double(valid.count)
    let mean = valid.reduce(0, +) / number
    let squares = valid.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return Confirmation(
      mean: mean, error: (squares / (number - 1) / number).squareRoot(), tries: count,
      failures: count - valid.count)
  }
}
