import EvoCore
import EvoEnvs

/// What every environment of the catalogue promises beyond what `EnvironmentCheck` asks of any: tight
/// bounds, and block forms that equal their scalar twins in blocks of every size.
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

  /// `reset` and `step` write every element; observations stay inside the declared bounds.
  public func everythingIsWritten() throws {
    let player = try EnvironmentPlayer(entry.kind, lanes: 32)
    for lane in 0..<32 { player.reset(lane, seed: UInt64(lane)) }
    var actions = Random(test: 50)
    var seen = (0..<32).map { player.observation($0) }
    for step in 0..<300 {
      for lane in 0..<32 {
        for (value, component) in zip(player.observation(lane), spec.observation) {
          try require(
            value.isFinite && value >= component.low && value <= component.high,
            "step \(step): \(component.name) is \(value)")
        }
      }
      player.memory.poisonResults()
      player.step { _ in randomAction(spec.action, &actions) }
      for lane in 0..<32 {
        let result = player.result(lane)
        try require(result.reward.isFinite, "step \(step): the reward is written")
        if result.isOver { player.reset(lane, seed: UInt64(1_000 + 32 * step + lane)) }
      }
      seen += (0..<32).map { player.observation($0) }
    }
    for k in spec.observation.indices {
      try require(Set(seen.map { $0[k] }).count > 1, "\(spec.observation[k].name) is constant")
    }
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

  /// The block form steps as the readable scalar form does, bit for bit.
  public func blockEqualsStage(steps: Int) throws {
    let player = try EnvironmentPlayer(entry.kind, lanes: 16)
    let stages = try (0..<16).map { _ in
      try EnvironmentPlayer(stepping: entry.makeStage(), spec: spec, lanes: 16)
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

  /// Observations, rewards and flags of one episode under random actions, as bits.
  private func trajectory(seed: UInt64) throws -> [UInt32] {
    trajectory(of: try EnvironmentPlayer(entry.kind, lanes: 16), lane: 0, seed: seed)
  }

  /// - Parameter neighbors: the action of every other lane.
  private func trajectory(
    of player: EnvironmentPlayer, lane: Int, seed: UInt64, neighbors: Float = 0
  ) -> [UInt32] {
    var actions = Random(test: seed)
    player.reset(lane, seed: seed)
    var trajectory = bits(player.observation(lane))
    for _ in 0..<min(spec.stepLimit, 200) {
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
