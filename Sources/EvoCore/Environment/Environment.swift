/// Reads one lane's column of a feature-major block.
public struct LaneReader {
  public let base: UnsafePointer<Float>
  public let stride: Int

  @inlinable
  public init(_ base: UnsafePointer<Float>, stride: Int) {
    self.base = base
    self.stride = stride
  }

  @inlinable
  public subscript(_ element: Int) -> Float { base[element * stride] }
}

/// Writes one lane's column of a feature-major block.
public struct LaneWriter {
  public let base: UnsafeMutablePointer<Float>
  public let stride: Int

  @inlinable
  public init(_ base: UnsafeMutablePointer<Float>, stride: Int) {
    self.base = base
    self.stride = stride
  }

  @inlinable
  public subscript(_ element: Int) -> Float {
    get { base[element * stride] }
    nonmutating set { base[element * stride] = newValue }
  }
}

/// What one environment step yields besides the next observation.
public struct Step {
  public var reward: Float
  /// The task itself ended the episode. Running out of time is the runner's word (*truncated*).
  public var terminated: Bool

  @inlinable
  public init(reward: Float, terminated: Bool) {
    self.reward = reward
    self.terminated = terminated
  }
}

/// A task, one lane at a time.
///
/// Promises, which `evo-rl check` and the tests put every environment to (`EnvironmentCheck`):
/// 1. `reset` and `step` write every element of the observation.
/// 2. The same random numbers and actions give the same bits; different seeds differ.
/// 3. `reset` leaves nothing of the earlier episode behind.
/// 4. Any finite action is survived; a NaN action never traps.
/// 5. Nothing outside this value is read or written, so neighbors do not matter.
/// 6. `measure` writes every measure, changes nothing of the episode, and the parts of the reward add up to it.
///
/// Observations are written straight into the caller's lane block: no allocation per step.
public protocol Environment: ~Copyable, SendableMetatype {
  var spec: EnvironmentSpec { get }

  /// Starts an episode and writes its first observation.
  mutating func reset(random: inout Random, observation: LaneWriter)

  /// Advances by one step. `action` holds `spec.action.width` numbers: the index of the choice
  /// when discrete, else values inside the bounds of each component.
  mutating func step(action: LaneReader, observation: LaneWriter) -> Step

  /// Writes what `spec.measures` names of the step just made. Only evaluations ask, and trainings with
  /// `training.reward_factors`; then every step is asked for. An environment without measures has nothing to
  /// write.
  mutating func measure(to values: LaneWriter)
}

extension Environment where Self: ~Copyable {
  public mutating func measure(to values: LaneWriter) {}
}
