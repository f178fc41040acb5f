import EvoCore
import EvoFiles
import EvoRun
import EvoTrain
import EvoWords

/// Plays a trial: a training for each seed, one after the other, as long as it can still win. A training
/// that waits lies in its folder.
public struct TrialTraining: Sendable {
  /// Begins a training, or goes on with the one in the folder.
  public typealias Begin =
    @Sendable (
      _ settings: [String], _ folder: String?, _ workers: ThreadWorkers, _ interrupt: Interrupt
    ) throws -> TrainingRun

  private let search: TuneSearch
  private let begin: Begin
  private let folder: String
  private let interrupt: Interrupt

  /// - Parameter folder: of the study.
  public init(
    _ search: TuneSearch, folder: String, interrupt: Interrupt, begin: @escaping Begin
  ) {
    self.search = search
    self.folder = folder
    self.interrupt = interrupt
    self.begin = begin
  }

  /// The seeds of every trial, so that two trials differ in their values alone.
  private func seed(_ index: Int) -> UInt64 { search.seed &+ UInt64(index) }

  /// Seeds that no trial has had.
  private func freshSeed(_ index: Int) -> UInt64 { search.seed &+ 1_000_000 &+ UInt64(index) }

  public func folder(of trial: Int) -> String { "\(folder)/trials/\(trial)" }

  /// Plays a trial of the study to its end or its next stop.
  public func play(_ course: TrialCourse, workers: ThreadWorkers) throws -> TrialLeg {
    var values: [Double] = []
    let settings = search.space.settings(course.trial.assignment).map { "\($0.key)=\($0.value)" }
    for index in 0..<search.seeds {
      let name = "seed \(seed(index))"
      let value: Double
      if let known = course.trial.notes[name].flatMap({ Double($0) }) {
        value = known
      } else {
        let place = "\(folder(of: course.trial.number))/seed-\(seed(index))"
        let result: SeedResult
        do {
          result = try train(
            settings + ["seed=\(seed(index))"], in: place, workers: workers,
            rungs: index == 0 ? course : nil)
        } catch let error as TrainingFailure {
          return .ended(.failed(reason: "\(error)"))
        } catch let error as ConfigurationError {
          return .ended(.failed(reason: "\(error)"))
        } catch let error as TuneRefusal {
          return .ended(.failed(reason: "\(error)"))
        }
        let found: Double
        switch result.end {
        // What it took is noted with its last report.
        case .waits(let step): return .waits(TrialStop(at: step, .rung(search.pruner)))
        case .value(let value): found = value
        }
        // Steps first: a kill between the two plays the seed again and notes the same.
        try course.note("steps of \(name)", "\(result.steps)")
        try course.note(name, "\(found)")
        value = found
      }
      let total = (0...index).reduce(0) { sum, index in
        sum + (course.trial.notes["steps of seed \(seed(index))"].flatMap { Int($0) } ?? 0)
      }
      try course.note(TrialCourse.stepsNote, "\(total)")
      guard value.isFinite else {
        return .ended(.failed(reason: "\(name) has the value \(value)"))
      }
      values.append(value)
      let mean = values.reduce(0, +) / Double(values.count)
      if search.seeds == 1 { return .ended(.complete(mean)) }
      try course.report(mean, at: seedStep(index))
      // Racing: the next seed is for those that can still win.
      guard index + 1 == search.seeds || course.hasPassed(seedStep(index)) else {
        return .waits(TrialStop(at: seedStep(index), .seed))
      }
    }
    return .ended(.complete(values.reduce(0, +) / Double(values.count)))
  }

  /// Where the reports of whole seeds stand, behind those on the way of the first.
  private func seedStep(_ index: Int) -> Int { (index + 1) * Self.whole }
  private static let whole = 1_000_000_000

  private struct SeedResult {
    enum End {
      case value(Double)
      /// For the other trials, at this step.
      case waits(Int)
    }

    var end: End
    var steps: Int
  }

