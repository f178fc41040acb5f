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
  private func replay(
    _ landing: RecordedLanding
  ) -> (observations: [[Float]], rewards: [Float], terminated: [Bool]) {
    var lander = LunarLander(landing.continuous ? .continuous : .discrete)
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

  @Test(
    "flies as Gymnasium's does until a leg touches the ground", arguments: try RecordedLanding.all()
  )
  func flight(_ landing: RecordedLanding) {
    let ours = replay(landing)
    let flight =
      landing.observations.firstIndex { $0[6] + $0[7] > 0 } ?? landing.observations.count
    let differences = zip(ours.observations, landing.observations).map { ours, theirs in
      zip(ours, theirs).map { abs($0 - $1) }.max() ?? .infinity
    }
    let rewards = zip(ours.rewards, landing.rewards).map { abs($0 - $1) }
    print(
      landing.name, "flight", flight, "of", landing.actions.count, "close",
      differences.prefix { $0 < 1e-3 }.count, "near", differences.prefix { $0 < 1e-2 }.count,
      "rewards close", rewards.prefix { $0 < 1e-2 }.count, "near",
      rewards.prefix { $0 < 1e-1 }.count,
      "first", differences[0], "end", ours.terminated.firstIndex(of: true) ?? -1,
      ours.rewards.last ?? 0,
      differences.prefix(flight).max() ?? 0)
    #expect(differences.prefix(flight).allSatisfy { $0 < 1e-3 })
    #expect(rewards.prefix(flight - 1).allSatisfy { $0 < 1e-2 })
  }
}
