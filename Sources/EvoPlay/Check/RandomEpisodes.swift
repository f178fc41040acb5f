import EvoCore

/// What two episodes of a random policy in each of 16 lanes look like.
struct RandomEpisodes {
  struct Episode {
    var length = 0
    var sum = 0.0
    var isTerminated = false
  }

  private(set) var episodes: [Episode] = []
  private(set) var steps = 0
  /// Least and greatest value of each component of the observation.
  private(set) var low: [Float]
  private(set) var high: [Float]
  /// Nil when one was not finite.
  private(set) var reward: ClosedRange<Float>? = 0...0
  /// The first component that was not a finite number.
  private(set) var flaw: (component: Int, value: Float, step: Int)?

  /// - Parameter seed: of the first of the episodes.
  init(_ kind: EnvironmentKind, seed: UInt64) throws {
    let spec = kind.spec
    low = spec.observation.map { _ in .infinity }
    high = spec.observation.map { _ in -.infinity }
    let lanes = try CheckedLanes(kind)
    var actions = RandomActions(spec.action, seed: seed &+ 1)
    var rewards: (low: Float, high: Float) = (.infinity, -.infinity)
    for round in 0..<2 {
      var playing = Set(0..<lanes.count)
      var played = [Episode](repeating: Episode(), count: lanes.count)
      // In their order: the first flaw that is seen is the one that is named.
      for lane in 0..<lanes.count {
        lanes.reset(lane, seed: seed &+ UInt64(100 * round + lane))
        see(lanes.observation(lane), step: 0)
      }
      while !playing.isEmpty {
        lanes.step { _ in actions.next() }
        for lane in playing.sorted() {
          played[lane].length += 1
          played[lane].sum += Double(lanes.reward(lane))
          rewards = (min(rewards.low, lanes.reward(lane)), max(rewards.high, lanes.reward(lane)))
          if !lanes.reward(lane).isFinite { reward = nil }
          see(lanes.observation(lane), step: played[lane].length)
          played[lane].isTerminated = lanes.isOver(lane)
          if lanes.isOver(lane) || played[lane].length >= spec.stepLimit { playing.remove(lane) }
        }
      }
      steps += played.reduce(0) { $0 + $1.length }
      episodes += played
    }
    if reward != nil { reward = rewards.low...rewards.high }
  }

  private mutating func see(_ observation: [Float], step: Int) {
    for (component, value) in observation.enumerated() {
      low[component] = min(low[component], value)
      high[component] = max(high[component], value)
      if !value.isFinite, flaw == nil { flaw = (component, value, step) }
    }
  }
}
