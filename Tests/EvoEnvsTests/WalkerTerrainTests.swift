import CBox2D
import EvoCore
import EvoEnvs
import Foundation
import Testing

@Suite("The ground of a walker")
struct WalkerTerrainTests {
  struct Statistic: Decodable {
    var mean: Double
    var deviation: Double
  }

  @Test(
    "heights, slopes and obstacles are distributed as Gymnasium's",
    arguments: ["bipedal-walker", "bipedal-walker-hardcore"])
  func statisticsAgree(_ name: String) throws {
    let file = try #require(
      Bundle.module.resourceURL?.appending(path: "Golden/walker-terrain.json"))
    let golden = try JSONDecoder().decode(
      [String: [String: Statistic]].self, from: Data(contentsOf: file))
    let theirs = try #require(golden[name])
    let spec = try walkerSpec(name)
    var ground = Ground()
    var rows: [[String: Double]] = []
    for seed in 0..<1000 {
      var random = Random(seed: UInt64(seed), domain: .probe)
      ground.generate(spec.terrain, random: &random)
      rows.append(statistics(of: ground, spacing: spec.terrain.spacing))
    }
    for (key, expected) in theirs {
      let values = try rows.map { try #require($0[key]) }
      let mean = values.reduce(0, +) / Double(values.count)
      let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      // Both means are of 1,000 draws: four standard errors of their difference.
      let tolerance = 4 * expected.deviation * (2.0 / 1000).squareRoot() + 1e-6
      #expect(abs(mean - expected.mean) <= tolerance, "mean of \(key): \(mean)")
      let spread = square.squareRoot()
      #expect(abs(spread - expected.deviation) <= 0.15 * expected.deviation + 1e-6, "\(key)")
    }
  }

  /// The statistics that `Tests/Peers/walker_terrain.py` takes.
  private func statistics(of ground: Ground, spacing: Double) -> [String: Double] {
    let heights = ground.points.map { Double($0.y) }
    let rises = zip(heights.dropFirst(), heights).map { abs($0 - $1) }
    var result = [
      "level edges": Double(rises.count { $0 < 1e-6 }) / Double(rises.count),
      "rise": rises.reduce(0, +) / Double(rises.count),
      "largest rise": rises.max() ?? .nan,
    ]
    for index in [30, 60, 100, 150, 199] { result["height \(index)"] = heights[index] }
    let names = [
      SIMD2(1, 1): "stumps of 1", SIMD2(2, 2): "stumps of 2", SIMD2(4, 1): "stairs",
      SIMD2(1, 4): "pit walls",
    ]
    for name in names.values + ["other blocks"] { result[name] = 0 }
    for block in ground.blocks {
      let width = Double(block.high.x - block.low.x), height = Double(block.high.y - block.low.y)
      let size = SIMD2(Int((width / spacing).rounded()), Int((height / spacing).rounded()))
      result[names[size] ?? "other blocks", default: 0] += 1
    }
    return result
  }

  @Test("without grass, obstacles, slope and hills it is flat")
  func flatByDefault() throws {
    let ground = try ground("terrain: {points: 50, height: 2}")
    #expect(ground.points.allSatisfy { $0.y == 2 })
    #expect(ground.blocks.isEmpty)
  }

  @Test("a slope climbs after the level start")
  func slope() throws {
    let ground = try ground(
      "terrain: {points: 41, spacing: 1, height: 0, flat_start: 10, slope: 0.5}")
    #expect(ground.points[10].y == 0)
    #expect(abs(ground.points[40].y - 15) < 1e-4)
  }

  @Test("hills rise to their height and come back")
  func hills() throws {
    let ground = try ground(
      """
      terrain: {points: 41, spacing: 1, height: 0, flat_start: 10,
        hills: {height: 2, length: 10}}
      """)
    #expect(abs(ground.points[15].y - 2) < 1e-4)
    #expect(abs(ground.points[20].y) < 1e-4)
    #expect(abs(ground.points[25].y - 2) < 1e-4)
  }

  @Test("a profile gives the line of the ground")
  func profile() throws {
    let ground = try ground(
      "terrain: {points: 21, spacing: 1, height: 1, profile: [[0, 0], [10, 5], [20, 5]]}")
    #expect(abs(ground.points[4].y - 3) < 1e-4)
    #expect(abs(ground.points[20].y - 6) < 1e-4)
  }

  private func ground(_ terrain: String) throws -> Ground {
    let spec = try WalkerSpec.parse(smallWalker + terrain + "\n", file: "test.yaml")
    var random = Random(seed: 1, domain: .probe)
    var ground = Ground()
    ground.generate(spec.terrain, random: &random)
    return ground
  }
}
