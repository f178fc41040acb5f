import EvoCore

/// An environment block in memory of its own, played without a runner.
struct Field {
  private let memory: LaneMemory

  init(spec: EnvironmentSpec, lanes: Int) {
    memory = LaneMemory(spec, stride: lanes)
    for lane in 0..<lanes { memory.setAlive(lane, true) }
  }

  /// Starts an episode in every lane and goes on for `steps`, past any end.
  func play(_ environment: any EnvironmentBlock, lanes: Int, steps: Int) {
    for lane in 0..<lanes {
      var random = Random(seed: 1, domain: .probe, substream: UInt32(lane))
      environment.reset(lane: lane, random: &random, in: memory.block)
    }
    for _ in 0..<steps { environment.step(lanes: lanes, in: memory.block) }
  }

  /// Goes on for `steps`; an episode that ends is followed by another.
  ///
  /// - Parameter act: writes the actions of all lanes.
  func play(
    _ environment: any EnvironmentBlock, lanes: Int, steps: Int, random: inout Random,
    act: (LaneBlock, inout Random) -> Void
  ) {
    let block = memory.block
    for _ in 0..<steps {
      act(block, &random)
      environment.step(lanes: lanes, in: block)
      for lane in 0..<lanes where block.terminated[lane] != 0 {
        environment.reset(lane: lane, random: &random, in: block)
      }
    }
  }
}
