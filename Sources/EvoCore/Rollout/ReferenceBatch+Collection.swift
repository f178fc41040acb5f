extension ReferenceBatch {
  /// Collects `count` observations with a random policy, once, from 16 lanes in turn.
  ///
  /// Discrete actions are uniform over the choices, continuous ones uniform inside the bounds.
  public static func collect(
    count: Int, from kind: EnvironmentKind, seed: UInt64
  ) throws -> ReferenceBatch {
    let spec = kind.spec
    let lanes = 16
    let width = spec.observation.count
    let environment = try kind.makeBlock(lanes)
    let observation = AlignedBuffer<Float>(count: width * lanes, filledWith: 0)
    let action = AlignedBuffer<Float>(count: spec.action.width * lanes, filledWith: 0)
    let reward = AlignedBuffer<Float>(count: lanes, filledWith: 0)
    let terminated = AlignedBuffer<Int32>(count: lanes, filledWith: 0)
    let alive = AlignedBuffer<UInt16>(count: 1, filledWith: .max)
    let block = LaneBlock(
      stride: lanes, observation: observation.base, action: action.base, reward: reward.base,
      terminated: terminated.base, alive: alive.base)
    var actions = Random(seed: seed, domain: .randomAction)
    var episodes: UInt32 = 0
    var ages = [Int](repeating: 0, count: lanes)
    func restart(_ lane: Int) {
      var random = Random(seed: seed, domain: .referenceBatch, index: episodes)
      episodes += 1
      ages[lane] = 0
      environment.reset(lane: lane, random: &random, in: block)
    }
    for lane in 0..<lanes { restart(lane) }
    var rows: [Float] = []
    rows.reserveCapacity(count * width)
    for sample in 0..<count {
      let chosen = sample % lanes
      for k in 0..<width { rows.append(observation.base[k * lanes + chosen]) }
      for lane in 0..<lanes {
        switch spec.action {
        case .discrete(let choices):
          action.base[lane] = Float(actions.index(below: choices.count))
        case .continuous(let components):
          for (k, component) in components.enumerated() {
            action.base[k * lanes + lane] = actions.uniform(component.low, component.high)
          }
        }
      }
      environment.step(lanes: lanes, in: block)
      for lane in 0..<lanes {
        ages[lane] += 1
        if terminated.base[lane] != 0 || ages[lane] >= spec.stepLimit { restart(lane) }
      }
    }
    return ReferenceBatch(observations: rows, count: count)
  }
}
