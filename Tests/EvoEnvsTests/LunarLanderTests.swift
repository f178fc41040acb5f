import EvoCore
import EvoEnvs
import Foundation
import Testing

/// An episode that `Tests/Peers/lander_trajectories.py` recorded in Gymnasium.
struct RecordedLanding: Decodable, CustomTestStringConvertible {
  var name: String
  var continuous: Bool
  var heights: [Double]
  var force: [Float]
  var unevenness: [[Double]]
  var actions: [[Float]]
  var observations: [[Float]]
  var rewards: [Float]
  var terminated: Bool

  var testDescription: String { name }

  static func all() throws -> [RecordedLanding] {
    let file = Bundle.module.resourceURL?.appending(path: "Golden/lunar-lander.json")
    return try JSONDecoder().decode(
      [RecordedLanding].self, from: Data(contentsOf: file ?? URL(filePath: "/")))
  }
}

@Suite("The lunar lander beside Gymnasium's")
struct LunarLanderTests {
  /// What our craft does on the ground and with the chance and the actions of a recorded one.
  func replay(
    _ landing: RecordedLanding, box2d version: WalkerSpec.Version = .box2d23
  ) -> (observations: [[Float]], rewards: [Float], terminated: [Bool]) {
    var lander = LunarLander(landing.continuous ? .continuous : .discrete, box2d: version)
    let memory = UnsafeMutablePointer<Float>.allocate(capacity: 8 + 2)
    defer { memory.deallocate() }
    memory.initialize(repeating: .nan, count: 10)
    let writer = LaneWriter(memory, stride: 1)
    func observation() -> [Float] { (0..<8).map { memory[$0] } }
    func pair(_ index: Int) -> SIMD2<Double> {
      SIMD2(landing.unevenness[index][0], landing.unevenness[index][1])
    }
    lander.reset(
      heights: landing.heights, force: SIMD2(landing.force[0], landing.force[1]),
      unevenness: pair(0), observation: writer)
    var observations = [observation()]
    var rewards: [Float] = []
    var terminated: [Bool] = []
    for (index, action) in landing.actions.enumerated() {
      for (k, value) in action.enumerated() { memory[8 + k] = value }
      let step = lander.step(
        action: LaneReader(memory + 8, stride: 1), unevenness: pair(index + 1),
        observation: writer)
      observations.append(observation())
      rewards.append(step.reward)
      terminated.append(step.terminated)
    }
    return (observations, rewards, terminated)
  }

  /// The bits of Gymnasium's flight, and five digits of what happens on the ground.
  @Test("does what Gymnasium's does until it rests", arguments: try RecordedLanding.all())
  func agrees(_ landing: RecordedLanding) throws {
    let ours = replay(landing)
    let differences = zip(ours.observations, landing.observations).map { ours, theirs in
      zip(ours, theirs).map { abs($0 - $1) }.max() ?? .infinity
    }
    #expect(differences.prefix(40).allSatisfy { $0 == 0 })
    #expect(differences.allSatisfy { $0 < 1e-4 })
    #expect(zip(ours.rewards, landing.rewards).allSatisfy { abs($0 - $1) < 1e-2 })
    #expect(ours.terminated.firstIndex(of: true) == landing.actions.count - 1)
  }

  @Test("with the joints of Box2D 2.4 it parts from Gymnasium's in the first step")
  func former() throws {
    let landing = try #require(RecordedLanding.all().first)
    let first = replay(landing, box2d: .box2d24).observations[0]
    #expect(zip(first, landing.observations[0]).contains { abs($0 - $1) > 1e-4 })
  }
}
