import EvoCore

/// The buffers of a lane block, all NaN at first, so that what nobody wrote shows.
public final class LaneMemory {
  public let block: LaneBlock
  private let observations: LaneMatrix
  private let actions: LaneMatrix
  private let rewards: LaneMatrix
  private let terminated: AlignedBuffer<Int32>
  private let alive: AlignedBuffer<UInt16>

  /// - Parameter stride: lanes, a multiple of 16; all of them are alive.
  public init(observations: Int, actions: Int, stride: Int) {
    self.observations = LaneMatrix(rows: observations, stride: stride)
    self.actions = LaneMatrix(rows: actions, stride: stride)
    rewards = LaneMatrix(rows: 1, stride: stride)
    terminated = AlignedBuffer(count: stride, filledWith: -1)
    alive = AlignedBuffer(count: stride / 16, filledWith: .max)
    block = LaneBlock(
      stride: stride, observation: self.observations.base, action: self.actions.base,
      reward: rewards.base, terminated: terminated.base, alive: alive.base)
  }

  public convenience init(_ spec: EnvironmentSpec, stride: Int) {
    self.init(observations: spec.observation.count, actions: spec.action.width, stride: stride)
  }

  public func observation(_ lane: Int) -> [Float] { observations.column(lane) }

  public func setAction(_ lane: Int, to values: [Float]) { actions.setColumn(lane, to: values) }

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
