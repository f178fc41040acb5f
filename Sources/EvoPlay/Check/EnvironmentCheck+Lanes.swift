import EvoCore
import EvoEnvs

/// The checks of what an episode may depend on: its seed and its actions.
extension EnvironmentCheck {
  func repeats() throws -> Finding {
    let same = try trajectory(seed: seed(1)) == trajectory(seed: seed(1))
    return Finding(
      promise: "the same seed gives the same bits", isKept: same,
      detail: same ? "200 steps, bit for bit" : "two episodes of one seed differ")
  }

  func varies() throws -> Finding {
    let lanes = try CheckedLanes(entry.kind)
    var starts: Set<[UInt32]> = []
    let seeds = 20
    for number in 0..<seeds {
      lanes.reset(0, seed: seed(number))
      var actions = RandomActions(spec.action, seed: seed(1))
      var bits = lanes.bits(0)
      // A walker may come to the random part of its ground late.
      for _ in 0..<200 {
        lanes.step { _ in actions.next() }
        bits += lanes.bits(0)
      }
      starts.insert(bits)
    }
    let isKept = starts.count > seeds * 3 / 4
    return Finding(
      promise: "other seeds give other episodes", isKept: isKept,
      detail: "\(starts.count) of \(seeds) seeds differ within 200 steps"
        + (isKept
          ? ""
          : "; let the start or the ground be random, a walker's by start.push or ranges in terrain")
    )
  }

  func forgets() throws -> Finding {
    let fresh = try trajectory(seed: seed(2))
    let lanes = try CheckedLanes(entry.kind)
    for lane in 0..<lanes.count { lanes.reset(lane, seed: seed(lane + 70)) }
    var actions = RandomActions(spec.action, seed: seed(3))
    for _ in 0..<150 { lanes.step { _ in actions.next() } }
    let isKept = trajectory(in: lanes, lane: 3, seed: seed(2)) == fresh
    return Finding(
      promise: "reset leaves nothing behind", isKept: isKept,
      detail: isKept
        ? "an episode after another equals a first one" : "an earlier episode can be felt")
  }

  func isolates() throws -> Finding {
    let alone = try trajectory(seed: seed(4))
    let places: [(count: Int, lane: Int, neighbors: Float, target: Int?)] = [
      (16, 13, 1, 2), (16, 15, .nan, nil), (32, 29, 0, 2), (64, 33, .nan, nil),
      (128, 127, .nan, 5),
    ]
    let bad = try places.first { place in
      let lanes = try CheckedLanes(entry.kind, count: place.count)
      for lane in 0..<place.count { lanes.reset(lane, seed: seed(lane + 500)) }
      return trajectory(
        in: lanes, lane: place.lane, seed: seed(4), neighbors: place.neighbors,
        movesTo: place.target)
        != alone
    }
    return Finding(
      promise: "neighbors do not matter", isKept: bad == nil,
      detail: bad.map {
        "an episode depends on other lanes or on its place: lane \($0.lane) of \($0.count)"
          + ($0.target.map { ", moved to \($0)" } ?? "")
      } ?? "blocks of 16 to 128 lanes, some moved on the way: the same bits")
  }

  func survives() throws -> Finding {
    let lanes = try CheckedLanes(entry.kind)
    let extremes: [Float] = [
      .nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1e9, -1e9,
      -0.0, .leastNonzeroMagnitude, 2.5, -1, 255, 1e20, -1e20, 0.5, 1,
    ]
    for lane in 0..<lanes.count { lanes.reset(lane, seed: seed(lane)) }
    for _ in 0..<min(spec.stepLimit, 300) {
      lanes.step { [Float](repeating: extremes[$0], count: spec.action.width) }
    }
    let fresh = try trajectory(seed: seed(5))
    let bad = [0, 1, 3].first { trajectory(in: lanes, lane: $0, seed: seed(5)) != fresh }
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
    var bits = lanes.bits(lane)
    for step in 0..<min(spec.stepLimit, 200) {
      if step == 5, let target {
        lanes.move(from: lane, to: target)
        lane = target
      }
      let chosen = actions.next()
      lanes.step {
        $0 == lane ? chosen : [Float](repeating: neighbors, count: spec.action.width)
      }
      bits += lanes.result(lane)
      if lanes.isOver(lane) { break }
    }
    return bits
  }
}
