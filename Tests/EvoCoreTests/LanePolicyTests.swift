import EvoCore
import EvoEnvs
import Testing

/// Balances a pole by what it has seen so far, and now and then pushes the other way: what it does
/// depends on two numbers that it remembers, and on its member.
private final class Remembering: LanePolicy {
  struct Memory {
    var angles: Float = 0
    var steps: Float = 0

    mutating func act(angle: Float, velocity: Float, gain: Float) -> Float {
      angles = 0.9 * angles + angle
      steps += 1
      let isContrary = Int(steps) % 5 == 0
      return (gain * angles + 0.3 * velocity > 0) != isContrary ? 1 : 0
    }
  }

  static func gain(_ member: Int) -> Float { 0.2 + 0.1 * Float(member % 7) }

  private let state: LaneState
  private var gains: [Float]

  init(stride: Int) {
    state = LaneState(count: 2, stride: stride)
    gains = [Float](repeating: .nan, count: stride)
  }

  func setCenter(_ policy: Policy) {}

  func load(member: Int, of generation: Generation, perturbation: some Perturbation, lane: Int) {
    gains[lane] = Self.gain(member)
  }

  func loadSixteen(
    members: UnsafePointer<Int32>, of generation: Generation, perturbation: some Perturbation,
    firstLane: Int
  ) {
    for i in 0..<16 { gains[firstLane + i] = Self.gain(Int(members[i])) }
  }

  func loadCenter(lane: Int) { gains[lane] = Self.gain(0) }

  func begin(lane: Int) { state.begin(lane: lane) }

  func act(lanes: Int, in block: LaneBlock) {
    for lane in 0..<lanes {
      var memory = Memory(angles: state.row(0)[lane], steps: state.row(1)[lane])
      block.action[lane] = memory.act(
        angle: block.observation[2 * block.stride + lane],
        velocity: block.observation[3 * block.stride + lane], gain: gains[lane])
      (state.row(0)[lane], state.row(1)[lane]) = (memory.angles, memory.steps)
    }
  }

  func moveLane(from source: Int, to target: Int) {
    gains[target] = gains[source]
    state.moveLane(from: source, to: target)
  }

  var stateCount: Int { state.count }

  func save(lane: Int, to numbers: LaneWriter) { state.save(lane: lane, to: numbers) }

  func restore(lane: Int, from numbers: LaneReader) { state.restore(lane: lane, from: numbers) }
}

/// The memory of policies, with one that has some.
@Suite("Policies that remember")
struct LanePolicyTests {
  /// Steps of one episode, played without lanes.
  private func length(_ random: Random, member: Int, limit: Int) -> Int {
    var random = random
    var cart = CartPole()
    var memory = Remembering.Memory()
    let numbers = AlignedBuffer<Float>(count: 5, filledWith: 0)
    let observation = LaneWriter(numbers.base, stride: 1)
    cart.reset(random: &random, observation: observation)
    for step in 1...limit {
      numbers.base[4] = memory.act(
        angle: observation[2], velocity: observation[3], gain: Remembering.gain(member))
      let action = LaneReader(numbers.base + 4, stride: 1)
      if cart.step(action: action, observation: observation).terminated { return step }
    }
    return limit
  }

  private func kind() throws -> EnvironmentKind {
    try #require(EnvironmentCatalog.entry(named: "cartpole")).kind
  }

  private func generation(_ index: Int, members: Int) -> Generation {
    Generation(seed: 1, index: index, memberCount: members, sigma: 1, antithetic: true)
  }

  @Test(
    "an episode begins without memories and keeps its own, in any lane and wherever it is moved",
    arguments: [16, 64, 128])
  func wholeEpisodes(stride: Int) throws {
    let plan = EpisodePlan(
      seed: 3, domain: .probe, index: 0, episodesPerMember: 3, sharing: .none)
    let generation = generation(0, members: 100)
    let runner = try LaneRunner(
      kind: kind(), policy: Remembering(stride: stride), stride: stride)
    let task = RolloutTask(plan: plan, generation: generation, observationCount: 0)
    runner.run(task, perturbation: GaussianPerturbation(rank: 1), width: stride, shift: [])
    var lengths: Set<Int> = []
    for job in 0..<task.jobCount {
      let member = job / 3
      let random = plan.random(
        member: member, pair: generation.pair(of: member), episode: job % 3)
      let expected = length(random, member: member, limit: 500)
      #expect(Int(task.outcome(job).length) == expected, "job \(job)")
      lengths.insert(expected)
    }
    #expect(lengths.count > 20, "lanes end at different times")
  }

  @Test("an episode in pieces goes on with what was remembered")
  func pieces() throws {
    let (pairs, length) = (20, 25)
    let kind = try kind()
    var pieces = EpisodePieces(
      pairs: pairs, episodesPerMember: 1, length: length, horizon: 500,
      savedCount: try #require(try kind.savedCount()) + 2)
    let starts = pieces.steps
    var played = [Int](repeating: 0, count: 2 * pairs)
    var isDone = [Bool](repeating: false, count: pairs)
    var plan = EpisodePlan(
      seed: 4, domain: .probe, index: 0, episodesPerMember: 1, sharing: .pair)
    let first = plan
    while isDone.contains(false) {
      let generation = generation(plan.address.index, members: 2 * pairs)
      // A runner of its own for every piece: nothing but what is saved goes over.
      let runner = try LaneRunner(kind: kind, policy: Remembering(stride: 32), stride: 32)
      let task = RolloutTask(
        plan: plan, pieces: pieces, generation: generation, observationCount: 0)
      runner.run(task, perturbation: GaussianPerturbation(rank: 1), width: 32, shift: [])
      for job in played.indices where !isDone[generation.pair(of: job)] && !pieces.isOver[job] {
        played[job] += Int(task.outcome(job).length)
      }
      pieces.record(task)
      plan.address.index += 1
      for pair in 0..<pairs where pieces.advance(pair: pair) {
        isDone[pair] = true
        pieces.begin(pair: pair, generation: plan.address.index)
      }
    }
    let generation = generation(0, members: 2 * pairs)
    for member in played.indices {
      let pair = generation.pair(of: member)
      let random = first.random(member: member, pair: pair, episode: 0)
      #expect(
        played[member] == self.length(random, member: member, limit: 500 - starts[pair]),
        "member \(member)")
    }
    #expect(played.contains { $0 > 2 * length }, "some live through several pieces")
  }
}
