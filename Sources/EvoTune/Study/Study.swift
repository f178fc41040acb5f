import EvoCore
import EvoTrain
import Synchronization

/// Tries values, batch by batch, until a budget is spent.
///
/// The trials of a batch are chosen together, and where they are compared, they wait for each other: who
/// goes on is said when all have come there. So the study is the same for any number of workers, unless
/// seconds end it.
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
  public var best: Trial? { trials.best(maximizes: maximizes) }

  /// The steps that all trials have taken.
  public var steps: Int {
    trials.reduce(0) { $0 + ($1.notes[TrialCourse.stepsNote].flatMap { Int($0) } ?? 0) }
  }

  /// Tries until the budget is spent or a signal comes.
  ///
  /// - Parameters:
  ///   - workers: trials that are played at the same time.
  ///   - play: plays a trial to its end or to the next stop that it has not passed; throws `Interrupted`
  ///     where it is left for later.
  ///   - observe: hears of every trial that has ended, from any thread.
  /// - Throws: the first thing that kept a trial from being noted.
  public func run(
    _ budget: Budget, workers: any Workers, interrupt: Interrupt,
    play: @escaping @Sendable (TrialCourse) throws -> TrialLeg,
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
        TrialCourse($0, passed: 0, journal: journal)
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
    play: @escaping @Sendable (TrialCourse) throws -> TrialLeg,
    observe: @escaping @Sendable (Trial) -> Void
  ) throws {
    var passed = 0
    var stops: [Int: TrialStop] = [:]
    while true {
      let moving = trials[begin...].filter { $0.state == .running && stops[$0.number] == nil }
      let legs = try playLegs(
        of: moving, passed: passed, workers: workers, interrupt: interrupt, play: play,
        observe: observe)
      for (trial, stop) in legs {
        trials[trial.number] = trial
        stops[trial.number] = stop
      }
      // The nearest stop first: whoever can still come there has.
      guard legs.count == moving.count, let step = stops.values.map(\.step).min() else { return }
      passed = step
      let arrived = stops.filter { $0.value.step == step }
      for (number, stop) in arrived.sorted(by: { $0.key < $1.key }) {
        stops[number] = nil
        guard !goesOn(trials[number], past: stop, batch: begin) else { continue }
        trials[number] = try TrialCourse(trials[number], passed: step, journal: journal)
          .finish(.pruned)
        observe(trials[number])
      }
    }
  }

  /// Plays each trial to its next stop.
  ///
  /// - Returns: the trials that were played, in any order, and where those wait that have not ended.
  private func playLegs(
    of moving: [Trial], passed: Int, workers: any Workers, interrupt: Interrupt,
    play: @escaping @Sendable (TrialCourse) throws -> TrialLeg,
    observe: @escaping @Sendable (Trial) -> Void
  ) throws -> [(Trial, TrialStop?)] {
    let journal = journal
    let next = Atomic(0)
    let played = Mutex<(legs: [(Trial, TrialStop?)], failure: (any Error)?)>(([], nil))
    workers.atMost(moving.count).run { _ in
      while interrupt.signal == nil, played.withLock({ $0.failure == nil }) {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < moving.count else { return }
        let course = TrialCourse(moving[index], passed: passed, journal: journal)
        do {
          switch try play(course) {
          case .ended(let outcome):
            let trial = try course.finish(outcome)
            played.withLock { $0.legs.append((trial, nil)) }
            observe(trial)
          case .waits(let stop):
            played.withLock { $0.legs.append((course.trial, stop)) }
          }
        } catch is Interrupted {
          return
        } catch {
          played.withLock { $0.failure = $0.failure ?? error }
        }
      }
    }
    let (legs, failure) = played.withLock { $0 }
    if let failure { throw failure }
    return legs
  }

  /// Whether a trial goes on, by what others were worth there.
  private func goesOn(_ trial: Trial, past stop: TrialStop, batch begin: Int) -> Bool {
    guard let value = trial.report(at: stop.step) else { return true }
    func others(_ trials: ArraySlice<Trial>) -> [Double] {
      trials.compactMap { $0.number == trial.number ? nil : $0.report(at: stop.step) }
    }
    switch stop.kind {
    case .rung(let pruner):
      return pruner.goesOn(
        with: value, among: others(trials[...]), batch: others(trials[begin...]),
        maximizes: maximizes)
    case .seed:
      return PrunerKind.asha.goesOn(
        with: value, among: others(trials[..<begin]), batch: [], maximizes: maximizes)
    }
  }
}

/// How a trial ended.
public enum TrialOutcome: Sendable, Equatable {
  case complete(Double)
  case pruned
  case failed(reason: String)
}

/// What playing a trial has come to.
public enum TrialLeg: Sendable, Equatable {
  case ended(TrialOutcome)
  /// Until the other trials have come to this stop.
  case waits(TrialStop)
}

/// Where trials are compared, and some are given up.
public struct TrialStop: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// On the way of a training.
    case rung(PrunerKind)
    /// After a whole training: the next seed is for those that would be among the best third of earlier
    /// batches.
    case seed
  }

  /// Of the report by which they are compared.
  public var step: Int
  public var kind: Kind

  public init(at step: Int, _ kind: Kind) {
    self.step = step
    self.kind = kind
  }
}
