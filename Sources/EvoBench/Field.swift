import EvoCore

/// The memory beside an environment block.
struct Field: ~Copyable {
  private let observation: AlignedBuffer<Float>
  private let action: AlignedBuffer<Float>
  private let reward: AlignedBuffer<Float>
  private let terminated: AlignedBuffer<Int32>
  private let alive: AlignedBuffer<UInt16>
  private let block: LaneBlock

  init(spec: EnvironmentSpec, lanes: Int) {
    observation = AlignedBuffer(count: spec.observation.count * lanes, filledWith: 0)
    action = AlignedBuffer(count: spec.action.width * lanes, filledWith: 0)
    reward = AlignedBuffer(count: lanes, filledWith: 0)
    terminated = AlignedBuffer(count: lanes, filledWith: 0)
    alive = AlignedBuffer(count: lanes / 16, filledWith: .max)
    block = LaneBlock(
      stride: lanes, observation: observation.base, action: action.base, reward: reward.base,
      terminated: terminated.base, alive: alive.base)
  }

  /// Starts an episode in every lane and goes on for `steps`, past any end.
  func play(_ environment: any EnvironmentBlock, lanes: Int, steps: Int) {
    for lane in 0..<lanes {
      var random = Random(seed: 1, domain: .test, substream: UInt32(lane))
      environment.reset(lane: lane, random: &random, in: block)
    }
    for _ in 0..<steps { environment.step(lanes: lanes, in: block) }
  }

  /// Goes on for `steps` with random actions; an episode that ends is followed by another.
  ///
  /// - Parameter bounds: of the actions.
  func playAtRandom(
    _ environment: any EnvironmentBlock, lanes: Int, steps: Int, bounds: [Component],
    random: inout Random
  ) {
    for _ in 0..<steps {
      for (k, component) in bounds.enumerated() {
        for lane in 0..<lanes {
          let share = Float(random.uniform())
          action.base[k * lanes + lane] = component.low + share * (component.high - component.low)
        }
      }
      environment.step(lanes: lanes, in: block)
      for lane in 0..<lanes where terminated.base[lane] != 0 {
        environment.reset(lane: lane, random: &random, in: block)
      }
    }
  }
}
