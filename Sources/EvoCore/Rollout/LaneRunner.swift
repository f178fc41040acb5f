import CKernels

/// One worker's block of lanes: plays episodes until a task has none left.
///
/// A lane that finishes takes the next job at once; when there is none, the living lanes are moved
/// together so that the block shrinks with the work. A rollout allocates nothing.
public final class LaneRunner {
  public let stride: Int
  private let spec: EnvironmentSpec
  private let environment: any EnvironmentBlock
  /// The environment, where its episodes can be left and gone on with.
  private let resumable: (any ResumableBlock)?
  private let policy: PolicyBlock
  private let block: LaneBlock
  /// Made when a task asks for it, kept for those that ask for the same.
  private var disturbance: LaneDisturbance?
  /// The same.
  private var adversary: LaneAdversary?
  private let observationCount: Int

  private let observation: AlignedBuffer<Float>
  private let action: AlignedBuffer<Float>
  private let reward: AlignedBuffer<Float>
  private let terminated: AlignedBuffer<Int32>
  private let alive: AlignedBuffer<UInt16>
  private let ended: AlignedBuffer<UInt16>
  private let returns: AlignedBuffer<Double>
  private let steps: AlignedBuffer<Int32>
  /// The step at which a lane's job ends, if its episode goes on so long.
  private let limits: AlignedBuffer<Int32>
  private let jobs: AlignedBuffer<Int32>
  private let members: AlignedBuffer<Int32>
  private let sum: AlignedBuffer<Double>
  private let squares: AlignedBuffer<Double>
  private let shift: AlignedBuffer<Float>

  /// - Parameters:
  ///   - rank: rank of the matrix noise; nil for dense, 0 when only the center will play.
  ///   - stride: lanes, a multiple of 16.
  public init(kind: EnvironmentKind, policy: Policy, rank: Int?, stride: Int) throws {
    self.stride = stride
    spec = kind.spec
    environment = try kind.makeBlock(stride)
    resumable = environment as? any ResumableBlock
    self.policy = PolicyBlock(policy: policy, rank: rank, stride: stride)
    observationCount = spec.observation.count
    observation = AlignedBuffer(count: observationCount * stride, filledWith: 0)
    action = AlignedBuffer(
      count: max(spec.action.width, spec.action.outputCount) * stride, filledWith: 0)
    reward = AlignedBuffer(count: stride, filledWith: 0)
    terminated = AlignedBuffer(count: stride, filledWith: 0)
    alive = AlignedBuffer(count: stride / 16, filledWith: 0)
    ended = AlignedBuffer(count: stride / 16, filledWith: 0)
    returns = AlignedBuffer(count: stride, filledWith: 0)
    steps = AlignedBuffer(count: stride, filledWith: 0)
    limits = AlignedBuffer(count: stride, filledWith: 0)
    jobs = AlignedBuffer(count: stride, filledWith: 0)
    members = AlignedBuffer(count: stride, filledWith: 0)
    sum = AlignedBuffer(count: observationCount * stride, filledWith: 0)
    squares = AlignedBuffer(count: observationCount * stride, filledWith: 0)
    shift = AlignedBuffer(count: observationCount, filledWith: 0)
    block = LaneBlock(
      stride: stride, observation: observation.base, action: action.base, reward: reward.base,
      terminated: terminated.base, alive: alive.base)
  }

