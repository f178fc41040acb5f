import Synchronization

/// A generation's episodes, handed out one by one to whichever lane is free.
///
/// Every job writes only its own slot, so neither the order of the jobs nor the number of workers
/// can be seen in the result.
public final class RolloutTask: @unchecked Sendable {
  // Unchecked: the buffers are written by several workers at once, each job its own elements.

  public let plan: EpisodePlan
  /// Where the episodes stood before, of which a piece is played; nil when they are played whole.
  public let pieces: EpisodePieces?
  /// nil when the center itself plays.
  public let generation: Generation?
  public let memberCount: Int
  public let jobCount: Int
  /// The jobs that are handed out here; the slots of the others are filled by `fill`.
  public let jobs: Range<Int>
  /// Every `observedEvery`-th job reports observation sums; 0 when none does.
  public let observedEvery: Int

  private let outcomes: AlignedBuffer<EpisodeOutcome>
  private let sums: AlignedBuffer<Double>
  /// Where the episodes stand, `pieces.savedCount` numbers to a job.
  private let saved: AlignedBuffer<Float>
  /// Sums of what the episodes measured, `measureCount` numbers to a job.
  private let measured: AlignedBuffer<Double>
  /// Numbers that are measured of a step and summed over each episode; 0 when nobody asks.
  public let measureCount: Int
  private let observationCount: Int
  private let next: Atomic<Int>
  private let interrupt: Interrupt
  private let tally: Tally?

  /// How many jobs at most report observations: memory and merging stay small for any population.
  private static let observedLimit = 4096

  private static func observedEvery(_ jobs: Int) -> Int {
    (jobs + observedLimit - 1) / observedLimit
  }

  /// - Parameters:
  ///   - pieces: where the episodes stand, of which a piece is played; nil plays them whole.
  ///   - generation: whose members play; nil for the center, which is then the only member.
  ///   - jobs: which of the jobs `0..<memberCount * episodesPerMember` are played here; nil for all.
  ///   - observationCount: components to keep sums of, or 0.
  ///   - measureCount: the environment's measures, to keep the sums of each episode, or 0.
  ///   - interrupt: what may make the workers abandon the task.
  ///   - tally: counts the jobs that have ended.
  public init(
    plan: EpisodePlan, pieces: EpisodePieces? = nil, generation: Generation?,
    jobs: Range<Int>? = nil, observationCount: Int, measureCount: Int = 0,
    interrupt: Interrupt = Interrupt(), tally: Tally? = nil
  ) {
    self.interrupt = interrupt
    self.tally = tally
    self.plan = plan
    self.pieces = pieces
    self.generation = generation
    memberCount = generation?.memberCount ?? 1
    jobCount = memberCount * plan.address.episodesPerMember
    self.jobs = jobs ?? 0..<jobCount
    next = Atomic(self.jobs.lowerBound)
    self.observationCount = observationCount
    self.measureCount = measureCount
    measured = AlignedBuffer(count: jobCount * measureCount, filledWith: 0)
    observedEvery = observationCount == 0 ? 0 : Self.observedEvery(jobCount)
    outcomes = AlignedBuffer(
      count: jobCount, filledWith: EpisodeOutcome(episodeReturn: .nan, length: 0, end: .failed))
    let observed = observedEvery == 0 ? 0 : (jobCount + observedEvery - 1) / observedEvery
    sums = AlignedBuffer(count: observed * 2 * observationCount, filledWith: 0)
    saved = AlignedBuffer(count: pieces?.saved.count ?? 0, filledWith: 0)
    for (index, number) in (pieces?.saved ?? []).enumerated() { saved.base[index] = number }
    for job in pieces?.waiting ?? [] {
      outcomes.base[job] = EpisodeOutcome(episodeReturn: 0, length: 0, end: .terminated)
    }
  }

  /// The next job that nobody has taken yet, or nil when there is none left.
  func takeJob() -> Int? {
    while true {
      let job = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard job < jobs.upperBound else { return nil }
      if pieces?.isOver[job] != true { return job }
    }
  }

  /// Workers drop what they are doing; the outcomes are then meaningless.
  public var isAbandoned: Bool { interrupt.mustAbandon }

  func member(of job: Int) -> Int { job / plan.address.episodesPerMember }

  private func pair(of job: Int) -> Int { generation?.pair(of: member(of: job)) ?? 0 }

  func random(for job: Int) -> Random {
    let pair = pair(of: job)
    return plan.random(
      member: member(of: job), pair: pair, episode: job % plan.address.episodesPerMember,
      begun: pieces?.begun[pair])
  }

  /// The opponent that a job meets, where there are any.
  func encounter(of job: Int) -> Encounter {
    plan.encounter(
      member: member(of: job), pair: pair(of: job), episode: job % plan.address.episodesPerMember)
  }

  /// The steps of its episode that a job plays, unless the episode ends before.
  func steps(of job: Int, stepLimit: Int) -> Range<Int> {
    plan.steps(pair: pair(of: job), of: pieces, stepLimit: stepLimit)
  }

  /// Steps that the episode of a job had behind it.
  public func firstStep(of job: Int) -> Int { pieces?.steps[pair(of: job)] ?? 0 }

