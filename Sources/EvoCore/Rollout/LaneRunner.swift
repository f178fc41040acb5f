/// One worker's block of lanes: plays episodes until a task has none left.
///
/// A lane that finishes takes the next job at once; when there is none, the living lanes are moved
/// together so that the block shrinks with the work. A rollout allocates nothing.
public final class LaneRunner {
  public let stride: Int
  private let stepLimit: Int
  private let stages: EpisodeStages
  private let ledger: LaneLedger
  private let moments: LaneMoments
  private let measures: LaneMeasures
  /// Whether the environment measures its steps.
  public let isMeasured: Bool
  private let jobs: AlignedBuffer<Int32>
  private let members: AlignedBuffer<Int32>

  /// - Parameters:
  ///   - rank: rank of the matrix noise; nil for dense, 0 when only the center will play.
  ///   - isMeasured: whether the environment measures its steps, for tasks that keep the sums or weigh them.
  ///   - stride: lanes, a multiple of 16.
  public convenience init(
    kind: EnvironmentKind, policy: Policy, rank: Int?, isMeasured: Bool = false, stride: Int
  ) throws {
    try self.init(
      kind: kind, policy: PolicyBlock(policy: policy, rank: rank, stride: stride),
      isMeasured: isMeasured, stride: stride)
  }

  /// - Parameter policy: with as many lanes.
  package init(
    kind: EnvironmentKind, policy: any LanePolicy, isMeasured: Bool = false, stride: Int
  ) throws {
    self.stride = stride
    self.isMeasured = isMeasured
    stepLimit = kind.spec.stepLimit
    stages = EpisodeStages(
      try kind.makeBlock(stride), spec: kind.spec, policy: policy, isMeasured: isMeasured,
      stride: stride)
    measures = LaneMeasures(stages.memory)
    ledger = LaneLedger(stages.memory)
    moments = LaneMoments(count: kind.spec.observation.count, stride: stride)
    jobs = AlignedBuffer(count: stride, filledWith: 0)
    members = AlignedBuffer(count: stride, filledWith: 0)
  }

  /// Takes over the center that the next tasks perturb.
  public func setCenter(_ policy: Policy) { stages.policy.setCenter(policy) }

  /// Why the environment plays no longer; nil while it does.
  package var failure: (any Error)? { stages.failure }

  /// Plays jobs of `task` until none is left, in at most `width` lanes at a time.
  ///
  /// - Parameters:
  ///   - perturbation: how members differ from the center; not used when the center plays.
  ///   - shift: what observation sums are taken relative to; empty when nothing is observed.
  public func run(
    _ task: RolloutTask, perturbation: some Perturbation, width: Int, shift: [Float]
  ) {
    var lanes = min(roundedToLanes(width), stride)
    var isExhausted = false
    let isObserved = task.observedEvery > 0
    if isObserved { moments.setShift(shift) }
    stages.memory.clearAlive()
    let conditions = task.plan.conditions
    stages.prepare(conditions)
    ledger.setReward(floor: conditions.rewardFloor, offset: conditions.rewardOffset)
    var living = startAll(task, perturbation: perturbation, lanes: lanes)
    if living < lanes { isExhausted = true }
    while living > 0, !task.isAbandoned {
      if isExhausted, lanes > 16, living <= lanes / 2 {
        lanes = compact(lanes: lanes, living: living)
      }
      stages.observe(lanes: lanes, steps: ledger.steps)
      if isObserved { moments.add(stages.view.observation, lanes: lanes) }
      stages.act(lanes: lanes, steps: ledger.steps)
      if isMeasured { measures.add(lanes: lanes) }
      guard ledger.account(lanes: lanes) > 0 else { continue }
      for group in 0..<lanes / 16 {
        var mask = ledger.ended(group: group)
        if mask == .max, !isExhausted {
          // All at once, as at the step limit: filling 16 lanes together is several times faster.
          for lane in group * 16..<group * 16 + 16 {
            finish(lane, of: task)
            stages.memory.setAlive(lane, false)
          }
          let count = startSixteen(task, perturbation: perturbation, first: group * 16)
          isExhausted = count < 16
          living -= 16 - count
          continue
        }
        while mask != 0 {
          let lane = group * 16 + mask.trailingZeroBitCount
          mask &= mask - 1
          finish(lane, of: task)
          if let job = isExhausted ? nil : task.takeJob() {
            start(job, of: task, lane: lane, perturbation: perturbation)
          } else {
            isExhausted = true
            stages.memory.setAlive(lane, false)
            living -= 1
          }
        }
      }
    }
  }

