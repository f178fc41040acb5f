import EvoCore
import EvoEnvs
import EvoFiles
import Synchronization

/// Episodes of a policy as arrays, in a file that `numpy.load` reads: `observations`, `actions`, `rewards`,
/// `terminations` and `truncations` with all episodes one after the other, and `lengths` and `seeds` with a
/// number for each.
public struct TraceArchive: Sendable {
  public let spec: EnvironmentSpec
  public let seed: UInt64
  public let episodes: [EpisodeTrace]

  /// Plays the episodes that `evo-rl eval` plays with the same seed, on all workers.
  ///
  /// - Parameter observe: is told how many have been played.
  /// - Throws: `TraceError` where there is no room for them, or what making the environment throws.
  public init(
    _ policy: Policy, in environment: EnvironmentCatalog.Entry, seed: UInt64, episodes count: Int,
    workers: any Workers, observe: (_ played: Int) -> Void = { _ in }
  ) throws {
    spec = environment.spec
    self.seed = seed
    try Self.requireRoom(for: count, of: spec)
    var episodes: [EpisodeTrace] = []
    var length = 0
    while episodes.count < count {
      let first = episodes.count
      let share = workers.atMost(count - first)
      let played = Mutex([Result<EpisodeTrace, any Error>?](repeating: nil, count: share.count))
      share.run { worker in
        let result = Result {
          try EpisodeTrace(
            policy, in: environment,
            player: .center(seed: seed, episode: first + worker, episodes: count))
        }
        played.withLock { $0[worker] = result }
      }
      episodes += try played.withLock { try $0.compactMap { try $0?.get() } }
      length += episodes[first...].reduce(0) { $0 + $1.length + 1 }
      let bytes = length * Self.stepBytes(spec)
      guard bytes <= ZipArchive.largest else {
        throw TraceError.tooLarge(episodes: count, bytes: bytes, limit: ZipArchive.largest)
      }
      observe(episodes.count)
    }
    self.episodes = episodes
  }

  /// Steps of all episodes.
  public var steps: Int { episodes.reduce(0) { $0 + $1.length } }

  /// The file.
  ///
  /// - Throws: `TraceError.noMemory`.
  public func npz() throws(TraceError) -> [UInt8] {
    var archive = ZipArchive()
    let observations = episodes.flatMap(\.observations)
    let width = spec.observation.count
    try archive.add(
      "observations.npy",
      NumpyArray(observations, shape: [observations.count / width, width]).bytes)
    try archive.add("actions.npy", actions.bytes)
    try archive.add("rewards.npy", NumpyArray(episodes.flatMap(\.rewards), shape: [steps]).bytes)
    try archive.add("terminations.npy", ends { $0 == .terminated }.bytes)
    // An episode that met a number that is not finite ends there, and not because of its task.
    try archive.add("truncations.npy", ends { $0 != .terminated }.bytes)
    try archive.add("lengths.npy", NumpyArray(episodes.map { Int64($0.length) }).bytes)
    try archive.add("seeds.npy", NumpyArray(episodes.map { _ in seed }).bytes)
    return archive.bytes
  }

  private var actions: NumpyArray {
    let actions = episodes.flatMap(\.actions)
    switch spec.action {
    case .discrete: return NumpyArray(actions.map { Int64(exactly: $0) ?? -1 })
    case .continuous(let components):
      return NumpyArray(actions, shape: [steps, components.count])
    }
  }

  private func ends(_ holds: (EpisodeEnd) -> Bool) -> NumpyArray {
    NumpyArray(
      episodes.flatMap { episode in
        (1...episode.length).map { $0 == episode.length && holds(episode.end) }
      })
  }

  /// What a step takes in the arrays, at most.
  private static func stepBytes(_ spec: EnvironmentSpec) -> Int {
    4 * (spec.observation.count + 2 * spec.action.width + 2)
  }

  private static func requireRoom(for episodes: Int, of spec: EnvironmentSpec) throws(TraceError) {
    // The numbers, an array of them, and its deflated form.
    let need = 3 * episodes * (spec.stepLimit + 1) * stepBytes(spec)
    guard need > 64 << 20 else { return }
    let available = FreeMemory.bytes()
    guard need <= available else { throw .noMemory(need: need, available: available) }
  }
}

/// Why episodes cannot be written down.
public enum TraceError: Error, Equatable, Sendable {
  case noMemory(need: Int, available: Int)
  case tooLarge(episodes: Int, bytes: Int, limit: Int)
}

extension TraceError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noMemory(let need, let available):
      "the episodes may need about \(FreeMemory.text(need)) of memory, but only "
        + "\(FreeMemory.text(available)) are left; ask for fewer --episodes"
    case .tooLarge(let episodes, let bytes, let limit):
      "\(episodes) episodes are more than \(FreeMemory.text(bytes)), and a file of them holds at most "
        + "\(FreeMemory.text(limit)); ask for fewer --episodes"
    }
  }
}
