/// The memory that an environment block and a policy share: one column per lane, feature-major.
///
/// Element k of lane j lies at `base[k * stride + j]`; every base is 64-byte aligned and `stride` is
/// a multiple of 16.
public struct LaneBlock {
  public let stride: Int
  public let observation: UnsafeMutablePointer<Float>
  public let action: UnsafeMutablePointer<Float>
  /// One reward per lane, of the latest step.
  public let reward: UnsafeMutablePointer<Float>
  /// 0 where the lane's episode goes on after the latest step, `truncated` where the environment itself
  /// cut it off, any other number where it terminated.
  public let terminated: UnsafeMutablePointer<Int32>
  /// One bit per lane, 16 lanes per word: the lanes that play an episode. A block may skip the
  /// others or step them idly; nobody reads what it writes there.
  public let alive: UnsafeMutablePointer<UInt16>
  /// What each lane's latest step measured, laid out as the observations; nil where nobody asks.
  public let measures: UnsafeMutablePointer<Float>?

  /// What `terminated` holds of an episode that the environment itself cut off.
  public static let truncated: Int32 = 2

  public init(
    stride: Int, observation: UnsafeMutablePointer<Float>, action: UnsafeMutablePointer<Float>,
    reward: UnsafeMutablePointer<Float>, terminated: UnsafeMutablePointer<Int32>,
    alive: UnsafeMutablePointer<UInt16>, measures: UnsafeMutablePointer<Float>? = nil
  ) {
    self.stride = stride
    self.observation = observation
    self.action = action
    self.reward = reward
    self.terminated = terminated
    self.alive = alive
    self.measures = measures
  }

  /// Where a lane's measures go; nil where nobody asks.
  @inlinable
  public func measured(_ lane: Int) -> LaneWriter? {
    measures.map { LaneWriter($0 + lane, stride: stride) }
  }

  /// Whether a lane plays an episode.
  @inlinable
  public func isAlive(_ lane: Int) -> Bool {
    alive[lane / 16] & (1 << UInt16(lane % 16)) != 0
  }
}

/// A block of lanes of one environment, stepped in lockstep.
///
/// A lane's results depend on its own random numbers and actions only, never on its position in the
/// block, on its neighbors, or on the size of the block. A whole block is one call, so the price of
/// dynamic dispatch is paid once for all lanes.
public protocol EnvironmentBlock: AnyObject {
  /// Starts an episode in `lane`. Its first observation is in `block` after `settle` at the latest.
  func reset(lane: Int, random: inout Random, in block: LaneBlock)

  /// Writes the first observations of the episodes that have begun since, among lanes `0..<lanes`. For
  /// environments that are far away, so that many are reset in one call; others have written them.
  func settle(lanes: Int, in block: LaneBlock)

  /// Why it plays no longer; nil while it does. The episodes of such a block fail.
  var failure: (any Error)? { get }

  /// Advances lanes `0..<lanes` (a multiple of 16) by one step: reads the actions and writes
  /// observation, reward and terminated, and where `block.measures` is not nil, every measure.
  func step(lanes: Int, in block: LaneBlock)

  /// Moves the state of lane `source` into lane `target`; `source` is dead afterwards.
  func moveLane(from source: Int, to target: Int)
}

extension EnvironmentBlock {
  public func settle(lanes: Int, in block: LaneBlock) {}
  public var failure: (any Error)? { nil }
}

/// Why an environment that is somebody else's program cannot be played any longer.
public struct EnvironmentFailure: Error, Equatable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
