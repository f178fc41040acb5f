import EvoCore
import EvoDraw
import EvoEnvs

/// Puts an environment through the contract that every environment keeps: what the program, its
/// tests and the author of a walker's file ask before they trust one.
public struct EnvironmentCheck {
  /// One promise and whether it is kept.
  public struct Finding: Sendable, Equatable {
    public var promise: String
    public var isKept: Bool
    /// What was seen, in figures.
    public var detail: String
  }

  let entry: EnvironmentCatalog.Entry
  var spec: EnvironmentSpec { entry.spec }

  public init(_ entry: EnvironmentCatalog.Entry) {
    self.entry = entry
  }

  /// Every promise in turn.
  ///
  /// - Throws: what making the environment throws.
  public func findings() throws -> [Finding] {
    let survey = try RandomEpisodes(entry.kind)
    return [
      spaces(), try observations(survey), rewards(survey), try repeats(), try varies(),
      try forgets(), try isolates(), try survives(), ends(survey), try limits(), try draws(),
    ]
  }

  // MARK: What random episodes show

  private func spaces() -> Finding {
    var flaws: [String] = []
    var components = spec.observation
    let actions: String
    switch spec.action {
    case .discrete(let choices):
      actions = "\(choices.count) choices"
      if Set(choices).count != choices.count { flaws.append("two choices share a name") }
    case .continuous(let all):
      actions = "\(all.count) continuous actions"
      if let open = all.first(where: { !$0.low.isFinite || !$0.high.isFinite }) {
        flaws.append("the action '\(open.name)' has no bound")
      }
      components += all
    }
    if let empty = components.first(where: { !($0.low < $0.high) }) {
      flaws.append("'\(empty.name)' has its bounds the wrong way round")
    }
    let names = spec.observation.map(\.name)
    if Set(names).count != names.count { flaws.append("two observations share a name") }
    return Finding(
      promise: "spaces are named and bounded", isKept: flaws.isEmpty,
      detail: flaws.first ?? "\(names.count) observations, \(actions)")
  }

  private func observations(_ survey: RandomEpisodes) throws -> Finding {
    let promise = "observations are written and finite"
    if let unwritten = try episode({ _ in }).unwritten {
      return Finding(
        promise: promise, isKept: false,
        detail: "'\(spec.observation[unwritten].name)' is not written")
    }
    if let flaw = survey.flaw {
      return Finding(
        promise: promise, isKept: false,
        detail: "'\(spec.observation[flaw.component].name)' is \(flaw.value) at step \(flaw.step)")
    }
    var details = ["\(survey.steps) steps"]
    let still = spec.observation.indices.filter { survey.low[$0] == survey.high[$0] }
    if let first = still.first {
      details.append(
        still.count == 1
          ? "'\(spec.observation[first].name)' never changed" : "\(still.count) never changed")
    }
    let outside = zip(spec.observation, zip(survey.low, survey.high)).count {
      $1.0 < $0.low || $1.1 > $0.high
    }
    if outside > 0 { details.append("\(outside) left the card's bounds at times") }
    return Finding(promise: promise, isKept: true, detail: details.joined(separator: ", "))
  }

  private func rewards(_ survey: RandomEpisodes) -> Finding {
    let returns = survey.episodes.map(\.sum)
    let mean = returns.reduce(0, +) / Double(max(returns.count, 1))
    return Finding(
      promise: "rewards are finite", isKept: survey.reward != nil,
      detail: survey.reward.map {
        "\(brief(Double($0.lowerBound))) to \(brief(Double($0.upperBound))) a step, "
          + "a random policy's return is \(brief(mean))"
      } ?? "a reward is not a finite number")
  }

  private func ends(_ survey: RandomEpisodes) -> Finding {
    let lengths = survey.episodes.map(\.length)
    let total = lengths.reduce(0, +)
    let terminated = survey.episodes.count(where: \.isTerminated)
    let mean = total / max(lengths.count, 1)
    return Finding(
      promise: "episodes can be played", isKept: mean > 1,
      detail: mean > 1
        ? "\(terminated) of \(lengths.count) random episodes terminated; "
          + "\(lengths.min() ?? 0) to \(lengths.max() ?? 0) steps, \(mean) on average"
        : "every episode terminates in its first step")
  }

  private func brief(_ number: Double) -> String { "\((100 * number).rounded() / 100)" }

  // MARK: Seeds and lanes

