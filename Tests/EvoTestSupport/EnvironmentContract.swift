import EvoCore
import EvoEnvs

/// What every environment of the catalogue promises (see `Environment` and `EnvironmentBlock`), as
/// checks that any entry can be put through.
public struct EnvironmentContract: Sendable {
  public let entry: EnvironmentCatalog.Entry
  private var spec: EnvironmentSpec { entry.spec }

  public init(_ entry: EnvironmentCatalog.Entry) {
    self.entry = entry
  }

  /// The card names its numbers and its bounds make sense.
  public func cardIsComplete() throws {
    let components: [Component]
    switch spec.action {
    case .discrete(let choices):
      try require(choices.count >= 2 && Set(choices).count == choices.count, "distinct choices")
      components = spec.observation
    case .continuous(let actions):
      try require(
        actions.allSatisfy { $0.low.isFinite && $0.high.isFinite }, "finite action bounds")
      components = spec.observation + actions
    }
    try require(components.allSatisfy { $0.low < $0.high && !$0.name.isEmpty }, "named bounds")
    try require(
      Set(spec.observation.map(\.name)).count == spec.observation.count, "distinct observations")
    let texts = [spec.name, spec.summary, spec.origin, spec.reward, spec.start, spec.end]
    try require(texts.allSatisfy { !$0.isEmpty }, "a card without gaps")
    try require(spec.stepLimit > 0 && spec.framesPerSecond > 0, "a limit and a frame rate")
  }

  /// `reset` and `step` write every element with a finite number, and no element is constant.
  public func everythingIsWritten() throws {
    let seen = try observations()
    try require(seen.allSatisfy { $0.allSatisfy(\.isFinite) }, "observations are finite")
    for k in spec.observation.indices {
      try require(Set(seen.map { $0[k] }).count > 1, "\(spec.observation[k].name) is constant")
    }
  }

  /// Observations stay inside the bounds of the card.
  public func boundsHold() throws {
    for observation in try observations() {
      for (value, component) in zip(observation, spec.observation) {
        try require(
          value >= component.low && value <= component.high, "\(component.name) is \(value)")
      }
    }
  }

  /// What 16 lanes observe under random actions, over many episodes.
  private func observations() throws -> [[Float]] {
    let player = try EnvironmentPlayer(entry.kind, lanes: 16)
    for lane in 0..<16 { player.reset(lane, seed: UInt64(lane)) }
    var actions = Random(test: 50)
    var seen = (0..<16).map { player.observation($0) }
    for step in 0..<300 {
      player.memory.poisonResults()
      player.step { _ in randomAction(spec.action, &actions) }
      for lane in 0..<16 {
        let result = player.result(lane)
        try require(result.reward.isFinite, "step \(step): the reward is written")
        if result.isOver { player.reset(lane, seed: UInt64(1_000 + 16 * step + lane)) }
        seen.append(player.observation(lane))
      }
    }
    return seen
  }

  /// The same seed and actions give the same bits; another seed gives others.
  public func seedsDecide() throws {
    let first = try trajectory(seed: 1)
    try require(try trajectory(seed: 1) == first, "the same seed, the same bits")
    var starts: Set<[UInt32]> = []
    for seed in 0..<20 as Range<UInt64> {
      let player = try EnvironmentPlayer(entry.kind, lanes: 16)
      player.reset(0, seed: seed)
      starts.insert(bits(player.observation(0)))
    }
    try require(starts.count > 15, "different seeds start differently")
  }

  /// `reset` leaves nothing of the earlier episode behind.
  public func resetForgets() throws {
    let fresh = try trajectory(seed: 2)
    let player = try EnvironmentPlayer(entry.kind, lanes: 16)
    for lane in 0..<16 { player.reset(lane, seed: UInt64(lane) + 70) }
    var actions = Random(test: 51)
    for _ in 0..<150 { player.step { _ in randomAction(spec.action, &actions) } }
    try require(
      trajectory(of: player, lane: 3, seed: 2) == fresh, "an episode after another is as a first")
  }

