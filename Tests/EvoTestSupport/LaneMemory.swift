import EvoCore

/// The buffers of a lane block, all NaN at first, so that what nobody wrote shows.
public final class LaneMemory {
  public let block: LaneBlock
  private let observations: LaneMatrix
  private let actions: LaneMatrix
  private let rewards: LaneMatrix
  private let terminated: AlignedBuffer<Int32>
  private let alive: AlignedBuffer<UInt16>

  /// - Parameter stride: lanes, a multiple of 16; none of them is alive yet.
  public init(observations: Int, actions: Int, stride: Int) {
    self.observations = LaneMatrix(rows: observations, stride: stride)
    self.actions = LaneMatrix(rows: actions, stride: stride)
    rewards = LaneMatrix(rows: 1, stride: stride)
    terminated = AlignedBuffer(count: stride, filledWith: -1)
    alive = AlignedBuffer(count: stride / 16, filledWith: 0)
    block = LaneBlock(
      stride: stride, observation: self.observations.base, action: self.actions.base,
      reward: rewards.base, terminated: terminated.base, alive: alive.base)
  }

  public convenience init(_ spec: EnvironmentSpec, stride: Int) {
    self.init(observations: spec.observation.count, actions: spec.action.width, stride: stride)
  }

  public func observation(_ lane: Int) -> [Float] { observations.column(lane) }

  public func setAction(_ lane: Int, to values: [Float]) { actions.setColumn(lane, to: values) }

  /// Says whether a lane plays an episode.
  public func setAlive(_ lane: Int, _ isAlive: Bool) {
    let bit: UInt16 = 1 << UInt16(lane % 16)
    if isAlive { alive.base[lane / 16] |= bit } else { alive.base[lane / 16] &= ~bit }
  }

  /// Copies the observation of a lane, as the runner does when it moves one.
  public func moveObservation(from source: Int, to target: Int) {
    observations.setColumn(target, to: observations.column(source))
  }

  public func poisonObservation(_ lane: Int) {
    observations.setColumn(lane, to: [Float](repeating: .nan, count: observations.rows))
  }

  /// Forgets the latest step's reward and flag of every lane.
  public func poisonResults() {
    for lane in 0..<block.stride {
      block.reward[lane] = .nan
      block.terminated[lane] = -1
    }
  }
}