  /// Takes over the center that the next tasks perturb.
  public func setCenter(_ policy: Policy) { self.policy.setCenter(policy) }

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
    if task.observedEvery > 0 { self.shift.base.update(from: shift, count: observationCount) }
    alive.base.update(repeating: 0, count: stride / 16)
    let amount = task.plan.disturbance
    if disturbance?.amount ?? .none != amount {
      disturbance =
        amount == .none ? nil : LaneDisturbance(amount, spec: spec, stride: stride)
    }
    let view = disturbance?.view(of: block) ?? block
    if let opponent = task.plan.adversary {
      adversary?.setCenter(opponent)
      adversary = adversary ?? LaneAdversary(opponent, spec: spec, stride: stride)
    } else {
      adversary = nil
    }
    var living = startAll(task, perturbation: perturbation, lanes: lanes)
    if living < lanes { isExhausted = true }
    var ledger = ck_ledger(
      returns: returns.base, steps: steps.base, reward: reward.base, observation: observation.base,
      action: action.base, terminated: terminated.base, limits: limits.base, alive: alive.base,
      ended: ended.base, observations: Int32(observationCount), actions: Int32(spec.action.width),
      reward_floor: task.plan.rewardFloor, reward_offset: task.plan.rewardOffset)
    while living > 0, !task.isAbandoned {
      if isExhausted, lanes > 16, living <= lanes / 2 {
        lanes = compact(lanes: lanes, living: living)
      }
      disturbance?.observe(block, steps: steps.base, lanes: lanes)
      if task.observedEvery > 0 {
        ck_accumulate_moments(
          sum.base, squares.base, view.observation, self.shift.base, observationCount, lanes, stride
        )
      }
      policy.act(lanes: lanes, in: view)
      disturbance?.act(block, steps: steps.base, lanes: lanes)
      adversary?.act(block, lanes: lanes)
      environment.step(lanes: lanes, in: block)
      guard ck_account(&ledger, lanes, stride) > 0 else { continue }
      for group in 0..<lanes / 16 {
        var mask = ended.base[group]
        if mask == .max, !isExhausted {
          // All at once, as at the step limit: filling 16 lanes together is several times faster.
          for lane in group * 16..<group * 16 + 16 { finish(lane, of: task) }
          alive.base[group] = 0
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
            alive.base[group] &= ~(1 << UInt16(lane % 16))
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
      policy.loadSixteen(
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
      policy.load(
        member: task.member(of: job), of: generation, perturbation: perturbation, lane: lane)
    } else {
      policy.loadCenter(lane: lane)
    }
    begin(job, of: task, lane: lane)
  }

  private func begin(_ job: Int, of task: RolloutTask, lane: Int) {
    jobs.base[lane] = Int32(job)
    let steps = task.steps(of: job, stepLimit: spec.stepLimit)
    returns.base[lane] = 0
    self.steps.base[lane] = Int32(steps.lowerBound)
    limits.base[lane] = Int32(steps.upperBound)
    alive.base[lane / 16] |= 1 << UInt16(lane % 16)
    if task.observedEvery > 0 {
      for k in 0..<observationCount {
        sum.base[k * stride + lane] = 0
        squares.base[k * stride + lane] = 0
      }
    }
    var random = task.random(for: job)
    environment.reset(lane: lane, random: &random, in: block)
    disturbance?.begin(lane: lane, random: &random)
    adversary?.begin(lane: lane, meeting: task.encounter(of: job))
    if let resumable, task.resumes(job), let saved = task.saved(of: job) {
      resumable.restore(lane: lane, from: LaneReader(saved, stride: 1), in: block)
    }
  }

  private func finish(_ lane: Int, of task: RolloutTask) {
    let job = Int(jobs.base[lane])
    let failed = !isFinite(lane)
    let end: EpisodeEnd = failed ? .failed : terminated.base[lane] != 0 ? .terminated : .truncated
    task.finish(
      job,
      EpisodeOutcome(
        episodeReturn: failed ? .nan : Float(returns.base[lane]),
        length: steps.base[lane] - Int32(task.firstStep(of: job)), end: end))
    if let resumable, let saved = task.saved(of: job) {
      resumable.save(lane: lane, to: LaneWriter(saved, stride: 1), in: block)
    }
    if let sums = task.sums(of: job) {
      for k in 0..<observationCount {
        sums[k] = sum.base[k * stride + lane]
        sums[observationCount + k] = squares.base[k * stride + lane]
      }
    }
  }

  private func isFinite(_ lane: Int) -> Bool {
    // As it is reported: a sum that only a double can hold is as good as infinite.
    guard Float(returns.base[lane]).isFinite else { return false }
    for k in 0..<observationCount where !observation.base[k * stride + lane].isFinite {
      return false
    }
    for k in 0..<spec.action.width where !action.base[k * stride + lane].isFinite { return false }
    return true
  }

  /// Moves the living lanes to the front and returns how many lanes the block needs now.
  private func compact(lanes: Int, living: Int) -> Int {
    let target = roundedToLanes(living)
    guard target < lanes else { return lanes }
    var free = 0
    for lane in 0..<lanes where isAlive(lane) {
      while isAlive(free) { free += 1 }
      if free >= lane { continue }
      policy.moveLane(from: lane, to: free)
      environment.moveLane(from: lane, to: free)
      disturbance?.moveLane(from: lane, to: free)
      adversary?.moveLane(from: lane, to: free)
      for k in 0..<observationCount {
        observation.base[k * stride + free] = observation.base[k * stride + lane]
        sum.base[k * stride + free] = sum.base[k * stride + lane]
        squares.base[k * stride + free] = squares.base[k * stride + lane]
      }
      returns.base[free] = returns.base[lane]
      steps.base[free] = steps.base[lane]
      limits.base[free] = limits.base[lane]
      jobs.base[free] = jobs.base[lane]
      alive.base[free / 16] |= 1 << UInt16(free % 16)
      alive.base[lane / 16] &= ~(1 << UInt16(lane % 16))
    }
    return target
  }

  private func isAlive(_ lane: Int) -> Bool {
    alive.base[lane / 16] & (1 << UInt16(lane % 16)) != 0
  }
}