  /// Fills the lanes with jobs, 16 at a time, and returns how many there were.
  private func startAll(
    _ task: RolloutTask, perturbation: some Perturbation, lanes: Int
  ) -> Int {
    var living = 0
    for group in 0..<lanes / 16 {
      let count = startSixteen(task, perturbation: perturbation, first: group * 16)
      living += count
      if count < 16 { break }
    }
    return living
  }

  /// Fills up to 16 lanes from `first` on with jobs and returns how many there were.
  private func startSixteen(
    _ task: RolloutTask, perturbation: some Perturbation, first: Int
  ) -> Int {
    var count = 0
    while count < 16, let job = task.takeJob() {
      jobs.base[first + count] = Int32(job)
      members.base[first + count] = Int32(task.member(of: job))
      count += 1
    }
    if count == 16, let generation = task.generation {
      stages.policy.loadSixteen(
        members: members.base + first, of: generation, perturbation: perturbation,
        firstLane: first)
      for lane in first..<first + 16 { begin(Int(jobs.base[lane]), of: task, lane: lane) }
    } else {
      for lane in first..<first + count {
        start(Int(jobs.base[lane]), of: task, lane: lane, perturbation: perturbation)
      }
    }
    return count
  }

  private func start(
    _ job: Int, of task: RolloutTask, lane: Int, perturbation: some Perturbation
  ) {
    if let generation = task.generation {
      stages.policy.load(
        member: task.member(of: job), of: generation, perturbation: perturbation, lane: lane)
    } else {
      stages.policy.loadCenter(lane: lane)
    }
    begin(job, of: task, lane: lane)
  }

  private func begin(_ job: Int, of task: RolloutTask, lane: Int) {
    jobs.base[lane] = Int32(job)
    ledger.begin(lane: lane, steps: task.steps(of: job, stepLimit: stepLimit))
    if task.observedEvery > 0 { moments.begin(lane: lane) }
    measures.begin(lane: lane)
    var random = task.random(for: job)
    stages.begin(lane: lane, random: &random, meeting: task.encounter(of: job))
    if task.resumes(job), let saved = task.saved(of: job) {
      stages.restore(lane: lane, from: saved)
    }
  }

  private func finish(_ lane: Int, of task: RolloutTask) {
    let job = Int(jobs.base[lane])
    let end = ledger.end(of: lane)
    task.finish(
      job,
      EpisodeOutcome(
        episodeReturn: end == .failed ? .nan : Float(ledger.episodeReturn(lane)),
        length: ledger.steps[lane] - Int32(task.firstStep(of: job)), end: end))
    if let saved = task.saved(of: job) { stages.save(lane: lane, to: saved) }
    if let sums = task.sums(of: job) { moments.write(lane: lane, to: sums) }
    if let sums = task.measures(of: job) { measures.write(lane: lane, to: sums) }
  }

  /// Moves the living lanes to the front and returns how many lanes the block needs now.
  private func compact(lanes: Int, living: Int) -> Int {
    let target = roundedToLanes(living)
    guard target < lanes else { return lanes }
    let block = stages.memory.block
    var free = 0
    for lane in 0..<lanes where block.isAlive(lane) {
      while block.isAlive(free) { free += 1 }
      if free >= lane { continue }
      stages.moveLane(from: lane, to: free)
      ledger.moveLane(from: lane, to: free)
      moments.moveLane(from: lane, to: free)
      measures.moveLane(from: lane, to: free)
      jobs.base[free] = jobs.base[lane]
    }
    return target
  }
}
