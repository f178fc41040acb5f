extension ReferenceBatch {
  /// Collects `count` observations with a random policy, once, from 16 lanes in turn.
  ///
  /// Discrete actions are uniform over the choices, continuous ones uniform inside the bounds.
  public static func collect(
    count: Int, from kind: EnvironmentKind, seed: UInt64
  ) throws -> ReferenceBatch {
    let spec = kind.spec
    let lanes = 16
    let environment = try kind.makeBlock(lanes)
    let memory = LaneMemory(spec, stride: lanes)
    let block = memory.block
    var actions = RandomActions(spec.action, seed: seed)
    var episodes: UInt32 = 0
    var ages = [Int](repeating: 0, count: lanes)
    func restart(_ lane: Int) {
      var random = Random(seed: seed, domain: .referenceBatch, index: episodes)
      episodes += 1
      ages[lane] = 0
      environment.reset(lane: lane, random: &random, in: block)
    }
    for lane in 0..<lanes {
      memory.setAlive(lane, true)
      restart(lane)
    }
    environment.settle(lanes: lanes, in: block)
    var rows: [Float] = []
    rows.reserveCapacity(count * spec.observation.count)
    for sample in 0..<count {
      rows += memory.observation(sample % lanes)
      for lane in 0..<lanes { actions.write(to: LaneWriter(block.action + lane, stride: lanes)) }
      environment.step(lanes: lanes, in: block)
      for lane in 0..<lanes {
        ages[lane] += 1
        if block.terminated[lane] != 0 || ages[lane] >= spec.stepLimit { restart(lane) }
      }
      environment.settle(lanes: lanes, in: block)
      if let failure = environment.failure { throw failure }
    }
    return ReferenceBatch(observations: rows, count: count)
  }
}
