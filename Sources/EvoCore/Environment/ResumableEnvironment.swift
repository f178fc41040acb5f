/// An environment whose episodes can be left and gone on with, because their state is a few numbers.
///
/// Promise, which `EnvironmentCheck` puts to the test: an episode that was saved, reset with its own random numbers
/// in any lane, and restored there, goes on with the same bits.
public protocol ResumableEnvironment: Environment {
  /// How many numbers `save` writes.
  static var savedCount: Int { get }

  /// Writes what the rest of the episode depends on, besides what only `reset` draws.
  func save(to numbers: LaneWriter)

  /// Takes the episode up again, after a `reset` with its random numbers, and writes the
  /// observation.
  mutating func restore(from numbers: LaneReader, observation: LaneWriter)
}

/// The block form of a `ResumableEnvironment`.
public protocol ResumableBlock: EnvironmentBlock {
  /// How many numbers `save` writes.
  var savedCount: Int { get }

  /// Writes what the rest of the lane's episode depends on, besides what only `reset` draws.
  func save(lane: Int, to numbers: LaneWriter, in block: LaneBlock)

  /// Takes an episode up again in a lane that was reset with its random numbers, and writes the
  /// observation into `block`.
  func restore(lane: Int, from numbers: LaneReader, in block: LaneBlock)
}

extension EnvironmentKind {
  /// How many numbers save an episode; nil when it cannot be saved, as when a physics engine holds
  /// its state.
  public func savedCount() throws -> Int? { (try makeBlock(16) as? any ResumableBlock)?.savedCount }
}
