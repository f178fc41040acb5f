import EvoCore
import EvoEnvs

/// Consecutive environments of a batch that are stepped together, by one thread at a time.
final class BatchPiece {
  /// The first of them, counted in the batch.
  let first: Int
  let count: Int
  private let environment: any EnvironmentBlock
  private let memory: LaneMemory
  private let autoreset: BatchOptions.Autoreset
  private let stepLimit: Int32
  private let lanes: Int
  private let observationCount: Int
  private let steps: AlignedBuffer<Int32>
  private let stages: AlignedBuffer<UInt8>
  /// The episode that each plays, or plays next: its seed, and its number under that seed.
  private let seeds: AlignedBuffer<UInt64>
  private let episodes: AlignedBuffer<UInt32>
  /// How many wait for a reset.
  private var waiting: Int

  /// Where an environment stands; bytes, so that a glance at many is cheap.
  private enum Stage {
    static let unseeded: UInt8 = 0
    static let playing: UInt8 = 1
    static let ended: UInt8 = 2
  }

  init(
    _ environment: any EnvironmentBlock, spec: EnvironmentSpec, first: Int, count: Int,
    options: BatchOptions
  ) {
    self.environment = environment
    self.first = first
    self.count = count
    autoreset = options.autoreset
    stepLimit = options.stepLimit ?? Int32(clamping: spec.stepLimit)
    lanes = roundedToLanes(count)
    memory = LaneMemory(spec, stride: lanes)
    observationCount = spec.observation.count
    steps = AlignedBuffer(count: count, filledWith: 0)
    stages = AlignedBuffer(count: count, filledWith: Stage.unseeded)
    seeds = AlignedBuffer(count: count, filledWith: 0)
    episodes = AlignedBuffer(count: count, filledWith: 0)
    waiting = count
  }

  // MARK: Before a step

  /// Takes the choices of the whole batch, if all of them are choices.
  func setActions(_ choices: UnsafePointer<Int64>, below limit: Int) throws(InterfaceError) {
    let row = memory.block.action
    for lane in 0..<count {
      let choice = choices[first + lane]
      // The action of an environment that the step resets is not looked at.
      guard choice >= 0 && choice < limit || stages.base[lane] == Stage.ended else {
        throw .noChoice(choice, lane: first + lane, choices: limit)
      }
      row[lane] = Float(choice)
    }
  }

  /// Takes the actions of the whole batch, `width` numbers for each environment.
  func setActions(_ actions: UnsafePointer<Float>, width: Int) {
    let block = memory.block
    for lane in 0..<count {
      let row = actions + (first + lane) * width
      for k in 0..<width { block.action[k * block.stride + lane] = row[k] }
    }
  }

  /// Says what keeps environments from being stepped.
  func requireEpisodes() throws(InterfaceError) {
    guard waiting > 0 else { return }
    for lane in 0..<count {
      switch stages.base[lane] {
      case Stage.unseeded: throw .notBegun(lane: first + lane)
      case Stage.ended where autoreset == .disabled: throw .ended(lane: first + lane)
      default: continue
      }
    }
  }

  // MARK: Episodes

  /// Begins the first episode of a seed, or without one the next episode.
  func reset(_ lane: Int, seed: UInt64?) {
    if let seed {
      (seeds.base[lane], episodes.base[lane]) = (seed, 0)
    } else if stages.base[lane] == Stage.unseeded {
      (seeds.base[lane], episodes.base[lane]) = (.random(in: 0...(.max)), 0)
    } else {
      episodes.base[lane] &+= 1
    }
    begin(lane)
  }

  /// Begins the episode at the lane's address, which is that of `evo-rl eval`.
  private func begin(_ lane: Int) {
    if stages.base[lane] != Stage.playing { waiting -= 1 }
    stages.base[lane] = Stage.playing
    steps.base[lane] = 0
    memory.setAlive(lane, true)
    var random = Random(
      seed: seeds.base[lane], domain: .evaluationEpisode, index: 0, substream: episodes.base[lane])
    environment.reset(lane: lane, random: &random, in: memory.block)
  }

  /// Completes the observations of what has been reset.
  func settle() { environment.settle(lanes: lanes, in: memory.block) }

  /// Advances every environment, and resets those whose turn it is.
  func step(
    rewards: UnsafeMutablePointer<Float>, terminated: UnsafeMutablePointer<UInt8>,
    truncated: UnsafeMutablePointer<UInt8>, finalObservations: UnsafeMutablePointer<Float>?
  ) {
    let block = memory.block
    environment.step(lanes: lanes, in: block)
    for lane in 0..<count {
      let place = first + lane
      if stages.base[lane] == Stage.ended {
        episodes.base[lane] &+= 1
        begin(lane)
        (rewards[place], terminated[place], truncated[place]) = (0, 0, 0)
        continue
      }
      let end = block.terminated[lane]
      steps.base[lane] &+= 1
      let isTerminated = end != 0 && end != LaneBlock.truncated
      let isTruncated = steps.base[lane] >= stepLimit || end == LaneBlock.truncated
      rewards[place] = block.reward[lane]
      terminated[place] = isTerminated ? 1 : 0
      truncated[place] = isTruncated ? 1 : 0
      if isTerminated || isTruncated { conclude(lane, finalObservations) }
    }
    settle()
  }

  private func conclude(_ lane: Int, _ finalObservations: UnsafeMutablePointer<Float>?) {
    switch autoreset {
    case .nextStep, .disabled:
      stages.base[lane] = Stage.ended
      waiting += 1
      memory.setAlive(lane, false)
    case .sameStep:
      if let finalObservations { writeObservation(of: lane, to: finalObservations) }
      episodes.base[lane] &+= 1
      begin(lane)
    }
  }

  // MARK: What is seen

  /// Writes the rows of all lanes.
  func writeObservations(to rows: UnsafeMutablePointer<Float>) {
    let block = memory.block
    var row = rows + first * observationCount
    for lane in 0..<count {
      var source = block.observation + lane
      for k in 0..<observationCount {
        row[k] = source.pointee
        source += block.stride
      }
      row += observationCount
    }
  }

  /// Writes the row of one lane.
  func writeObservation(of lane: Int, to rows: UnsafeMutablePointer<Float>) {
    let row = rows + (first + lane) * observationCount
    for k in 0..<observationCount {
      row[k] = memory.block.observation[k * memory.block.stride + lane]
    }
  }

  /// What draws the environment; nil where it was made without.
  var stage: (any EvoEnvs.Stage)? { environment as? any EvoEnvs.Stage }

  /// Whether an episode of `lane` has begun.
  func hasBegun(_ lane: Int) -> Bool { stages.base[lane] != Stage.unseeded }
}
