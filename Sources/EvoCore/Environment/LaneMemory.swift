/// The buffers of a lane block: the memory that an environment, a policy and what stands between
/// them share. No lane plays at first.
public final class LaneMemory {
  public let block: LaneBlock
  public let observationCount: Int
  public let actionWidth: Int
  private let observations: AlignedBuffer<Float>
  private let actions: AlignedBuffer<Float>
  private let rewards: AlignedBuffer<Float>
  private let terminated: AlignedBuffer<Int32>
  private let alive: AlignedBuffer<UInt16>
  private let measures: AlignedBuffer<Float>
  public let measureCount: Int

  /// - Parameters:
  ///   - stride: lanes, a multiple of 16.
  ///   - measureCount: numbers that are measured of a step; 0 when nobody asks.
  ///   - value: of every number before it is written; NaN shows what nobody writes.
  public init(
    observations observationCount: Int, actions actionWidth: Int, measures measureCount: Int = 0,
    stride: Int,
    filledWith value: Float = 0
  ) {
    self.observationCount = observationCount
    self.actionWidth = actionWidth
    self.measureCount = measureCount
    measures = AlignedBuffer(count: measureCount * stride, filledWith: value)
    observations = AlignedBuffer(count: observationCount * stride, filledWith: value)
    actions = AlignedBuffer(count: actionWidth * stride, filledWith: value)
    rewards = AlignedBuffer(count: stride, filledWith: value)
    terminated = AlignedBuffer(count: stride, filledWith: 0)
    alive = AlignedBuffer(count: stride / 16, filledWith: 0)
    block = LaneBlock(
      stride: stride, observation: observations.base, action: actions.base, reward: rewards.base,
      terminated: terminated.base, alive: alive.base,
      measures: measureCount == 0 ? nil : measures.base)
  }

  /// Room for the observations and actions of an environment.
  ///
  /// - Parameter isMeasured: whether there is room for its measures too.
  public convenience init(
    _ spec: EnvironmentSpec, isMeasured: Bool = false, stride: Int, filledWith value: Float = 0
  ) {
    self.init(
      observations: spec.observation.count, actions: spec.action.width,
      measures: isMeasured ? spec.measures.count : 0, stride: stride, filledWith: value)
  }

  /// What a lane observes.
  public func observation(_ lane: Int) -> [Float] {
    (0..<observationCount).map { block.observation[$0 * block.stride + lane] }
  }

  /// What a lane's latest step measured.
  public func measures(_ lane: Int) -> [Float] {
    (0..<measureCount).map { block.measures?[$0 * block.stride + lane] ?? .nan }
  }

  /// What a lane does.
  public func action(_ lane: Int) -> [Float] {
    (0..<actionWidth).map { block.action[$0 * block.stride + lane] }
  }

  /// Chooses a lane's action.
  public func setAction(_ lane: Int, to values: [Float]) {
    for (k, value) in values.enumerated() { block.action[k * block.stride + lane] = value }
  }

  /// Says whether a lane plays an episode.
  public func setAlive(_ lane: Int, _ isAlive: Bool) {
    let bit: UInt16 = 1 << UInt16(lane % 16)
    if isAlive { alive.base[lane / 16] |= bit } else { alive.base[lane / 16] &= ~bit }
  }

  /// Says that no lane plays an episode.
  public func clearAlive() { alive.base.update(repeating: 0, count: alive.count) }

  /// Moves what lane `source` observes into lane `target`, which plays from now on in its place.
  public func moveLane(from source: Int, to target: Int) {
    for k in 0..<observationCount {
      block.observation[k * block.stride + target] = block.observation[k * block.stride + source]
    }
    setAlive(source, false)
    setAlive(target, true)
  }
}
