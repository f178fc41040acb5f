import EvoCore
import EvoTrain
import Synchronization

/// Tries values, batch by batch, until a budget is spent.
///
/// The trials of a batch are chosen together and are compared with those of earlier batches only. So the
/// study is the same for any number of workers, unless seconds end it.
public final class Study {
  public struct Budget: Sendable {
    public var trials: Int
    /// Of all trials together; a batch that has begun is finished.
    public var steps: Int?
    public var seconds: Double?
    /// A value that is good enough.
    public var target: Double?

    public init(
      trials: Int, steps: Int? = nil, seconds: Double? = nil, target: Double? = nil
    ) {
      self.trials = trials
      self.steps = steps
      self.seconds = seconds
      self.target = target
    }
  }

  public let space: SearchSpace
  public let maximizes: Bool
  public private(set) var trials: [Trial]
  private let sampler: any Sampler
  private let journal: Journal?

  /// - Parameter contents: of the log of a study that goes on.
  public init(
    _ space: SearchSpace, maximizes: Bool, sampler: any Sampler, journal: Journal?,
    after contents: Journal.Contents = .init()
  ) {
    self.space = space
    self.maximizes = maximizes
    self.sampler = sampler
    self.journal = journal
    trials = contents.trials
  }

  /// The best trial that is complete, the earliest of equal ones.
  public var best: Trial? {
    trials.filter { $0.state == .complete && $0.value != nil }.max {
      Standing($0, maximizes: maximizes) < Standing($1, maximizes: maximizes)
        || Standing($0, maximizes: maximizes) == Standing($1, maximizes: maximizes)
          && $0.number > $1.number
    }
  }

  /// The steps that all trials have taken.
  public var steps: Int {
    trials.reduce(0) { $0 + ($1.notes[TrialCourse.stepsNote].flatMap { Int($0) } ?? 0) }
  }

  /// Tries until the budget is spent or a signal comes.
  ///
  /// - Parameters:
  ///   - workers: trials that are played at the same time.
  ///   - play: plays a trial; throws `Interrupted` where it is left for later.
  ///   - observe: hears of every trial that has ended, from any thread.
  /// - Throws: the first thing that kept a trial from being noted.
  public func run(
    _ budget: Budget, workers: any Workers, interrupt: Interrupt,
    play: @escaping @Sendable (TrialCourse) throws -> TrialOutcome,
    observe: @escaping @Sendable (Trial) -> Void = { _ in }
  ) throws {
    try run(budget, interrupt: interrupt) { begin in
      try playBatch(begin, workers: workers, interrupt: interrupt, play: play, observe: observe)
    }
  }

  /// Tries until the budget is spent or a signal comes, all trials of a batch together.
  ///
  /// - Parameters:
  ///   - play: plays the trials and ends each; throws `Interrupted` where some are left for later.
  ///   - observe: hears of every trial that has ended.
  /// - Throws: what `play` throws.
  public func run(
    _ budget: Budget, interrupt: Interrupt,
    together play: (
      _ courses: [TrialCourse], _ end: (TrialCourse, TrialOutcome) throws -> Void
    ) throws -> Void,
    observe: @escaping (Trial) -> Void = { _ in }
  ) throws {
    try run(budget, interrupt: interrupt) { begin in
      let courses = trials[begin...].filter { $0.state == .running }.map {
        TrialCourse($0, after: [], maximizes: maximizes, journal: journal)
      }
      do {
        try play(courses) { course, outcome in
          let trial = try course.finish(outcome)
          trials[trial.number] = trial
          observe(trial)
        }
      } catch is Interrupted {}
    }
  }

  private func run(
    _ budget: Budget, interrupt: Interrupt, playBatch: (_ begin: Int) throws -> Void
  ) throws {
    let now = Stopwatch()
    // Batches before this one have ended.
    var begin = 0
    while interrupt.signal == nil {
      let finished = begin + trials[begin...].count { $0.state != .running }
      begin = finished / sampler.batch * sampler.batch
      let end = min(begin + sampler.batch, budget.trials)
      // A batch that has begun is finished.
      if finished == trials.count, isSpent(budget, finished: finished, now) { return }
      if trials.count < end {
        let next = sampler.propose(trials.count..<end, after: trials[..<begin])
        let fresh = zip(trials.count..<end, next).map { Trial(number: $0, assignment: $1) }
        try journal?.begin(fresh)
        trials += fresh
      }
      try playBatch(begin)
    }
  }

  private func isSpent(_ budget: Budget, finished: Int, _ now: Stopwatch) -> Bool {
    finished >= budget.trials || budget.seconds.map { now.seconds >= $0 } ?? false
      || budget.steps.map { steps >= $0 } ?? false
      || budget.target.map(reaches) ?? false
  }

  /// Whether a trial is as good as this.
  public func reaches(_ target: Double) -> Bool {
    best?.value.map { maximizes ? $0 >= target : $0 <= target } ?? false
  }

  private func playBatch(
    _ begin: Int, workers: any Workers, interrupt: Interrupt,
    play: @escaping @Sendable (TrialCourse) throws -> TrialOutcome,
    observe: @escaping @Sendable (Trial) -> Void
  ) throws {
    let waiting = trials[begin...].filter { $0.state == .running }
    let earlier = Array(trials[..<begin])
    let (maximizes, journal) = (maximizes, journal)
    let next = Atomic(0)
    let ended = Mutex<(trials: [Trial], failure: (any Error)?)>(([], nil))
    workers.atMost(waiting.count).run { _ in
      while interrupt.signal == nil, ended.withLock({ $0.failure == nil }) {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < waiting.count else { return }
        let course = TrialCourse(
          waiting[index], after: earlier, maximizes: maximizes, journal: journal)
        do {
          let trial = try course.finish(try play(course))
          ended.withLock { $0.trials.append(trial) }
          observe(trial)
        } catch is Interrupted {
          return
        } catch {
          ended.withLock { $0.failure = $0.failure ?? error }
        }
      }
    }
    let (finished, failure) = ended.withLock { $0 }
    for trial in finished { trials[trial.number] = trial }
    if let failure { throw failure }
  }
}

/// How a trial ended.
public enum TrialOutcome: Sendable, Equatable {
  case complete(Double)
  case pruned
  case failed(reason: String)
}