  private func repeats() throws -> Finding {
    let same = try trajectory(seed: 1) == trajectory(seed: 1)
    return Finding(
      promise: "the same seed gives the same bits", isKept: same,
      detail: same ? "200 steps, bit for bit" : "two episodes of one seed differ")
  }

  private func varies() throws -> Finding {
    let lanes = try CheckedLanes(entry.kind)
    var starts: Set<[UInt32]> = []
    let seeds = 20
    for seed in 0..<UInt64(seeds) {
      lanes.reset(0, seed: seed)
      var actions = RandomActions(spec.action, seed: 1)
      var bits: [UInt32] = lanes.observation(0).map(\.bitPattern)
      for _ in 0..<20 {
        lanes.step { _ in actions.next() }
        bits += lanes.observation(0).map(\.bitPattern)
      }
      starts.insert(bits)
    }
    return Finding(
      promise: "other seeds give other episodes", isKept: starts.count > seeds / 2,
      detail: "\(starts.count) of \(seeds) seeds begin differently"
        + (starts.count > seeds / 2 ? "" : "; let the start or the ground be random"))
  }

  private func forgets() throws -> Finding {
    let fresh = try trajectory(seed: 2)
    let lanes = try CheckedLanes(entry.kind)
    for lane in 0..<CheckedLanes.count { lanes.reset(lane, seed: UInt64(lane) + 70) }
    var actions = RandomActions(spec.action, seed: 3)
    for _ in 0..<100 { lanes.step { _ in actions.next() } }
    let isKept = trajectory(in: lanes, lane: 3, seed: 2) == fresh
    return Finding(
      promise: "reset leaves nothing behind", isKept: isKept,
      detail: isKept
        ? "an episode after another equals a first one" : "an earlier episode can be felt")
  }

  private func isolates() throws -> Finding {
    let alone = try trajectory(seed: 4)
    let lanes = try CheckedLanes(entry.kind)
    for lane in 0..<CheckedLanes.count { lanes.reset(lane, seed: UInt64(lane) + 500) }
    let isKept = trajectory(in: lanes, lane: 13, seed: 4, neighbors: 1, movesTo: 2) == alone
    return Finding(
      promise: "neighbors do not matter", isKept: isKept,
      detail: isKept
        ? "another lane, moved on the way: the same bits" : "an episode depends on other lanes")
  }

  private func survives() throws -> Finding {
    let lanes = try CheckedLanes(entry.kind)
    let extremes: [Float] = [
      .nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1e9, -1e9,
      -0.0, .leastNonzeroMagnitude, 2.5, -1, 255, 1e20, -1e20, 0.5, 1,
    ]
    for lane in 0..<CheckedLanes.count { lanes.reset(lane, seed: UInt64(lane)) }
    for _ in 0..<min(spec.stepLimit, 300) {
      lanes.step { [Float](repeating: extremes[$0], count: spec.action.width) }
    }
    let fresh = try trajectory(seed: 5)
    let bad = [0, 1, 3].first { trajectory(in: lanes, lane: $0, seed: 5) != fresh }
    return Finding(
      promise: "NaN and extreme actions are survived", isKept: bad == nil,
      detail: bad.map { "an action of \(extremes[$0]) outlasts a reset" }
        ?? "\(extremes.count) values, as good as new after a reset")
  }

  /// Observations, rewards and ends of one episode under random actions, as bits.
  private func trajectory(seed: UInt64) throws -> [UInt32] {
    trajectory(in: try CheckedLanes(entry.kind), lane: 0, seed: seed)
  }

  /// - Parameters:
  ///   - neighbors: the action of every other lane.
  ///   - target: where the lane moves in the middle of the episode.
  private func trajectory(
    in lanes: CheckedLanes, lane start: Int, seed: UInt64, neighbors: Float = 0,
    movesTo target: Int? = nil
  ) -> [UInt32] {
    var actions = RandomActions(spec.action, seed: seed)
    var lane = start
    lanes.reset(lane, seed: seed)
    var bits = lanes.observation(lane).map(\.bitPattern)
    for step in 0..<min(spec.stepLimit, 200) {
      if step == 5, let target {
        lanes.move(from: lane, to: target)
        lane = target
      }
      let chosen = actions.next()
      lanes.step {
        $0 == lane ? chosen : [Float](repeating: neighbors, count: spec.action.width)
      }
      bits += lanes.observation(lane).map(\.bitPattern)
      bits += [lanes.reward(lane).bitPattern, lanes.isOver(lane) ? 1 : 0]
      if lanes.isOver(lane) { break }
    }
    return bits
  }
}