  /// Whether a job goes on with an episode of an earlier generation.
  func resumes(_ job: Int) -> Bool {
    pieces?.resumes(pair: pair(of: job), in: plan.address.index) ?? false
  }

  /// What environment and policy have saved of a job's episode; nil where whole episodes are played.
  func saved(of job: Int) -> UnsafeMutablePointer<Float>? {
    guard let pieces else { return nil }
    return saved.base + job * pieces.savedCount
  }

  /// Notes how the episode of a job ended; each job ends once.
  public func finish(_ job: Int, _ outcome: EpisodeOutcome) {
    outcomes.base[job] = outcome
    tally?.add()
  }

  /// Where an observed job keeps its sums of (x - shift) and then of (x - shift)^2; nil where it is
  /// not observed.
  public func sums(of job: Int) -> UnsafeMutablePointer<Double>? {
    guard observedEvery > 0, job % observedEvery == 0 else { return nil }
    return sums.base + job / observedEvery * 2 * observationCount
  }

  /// Where a job keeps the sums of its measures; nil where nobody asks.
  func measures(of job: Int) -> UnsafeMutablePointer<Double>? {
    measureCount == 0 ? nil : measured.base + job * measureCount
  }

  // MARK: After the last job

  /// The sum of a measure over the episode of a job.
  public func measure(_ measure: Int, of job: Int) -> Double {
    measured.base[job * measureCount + measure]
  }

  public func outcome(_ job: Int) -> EpisodeOutcome { outcomes.base[job] }

  /// What each member achieved; NaN where an episode failed.
  public func fitness() -> [Float] {
    let episodes = plan.address.episodesPerMember
    return (0..<memberCount).map { member in
      plan.conditions.score.fitness(
        of: (0..<episodes).lazy.map {
          self.outcomes.base[member * episodes + $0].episodeReturn
        })
    }
  }
}

extension RolloutTask {
  /// What is kept of a job besides its outcome.
  package struct Slot: Sendable, Equatable {
    /// Components of which some jobs keep the sums, or 0.
    package var observationCount: Int
    /// Numbers that say where the episode stands.
    var savedCount: Int
    package var measureCount: Int

    /// As many bytes as `slots` has when all of so many jobs are played here.
    package func bytes(jobs: Int) -> Int {
      let every = max(RolloutTask.observedEvery(jobs), 1)
      return jobs
        * (MemoryLayout<EpisodeOutcome>.stride + savedCount * MemoryLayout<Float>.stride
          + measureCount * MemoryLayout<Double>.stride)
        + (jobs + every - 1) / every * 2 * observationCount * MemoryLayout<Double>.stride
    }
  }

  package var slot: Slot {
    Slot(
      observationCount: observationCount, savedCount: pieces?.savedCount ?? 0,
      measureCount: measureCount)
  }

  /// All that `jobs` have written, as bytes: to be handed to another process, which plays other jobs
  /// of the same task.
  public var slots: [UInt8] {
    parts(of: jobs).flatMap { Array(UnsafeRawBufferPointer($0)) }
  }

  /// Takes over what another process has made of jobs.
  ///
  /// - Parameters:
  ///   - jobs: the jobs that it has played.
  ///   - bytes: its `slots`.
  /// - Returns: false, and nothing is taken over, when the bytes are not as many as the jobs write.
  public func fill(_ jobs: Range<Int>, with bytes: [UInt8]) -> Bool {
    let parts = parts(of: jobs)
    guard bytes.count == parts.reduce(0, { $0 + $1.count }) else { return false }
    var start = 0
    for part in parts {
      part.copyBytes(from: bytes[start..<start + part.count])
      start += part.count
    }
    return true
  }

  /// The memory that jobs write to: outcomes, sums of observations, saved episodes, sums of measures.
  private func parts(of jobs: Range<Int>) -> [UnsafeMutableRawBufferPointer] {
    func part<Element>(
      _ base: UnsafeMutablePointer<Element>, _ range: Range<Int>
    ) -> UnsafeMutableRawBufferPointer {
      UnsafeMutableRawBufferPointer(
        UnsafeMutableBufferPointer(start: base + range.lowerBound, count: range.count))
    }
    // The observed jobs are those that are multiples of `observedEvery`.
    func row(_ job: Int) -> Int {
      observedEvery == 0 ? 0 : (job + observedEvery - 1) / observedEvery * 2 * observationCount
    }
    let width = pieces?.savedCount ?? 0
    return [
      part(outcomes.base, jobs), part(sums.base, row(jobs.lowerBound)..<row(jobs.upperBound)),
      part(saved.base, jobs.lowerBound * width..<jobs.upperBound * width),
      part(measured.base, jobs.lowerBound * measureCount..<jobs.upperBound * measureCount),
    ]
  }
}

extension ObservationMoments {
  /// Merges what the observed jobs of a task saw, in the order of the jobs.
  ///
  /// - Parameter shift: what the sums were taken relative to.
  public mutating func merge(_ task: RolloutTask, shift: [Float]) {
    guard task.observedEvery > 0 else { return }
    for job in stride(from: 0, to: task.jobCount, by: task.observedEvery) {
      guard let sums = task.sums(of: job), task.outcome(job).end != .failed else { continue }
      merge(
        steps: Int(task.outcome(job).length), shift: shift, sum: sums,
        squares: sums + shift.count)
    }
  }
}