  /// Where a lane lies, how large the block is and what its neighbors do does not matter.
  public func neighborsDoNotMatter() throws {
    let alone = try trajectory(seed: 3)
    for (lanes, lane) in [(16, 15), (64, 33), (128, 127)] {
      let player = try EnvironmentPlayer(entry.kind, lanes: lanes)
      for other in 0..<lanes { player.reset(other, seed: UInt64(other) + 500) }
      try require(
        trajectory(of: player, lane: lane, seed: 3, neighbors: .nan) == alone,
        "lane \(lane) of \(lanes)")
    }
  }

  /// A lane that is moved goes on as if it had stayed.
  public func movedLanesGoOn() throws {
    let stayed = try trajectory(seed: 4)
    let player = try EnvironmentPlayer(entry.kind, lanes: 32)
    for lane in 0..<32 { player.reset(lane, seed: UInt64(lane) + 900) }
    try require(
      trajectory(of: player, lane: 29, seed: 4, movesTo: 2) == stayed, "a moved lane goes on")
  }

  /// An episode that was saved after any step goes on in another block as if it had stayed, also in
  /// the form that is drawn, and where constants vary.
  public func savedEpisodesGoOn() throws {
    let ranges = entry.kind.constants.map {
      ConstantRange($0.name, low: 0.9 * $0.value, high: 1.1 * $0.value)
    }
    try savedEpisodesGoOn(entry.kind, ranges: [])
    if let varied = entry.kind.varied(ranges), !ranges.isEmpty {
      try savedEpisodesGoOn(varied, ranges: ranges)
    }
  }

  private func savedEpisodesGoOn(_ kind: EnvironmentKind, ranges: [ConstantRange]) throws {
    let whole = try EnvironmentPlayer(kind, lanes: 16)
    let other = try EnvironmentPlayer(kind, lanes: 32)
    let stage = try EnvironmentPlayer(stepping: entry.makeStage(ranges), spec: spec, lanes: 16)
    var actions = Random(test: 53)
    whole.reset(3, seed: 8)
    for lane in 0..<32 { other.reset(lane, seed: UInt64(lane) + 40) }
    for step in 0..<min(spec.stepLimit, 60) {
      let numbers = try save(whole, lane: 3, count: kind.savedCount())
      let chosen = randomAction(spec.action, &actions)
      other.restore(29, seed: 8, from: numbers)
      stage.restore(0, seed: 8, from: numbers)
      let seen = bits(whole.observation(3))
      try require(bits(other.observation(29)) == seen, "step \(step): what is restored is seen")
      try require(bits(stage.observation(0)) == seen, "step \(step): and drawn")
      for player in [whole, other, stage] { player.step { _ in chosen } }
      let expected = bits(whole.observation(3)) + bits([whole.result(3).reward])
      for (player, lane) in [(other, 29), (stage, 0)] {
        try require(
          bits(player.observation(lane)) + bits([player.result(lane).reward]) == expected
            && player.result(lane).isOver == whole.result(3).isOver, "step \(step): goes on")
      }
      if whole.result(3).isOver { break }
    }
  }

  private func save(_ player: EnvironmentPlayer, lane: Int, count: Int?) throws -> [Float] {
    guard let numbers = player.save(lane) else {
      throw ContractViolation("episodes can be saved")
    }
    try require(numbers.count == count && !numbers.contains { $0.isNaN }, "all that is saved")
    return numbers
  }

  /// Any number as an action is survived, and the lane plays on as usual after its next reset.
  public func extremeActionsAreSurvived() throws {
    let player = try EnvironmentPlayer(entry.kind, lanes: 16)
    let extremes: [Float] = [
      .nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1e9, -1e9,
      -0.0, .leastNonzeroMagnitude, 2.5, -1, 255, 1e20, -1e20, 0.5, 1,
    ]
    for lane in 0..<16 { player.reset(lane, seed: UInt64(lane)) }
    for _ in 0..<min(spec.stepLimit, 300) {
      player.step { lane in [Float](repeating: extremes[lane], count: spec.action.width) }
    }
    let fresh = try trajectory(seed: 5)
    for lane in [0, 1, 3] {
      try require(
        trajectory(of: player, lane: lane, seed: 5) == fresh, "reset after \(extremes[lane])")
    }
  }

