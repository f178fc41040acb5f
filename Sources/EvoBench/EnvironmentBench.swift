import EvoCore
import EvoEnvs

/// Steps per second of every environment of the catalogue under a constant action.
struct EnvironmentBench {
  let settings: BenchSettings

  func run() throws -> Section {
    let clock = Stopclock(settings: settings)
    let lanes = 64
    var figures: [Figure] = []
    for entry in EnvironmentCatalog.all {
      let steps = min(entry.spec.stepLimit, settings.isQuick ? 8 : 200)
      let field = Field(spec: entry.spec, lanes: lanes)
      let block = try entry.kind.makeBlock(lanes)
      figures.append(
        Figure(
          "\(entry.spec.name), \(lanes) lanes", "steps/s",
          clock.rate(of: Double(steps * lanes)) {
            field.play(block, lanes: lanes, steps: steps)
          }))
      let stage = try entry.makeStage([])
      figures.append(
        Figure(
          "\(entry.spec.name), one at a time", "steps/s",
          clock.rate(of: Double(steps)) { field.play(stage, lanes: 1, steps: steps) }))
    }
    return Section(.envs, figures)
  }
}

/// The memory beside an environment block.
private struct Field: ~Copyable {
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
}
