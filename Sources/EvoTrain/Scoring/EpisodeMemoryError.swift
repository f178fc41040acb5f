import EvoFiles

/// The outcomes of so many episodes do not fit into memory.
public struct EpisodeMemoryError: Error, Equatable, Sendable {
  public var episodes: Int
  public var need: Int
  public var available: Int

  /// What an episode leaves until all are played: its outcome, twice, and its return, twice.
  private static let bytes = 64
  /// What is played without asking for memory first.
  private static let few = 100_000

  /// - Parameter measures: how many sums of measures each episode leaves.
  /// - Throws: when there is less memory than that.
  static func requireRoom(
    forEpisodes count: Int, measures: Int = 0, available: () -> Int = { FreeMemory.bytes() }
  ) throws(EpisodeMemoryError) {
    guard count > few else { return }
    let (need, available) = (count * (bytes + 8 * measures), available())
    guard need <= available else {
      throw EpisodeMemoryError(episodes: count, need: need, available: available)
    }
  }
}

extension EpisodeMemoryError: CustomStringConvertible {
  public var description: String {
    "the outcomes of \(episodes) episodes need about \(FreeMemory.text(need)) of memory, "
      + "but only \(FreeMemory.text(available)) are left; ask for fewer"
  }
}
