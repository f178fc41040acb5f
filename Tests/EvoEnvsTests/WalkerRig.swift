import CBox2D
import EvoCore
import EvoEnvs
import Foundation
import Testing

/// One walker with the memory of its lane, and the recorded episodes of its model.
struct WalkerRig: ~Copyable {
  var walker: Walker
  private let observationMemory: UnsafeMutableBufferPointer<Float>
  private let actionMemory: UnsafeMutableBufferPointer<Float>

  init(_ spec: WalkerSpec) {
    walker = Walker(spec)
    observationMemory = .allocate(capacity: walker.spec.observation.count)
    actionMemory = .allocate(capacity: walker.spec.action.width)
    actionMemory.initialize(repeating: 0)
    poison()
  }

  deinit {
    observationMemory.deallocate()
    actionMemory.deallocate()
  }

  /// Fills the observation with NaN, so that an element nobody writes shows.
  func poison() { observationMemory.initialize(repeating: .nan) }

  var observation: [Float] { Array(observationMemory) }

  private var writer: LaneWriter? {
    observationMemory.baseAddress.map { LaneWriter($0, stride: 1) }
  }

  mutating func reset(seed: UInt64) {
    var random = Random(seed: seed, domain: .probe)
    if let writer { walker.reset(random: &random, observation: writer) }
  }

  mutating func reset(ground: Ground, force: SIMD2<Float>) {
    if let writer { walker.reset(ground: ground, force: force, observation: writer) }
  }

  mutating func step(_ action: [Float]) -> Step {
    for (index, value) in action.enumerated() { actionMemory[index] = value }
    guard let writer, let base = actionMemory.baseAddress else {
      return Step(reward: .nan, terminated: true)
    }
    return walker.step(action: LaneReader(base, stride: 1), observation: writer)
  }
}

/// The folder of walker files at the top of the package.
let walkerFolder = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().appending(path: "envs").path()

func walkerSpec(_ name: String) throws -> WalkerSpec {
  try WalkerSpec.load(path: walkerFolder + "/\(name).yaml")
}

/// An episode that `Tests/Peers/walker_trajectories.py` recorded in Gymnasium.
struct RecordedEpisode: Decodable, CustomTestStringConvertible {
  var name: String
  var hardcore: Bool
  var push: Float
  var points: [[Float]]
  var blocks: [[Float]]
  var actions: [[Float]]
  var observations: [[Float]]
  var rewards: [Float]
  var terminated: Bool

  var testDescription: String { name }

  var ground: Ground {
    var ground = Ground()
    ground.points = points.map { cb2_vector(x: $0[0], y: $0[1]) }
    ground.blocks = blocks.map {
      cb2_block(low: cb2_vector(x: $0[0], y: $0[1]), high: cb2_vector(x: $0[2], y: $0[3]))
    }
    return ground
  }

  static func all() throws -> [RecordedEpisode] {
    let file = Bundle.module.resourceURL?.appending(path: "Golden/walkers.json")
    return try JSONDecoder().decode(
      [RecordedEpisode].self, from: Data(contentsOf: file ?? URL(filePath: "/")))
  }
}