  /// The block form steps as the readable scalar form does, bit for bit.
  public func blockEqualsStage(steps: Int) throws {
    let player = try EnvironmentPlayer(entry.kind, lanes: 16)
    let stages = try (0..<16).map { _ in
      try EnvironmentPlayer(stepping: entry.makeStage([]), spec: spec, lanes: 16)
    }
    var actions = Random(test: 52)
    for lane in 0..<16 {
      player.reset(lane, seed: UInt64(lane))
      stages[lane].reset(0, seed: UInt64(lane))
    }
    for step in 0..<steps {
      for lane in 0..<16 {
        try require(
          bits(player.observation(lane)) == bits(stages[lane].observation(0)),
          "step \(step), lane \(lane): observations")
        // The scalar form keeps its own state: nothing may be read from the observation.
        stages[lane].poisonObservation()
      }
      let chosen = (0..<16).map { _ in
        randomAction(spec.action, &actions).map { step % 500 == 499 ? $0 * 1e4 : $0 }
      }
      player.step { chosen[$0] }
      for lane in 0..<16 {
        stages[lane].step { _ in chosen[lane] }
        let (block, scalar) = (player.result(lane), stages[lane].result(0))
        try require(
          block.reward.bitPattern == scalar.reward.bitPattern && block.isOver == scalar.isOver,
          "step \(step), lane \(lane): \(block), not \(scalar)")
        if block.isOver {
          player.reset(lane, seed: UInt64(100 + step * 16 + lane))
          stages[lane].reset(0, seed: UInt64(100 + step * 16 + lane))
        }
      }
    }
  }

  /// The runner truncates at the step limit and nowhere else.
  public func limitIsRespected() throws {
    let network = Network(
      widths: [spec.observation.count, spec.action.outputCount], activation: .tanh,
      virtualBatchNorm: false)
    let policy = Policy(
      network: network, head: ActionHead(spec.action),
      parameters: network.initialParameters(seed: 1), normalizer: nil, reference: nil)
    let plan = EpisodePlan(
      seed: 6, domain: .test, index: 0, episodesPerMember: 1, sharing: .none)
    let generation = Generation(seed: 6, index: 0, memberCount: 40, sigma: 2, antithetic: true)
    let task = RolloutTask(plan: plan, generation: generation, observationCount: 0)
    let runner = try LaneRunner(kind: entry.kind, policy: policy, rank: 1, stride: 32)
    runner.run(task, perturbation: GaussianPerturbation(rank: 1), width: 32, shift: [])
    for job in 0..<task.jobCount {
      let outcome = task.outcome(job)
      try require(
        outcome.length >= 1 && outcome.length <= spec.stepLimit, "length \(outcome.length)")
      try require(
        outcome.end == .terminated || Int(outcome.length) == spec.stepLimit,
        "\(outcome.end) after \(outcome.length) steps")
      try require(outcome.end != .failed && outcome.episodeReturn.isFinite, "a finite return")
    }
  }

  /// Observations, rewards and flags of one episode under random actions, as bits.
  private func trajectory(seed: UInt64) throws -> [UInt32] {
    trajectory(of: try EnvironmentPlayer(entry.kind, lanes: 16), lane: 0, seed: seed)
  }

  /// - Parameters:
  ///   - neighbors: the action of every other lane.
  ///   - target: where the lane moves in the middle of the episode.
  private func trajectory(
    of player: EnvironmentPlayer, lane start: Int, seed: UInt64, neighbors: Float = 0,
    movesTo target: Int? = nil
  ) -> [UInt32] {
    var actions = Random(test: seed)
    var lane = start
    player.reset(lane, seed: seed)
    var trajectory = bits(player.observation(lane))
    for step in 0..<min(spec.stepLimit, 200) {
      if step == 5, let target {
        player.move(from: lane, to: target)
        lane = target
      }
      let chosen = randomAction(spec.action, &actions)
      player.step {
        $0 == lane ? chosen : [Float](repeating: neighbors, count: spec.action.width)
      }
      let result = player.result(lane)
      trajectory += bits(player.observation(lane)) + bits([result.reward])
      trajectory.append(result.isOver ? 1 : 0)
      if result.isOver { break }
    }
    return trajectory
  }
}

/// An action that a random policy would take.
func randomAction(_ space: ActionSpace, _ random: inout Random) -> [Float] {
  switch space {
  case .discrete(let choices): [Float(random.index(below: choices.count))]
  case .continuous(let components): components.map { random.uniform($0.low, $0.high) }
  }
}
