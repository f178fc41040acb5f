import CEvoRL
import EvoC
import EvoCore
import EvoEnvs
import EvoFiles
import EvoPlay
import EvoRun
import EvoTestSupport
import EvoTrain
import Testing

@Suite("The environments for other languages")
struct BatchTests {
  private static let names = EnvironmentLibrary(
    locator: .init(home: Repository.path, executable: nil, currentDirectory: "")
  ).names

  private static func entry(_ name: String) throws -> EnvironmentCatalog.Entry {
    try EnvironmentLibrary(
      locator: .init(home: Repository.path, executable: nil, currentDirectory: "")
    ).entry(name)
  }

  private static func batch(
    _ name: String, count: Int = 1, autoreset: Int = ForeignBatch.EVO_DISABLED,
    stepLimit: Int32 = 0, threads: Int32 = 1, draws: Bool = false
  ) throws -> ForeignBatch {
    let spec = try entry(name).spec
    let isDiscrete = if case .discrete = spec.action { true } else { false }
    return try ForeignBatch(
      name, count: count, width: spec.observation.count,
      actionWidth: isDiscrete ? nil : spec.action.width, autoreset: autoreset, stepLimit: stepLimit,
      threads: threads, draws: draws)
  }

  /// Random actions for all environments of a batch; those of environment i follow from i.
  private struct Hands {
    private var each: [RandomActions]
    init(_ space: ActionSpace, count: Int) {
      each = (0..<count).map { RandomActions(space, seed: UInt64($0)) }
    }
    mutating func act(in batch: ForeignBatch) {
      let moves = each.indices.map { each[$0].next() }
      if batch.actions.isEmpty {
        batch.choices = moves.map { Int64($0[0]) }
      } else {
        batch.actions = moves.flatMap { $0 }
      }
    }
  }

  @Test("episode e of seed s is the one that evo-rl trace shows, bit for bit", arguments: names)
  func traces(_ name: String) throws {
    let entry = try Self.entry(name)
    let (file, _) = try SavedPolicy.load("\(Repository.path)/policies/\(name)") { _ in entry.kind }
    let batch = try Self.batch(name)
    try batch.reset(seeds: [77])
    for number in 0..<2 {
      let episode = try EpisodeTrace(
        file.policy, in: entry, player: .center(seed: 77, episode: number, episodes: 2))
      let (width, action) = (entry.spec.observation.count, entry.spec.action.width)
      for step in 0..<episode.length {
        #expect(batch.observations[...] == episode.observations[(step * width)...].prefix(width))
        let move = episode.actions[(step * action)...].prefix(action)
        if batch.actions.isEmpty {
          batch.choices = move.map { Int64($0) }
        } else {
          batch.actions = Array(move)
        }
        try batch.step()
        #expect(batch.rewards[0] == episode.rewards[step])
        #expect(
          (batch.terminated[0] == 1 || batch.truncated[0] == 1) == (step == episode.length - 1))
      }
      #expect(batch.truncated[0] == (episode.length == entry.spec.stepLimit ? 1 : 0))
      try batch.reset()
    }
  }

  @Test("the number of environments and of threads changes nothing", arguments: names)
  func neighbors(_ name: String) throws {
    let count = 37
    let many = try Self.batch(name, count: count, autoreset: 1, threads: 3)
    var hands = try Hands(Self.entry(name).spec.action, count: count)
    var alone: [ForeignBatch] = []
    for index in [0, 16, 36] {
      let batch = try Self.batch(name, autoreset: 1, draws: index == 16)
      try batch.reset(seeds: [UInt64(index)])
      alone.append(batch)
    }
    try many.reset(seeds: (0..<UInt64(count)).map { $0 })
    for _ in 0..<60 {
      hands.act(in: many)
      try many.step()
      for (batch, index) in zip(alone, [0, 16, 36]) {
        batch.choices = [many.choices[index]]
        let width = many.actions.count / count
        batch.actions = Array(many.actions[(index * width)..<((index + 1) * width)])
        try batch.step()
        #expect(batch.observation(0) == many.observation(index)[...])
        #expect(batch.rewards[0] == many.rewards[index])
        #expect(batch.terminated[0] == many.terminated[index])
      }
    }
  }

  @Test("the next step, or the same one, resets what has ended; or nothing does")
  func autoreset() throws {
    let modes = try (0...2).map { try Self.batch("cartpole", autoreset: $0, stepLimit: 30) }
    for batch in modes {
      batch.choices = [1]
      try batch.reset(seeds: [3])
    }
    let (next, same, never) = (modes[0], modes[1], modes[2])
    repeat { for batch in modes { try batch.step() } } while never.terminated[0] == 0
    #expect(next.observations == never.observations)
    #expect(same.finalObservations == never.observations)
    #expect(
      same.terminated == [1] && next.terminated == [1] && same.observations != next.observations)
    #expect(throws: ForeignBatch.Refused.self) { try never.step() }
    let refusal = #expect(throws: ForeignBatch.Refused.self) { try never.step() }
    #expect(
      refusal?.sentence
        == "the episode of environment 0 has ended, and autoreset is disabled: reset it before the next step"
    )
    next.choices = [99]  // nobody looks at it
    try next.step()
    try never.reset()
    #expect(next.observations == same.observations && never.observations == same.observations)
    #expect(next.rewards == [0] && next.terminated == [0] && next.truncated == [0])
    for batch in modes { batch.choices = [0] }
    // Alternating pushes keep the pole up until the step limit.
    for step in 0..<30 {
      for batch in modes {
        batch.choices = [Int64(step % 2)]
        try batch.step()
      }
    }
    #expect(modes.map { $0.truncated[0] } == [1, 1, 1])
    #expect(modes.map { $0.terminated[0] } == [0, 0, 0])
  }

  @Test("a mask resets some, and leaves the rows of the others alone")
  func mask() throws {
    let batch = try Self.batch("pendulum", count: 20)
    try batch.reset(seeds: Array(repeating: 5, count: 20))
    let first = batch.observations
    try batch.step()
    let moved = batch.observations
    try batch.reset(
      seeds: Array(repeating: 5, count: 20), mask: (0..<20).map { $0 % 3 == 0 ? 1 : 0 })
    for index in 0..<20 {
      let place = (3 * index)..<(3 * index + 3)
      #expect(batch.observations[place] == (index % 3 == 0 ? first[place] : moved[place]))
    }
  }

  @Test("what has no seed begins with one of its own, and -1 is no step limit")
  func unseeded() throws {
    let batch = try Self.batch("pendulum", count: 2, stepLimit: -1)
    try batch.reset()
    #expect(batch.observation(0) != batch.observation(1)[...])
    for _ in 0..<250 { try batch.step() }
    #expect(batch.truncated == [0, 0])
  }

  @Test("pictures show the environment that they are of", arguments: ["cartpole", "hopper"])
  func pictures(_ name: String) throws {
    let batch = try Self.batch(name, count: 2, draws: true)
    try batch.reset(seeds: [1, 2])
    var hands = try Hands(Self.entry(name).spec.action, count: 2)
    for _ in 0..<8 {
      hands.act(in: batch)
      try batch.step()
    }
    let first = try batch.picture(0, width: 120, height: 80)
    #expect(try batch.picture(1, width: 120, height: 80) != first)
    #expect(try batch.picture(0, width: 120, height: 80) == first)
    #expect(Set(first).count > 5)
  }
}
