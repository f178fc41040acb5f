import EvoCore
import EvoEnvs
import Foundation
import Testing

/// The names of all walkers that are shipped.
let shippedWalkers: [String] =
  (try? FileManager.default.contentsOfDirectory(atPath: walkerFolder))?
  .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted() ?? []

/// Beside the contract of all environments, which `EnvironmentCheckTests` puts them to.
@Suite("A walker keeps the contract of environments")
struct WalkerContractTests {
  @Test("the bipeds and at least three more walkers are shipped")
  func shipped() {
    #expect(Set(shippedWalkers).isSuperset(of: ["bipedal-walker", "bipedal-walker-hardcore"]))
    #expect(shippedWalkers.count >= 5)
  }

  @Test("its file is named after it", arguments: shippedWalkers)
  func fileName(_ name: String) throws {
    let spec = try walkerSpec(name)
    #expect(spec.name == name)
  }

  @Test("an action of NaN is no action", arguments: shippedWalkers)
  func nanAction(_ name: String) throws {
    var given = WalkerRig(try walkerSpec(name))
    var idle = WalkerRig(try walkerSpec(name))
    let width = given.walker.spec.action.width
    given.reset(seed: 3)
    idle.reset(seed: 3)
    for _ in 0..<50 {
      let reward = given.step(Array(repeating: .nan, count: width)).reward
      #expect(reward == idle.step(Array(repeating: 0, count: width)).reward)
    }
    #expect(given.observation == idle.observation)
  }

  @Test("huge actions act as the largest allowed ones", arguments: shippedWalkers)
  func hugeAction(_ name: String) throws {
    var huge = WalkerRig(try walkerSpec(name))
    var largest = WalkerRig(try walkerSpec(name))
    huge.reset(seed: 3)
    largest.reset(seed: 3)
    for index in 0..<300 {
      let sign: Float = index / 10 % 2 == 0 ? 1 : -1
      let width = huge.walker.spec.action.width
      let reward = huge.step(Array(repeating: sign * .infinity, count: width)).reward
      #expect(reward.isFinite)
      #expect(reward == largest.step(Array(repeating: sign, count: width)).reward)
    }
    #expect(huge.observation == largest.observation)
  }

  @Test("a world that blows up ends its episode with a reward of NaN, until a reset")
  func blowUp() throws {
    var rig = WalkerRig(try walkerSpec("bipedal-walker"))
    rig.reset(seed: 1)
    rig.reset(ground: rig.walker.ground, force: SIMD2(.nan, 0))
    #expect(rig.observation.allSatisfy { $0 == 0 })
    let step = rig.step([0, 0, 0, 0])
    #expect(step.reward.isNaN)
    #expect(step.terminated)
    #expect(rig.observation.allSatisfy { $0 == 0 })
    let used = trace(&rig, seed: 1)
    let fresh = try trace("bipedal-walker", seed: 1)
    #expect(used == fresh)
  }

  @Test("a fall costs 100 and ends the episode of the biped")
  func fall() throws {
    var rig = WalkerRig(try walkerSpec("bipedal-walker"))
    rig.reset(seed: 1)
    var last = Step(reward: 0, terminated: false)
    for _ in 0..<1600 where !last.terminated { last = rig.step([-1, 0, -1, 0]) }
    #expect(last.terminated)
    #expect(last.reward == -100)
  }

  // MARK: - Episodes

  /// Every observation and reward of 100 random steps, as bits.
  private func trace(_ name: String, seed: UInt64) throws -> [UInt32] {
    var rig = WalkerRig(try walkerSpec(name))
    return trace(&rig, seed: seed)
  }

  private func trace(_ rig: inout WalkerRig, seed: UInt64) -> [UInt32] {
    rig.reset(seed: seed)
    var bits = rig.observation.map(\.bitPattern)
    for action in actions(of: rig.walker.spec.name, count: 100, seed: 5, in: rig) {
      bits.append(rig.step(action).reward.bitPattern)
      bits += rig.observation.map(\.bitPattern)
    }
    return bits
  }

  private func actions(
    of name: String, count: Int, seed: UInt64, in rig: borrowing WalkerRig
  ) -> [[Float]] {
    var random = Random(seed: seed, domain: .randomAction)
    let width = rig.walker.spec.action.width
    return (0..<count).map { _ in (0..<width).map { _ in random.uniform(-1, 1) } }
  }
}