  private func train(
    _ settings: [String], in place: String?, workers: ThreadWorkers, rungs course: TrialCourse?,
    isTrial: Bool = true
  ) throws -> SeedResult {
    let stop = Interrupt()
    let run = try begin(search.settings + settings, place, workers, stop)
    // The limit is for trials: the configuration as it is may be larger.
    if let limit = search.parameters, isTrial {
      let count = run.trainer.policy.network.parameterCount
      guard count <= limit else {
        if let place { RunTree.remove(place) }
        throw TuneRefusal.tooManyParameters(count, limit: limit)
      }
    }
    let limit = run.trainer.configuration.stop.envSteps
    let rungs = course != nil && search.pruner != .none ? limit.map(Self.rungs) ?? [] : []
    // What the log knows already is not played again, even if the training stands before it.
    if let course,
      let known = rungs.last(where: {
        course.trial.report(at: $0) != nil && !course.hasPassed($0)
      })
    {
      return SeedResult(end: .waits(known), steps: 0)
    }
    var failure: (any Error)?
    var waits: Int?
    func look() {
      if let signal = interrupt.signal { stop.request(signal: signal) }
      guard let course, let reached = rungs.last(where: { run.trainer.state.envSteps >= $0 }),
        !course.hasPassed(reached), run.trainer.stopReason == nil
      else { return }
      guard let evaluation = run.trainer.state.evaluation?.summary else { return }
      do {
        // Before the report: after a kill, the training may stand at an earlier checkpoint.
        try course.note(TrialCourse.stepsNote, "\(run.trainer.state.envSteps)")
        try course.report(value(evaluation, run, isOver: false), at: reached)
      } catch { failure = error }
      waits = reached
      stop.request(signal: Self.waiting)
    }
    // A kill may have come between a checkpoint and its report.
    look()
    let ending = try run.run { _ in look() }
    if let failure { throw failure }
    if let waits { return SeedResult(end: .waits(waits), steps: 0) }
    let steps = run.trainer.state.envSteps
    if case .interrupted = ending { throw Interrupted() }
    let end = run.evaluation.map { value($0, run, isOver: true) } ?? .nan
    return SeedResult(end: .value(end), steps: steps)
  }

  /// The signal that ends a training that waits; nobody sees it.
  private static let waiting: Int32 = 1

  /// Steps at which trials are compared: a ninth and a third of all.
  private static func rungs(_ limit: Int) -> [Int] {
    [9, 3].map { limit / $0 }.filter { $0 > 0 }
  }

  private func value(_ evaluation: EvaluationSummary, _ run: TrainingRun, isOver: Bool) -> Double {
    guard search.objective == .steps, isOver else {
      // Who is not solved yet is compared by the return.
      return search.objective == .steps ? -evaluation.returnMean : evaluation.returnMean
    }
    let steps = Double(run.trainer.state.envSteps)
    return evaluation.isSolved(at: run.trainer.subject.solvedAt) ? steps : 2 * steps
  }

  /// The value of some settings with a fresh seed.
  public func measure(
    _ settings: [String], name: String, seed index: Int, workers: ThreadWorkers
  ) throws -> Double {
    let place =
      search.keep == .none
      ? nil : "\(folder)/confirm/\(name.replacing(" ", with: "-"))/seed-\(freshSeed(index))"
    let result = try train(
      settings + ["seed=\(freshSeed(index))"], in: place, workers: workers, rungs: nil,
      isTrial: false)
    guard case .value(let value) = result.end else { return .nan }
    return value
  }

  /// Removes the folders of trials that are not kept.
  public func clear(_ trials: [Trial], best: Trial?) {
    guard search.keep != .all else { return }
    for trial in trials where trial.state != .running {
      if search.keep == .best, trial.number == best?.number { continue }
      RunTree.remove(folder(of: trial.number))
    }
  }
}

/// Why a trial is not played.
enum TuneRefusal: Error, CustomStringConvertible {
  case tooManyParameters(Int, limit: Int)

  var description: String {
    switch self {
    case .tooManyParameters(let count, let limit):
      "its network has \(count) numbers, and \(limit) are allowed"
    }
  }
}

/// A folder that a study has made, with all that is in it.
enum RunTree {
  static func remove(_ path: String, in fileSystem: FileSystem = .posix) {
    for name in (try? fileSystem.names(in: path)) ?? [] {
      let entry = "\(path)/\(name)"
      if (try? fileSystem.removeFile(entry)) == nil { remove(entry, in: fileSystem) }
    }
    try? fileSystem.removeFolder(path)
  }
}
