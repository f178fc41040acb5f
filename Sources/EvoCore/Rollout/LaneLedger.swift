import CKernels

/// The accounts of a block of lanes: what each episode has gained, its steps, and how it ended.
package final class LaneLedger {
  private let memory: LaneMemory
  private let stride: Int
  private let sums: AlignedBuffer<Double>
  private let counts: AlignedBuffer<Int32>
  private let limits: AlignedBuffer<Int32>
  private let over: AlignedBuffer<UInt16>
  private let record: AlignedBuffer<ck_ledger>

  package init(_ memory: LaneMemory) {
    self.memory = memory
    let block = memory.block
    stride = block.stride
    sums = AlignedBuffer(count: stride, filledWith: 0)
    counts = AlignedBuffer(count: stride, filledWith: 0)
    limits = AlignedBuffer(count: stride, filledWith: 0)
    over = AlignedBuffer(count: stride / 16, filledWith: 0)
    record = AlignedBuffer(
      count: 1,
      filledWith: ck_ledger(
        returns: sums.base, steps: counts.base, reward: block.reward,
        observation: block.observation, action: block.action, terminated: block.terminated,
        limits: limits.base, alive: block.alive, ended: over.base,
        observations: Int32(memory.observationCount), actions: Int32(memory.actionWidth),
        reward_floor: -.infinity, reward_offset: 0))
  }

  /// Says how rewards count from now on.
  ///
  /// - Parameters:
  ///   - floor: rewards below it count as it.
  ///   - offset: added to every reward.
  package func setReward(floor: Float, offset: Float) {
    record.base.pointee.reward_floor = floor
    record.base.pointee.reward_offset = offset
  }

  /// Opens the account of an episode that plays these of its steps.
  package func begin(lane: Int, steps: Range<Int>) {
    sums.base[lane] = 0
    counts.base[lane] = Int32(steps.lowerBound)
    limits.base[lane] = Int32(steps.upperBound)
  }

  /// Enters the step that lanes `0..<lanes` have just played.
  ///
  /// - Returns: how many of their episodes it has ended.
  package func account(lanes: Int) -> Int { ck_account(record.base, lanes, stride) }

  /// Steps that each lane's episode has behind it.
  package var steps: UnsafePointer<Int32> { UnsafePointer(counts.base) }

  /// The sum of a lane's rewards.
  package func episodeReturn(_ lane: Int) -> Double { sums.base[lane] }

  /// The lanes among the 16 from `16 * group` on whose episodes the latest step has ended, as bits.
  package func ended(group: Int) -> UInt16 { over.base[group] }

  /// How the episode ended that the latest step has ended in `lane`.
  package func end(of lane: Int) -> EpisodeEnd {
    guard isFinite(lane) else { return .failed }
    let ending = memory.block.terminated[lane]
    return ending == 0 || ending == LaneBlock.truncated ? .truncated : .terminated
  }

  private func isFinite(_ lane: Int) -> Bool {
    let block = memory.block
    // As it is reported: a sum that only a double can hold is as good as infinite.
    guard Float(sums.base[lane]).isFinite, block.reward[lane].isFinite else { return false }
    for k in 0..<memory.observationCount where !block.observation[k * stride + lane].isFinite {
      return false
    }
    for k in 0..<memory.actionWidth where !block.action[k * stride + lane].isFinite {
      return false
    }
    return true
  }

  package func moveLane(from source: Int, to target: Int) {
    sums.base[target] = sums.base[source]
    counts.base[target] = counts.base[source]
    limits.base[target] = limits.base[source]
  }
}
