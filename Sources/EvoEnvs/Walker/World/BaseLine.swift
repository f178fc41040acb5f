import EvoCore
import Glibc

/// The line around which the ground wavers: slope, hills and a given profile, summed.
struct BaseLine {
  /// Height above the first point of the ground.
  private(set) var height = 0.0

  private let terrain: Terrain
  private var hillStart: Double
  private var hillLength = 0.0
  private var hillHeight = 0.0

  init(_ terrain: Terrain) {
    self.terrain = terrain
    hillStart = Double(terrain.flatStart) * terrain.spacing
  }

  mutating func advance(to index: Int, random: inout Random) {
    let x = Double(index) * terrain.spacing
    let beyondStart = max(0, x - Double(terrain.flatStart) * terrain.spacing)
    height =
      terrain.slope * beyondStart + hill(at: x, random: &random)
      + terrain.height(ofProfileAt: x)
  }

  /// Hill follows hill, each one wave of a cosine of its own height and length.
  private mutating func hill(at x: Double, random: inout Random) -> Double {
    guard let hills = terrain.hills, x > hillStart else { return 0 }
    if x >= hillStart + hillLength {
      hillStart += hillLength
      hillLength = random.uniform(in: hills.length)
      hillHeight = random.uniform(in: hills.height)
    }
    return hillHeight * (1 - cos(2 * .pi * (x - hillStart) / hillLength)) / 2
  }

  /// The part of the line that a file gives and no chance draws: slope and profile, at any x, above
  /// the first point of the ground.
  static func given(_ terrain: Terrain, at x: Double) -> Double {
    let beyondStart = max(0, x - Double(terrain.flatStart) * terrain.spacing)
    return terrain.slope * beyondStart + terrain.height(ofProfileAt: x)
  }
}

extension Terrain {
  /// The given line, level before its first and after its last corner.
  fileprivate func height(ofProfileAt x: Double) -> Double {
    guard let after = profile.firstIndex(where: { $0.x > x }) else { return profile.last?.y ?? 0 }
    let (from, to) = (profile[max(0, after - 1)], profile[after])
    guard from.x < to.x else { return to.y }
    return from.y + (to.y - from.y) * (x - from.x) / (to.x - from.x)
  }
}

extension Random {
  mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * Double(uniform())
  }
}
