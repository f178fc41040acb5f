import CBox2D
import EvoCore

/// The ground of one episode: a chain of points and the blocks of its obstacles, how it moves, and the
/// target over it.
package struct Ground {
  package var points: [cb2_vector] = []
  /// From left to right.
  package var blocks: [cb2_block] = []
  /// Meters per second by which the surface runs to the right.
  package var conveyor: Float = 0
  /// Where a swaying ground is led; a period of 0 stands still.
  package var sway = cb2_vector(x: 0, y: 0)
  package var swayPeriod: Float = 0
  package var swayPhase: Float = 0
  package var target = cb2_vector(x: 0, y: 0)

  package init() {}

  /// Draws a ground from chance, in place of the earlier one.
  package mutating func generate(_ terrain: Terrain, random: inout Random) {
    points.removeAll(keepingCapacity: true)
    blocks.removeAll(keepingCapacity: true)
    var generator = GroundGenerator(terrain: terrain)
    for index in 0..<terrain.pointCount {
      let y = generator.advance(to: index, random: &random, blocks: &blocks)
      points.append(cb2_vector(x: Float(Double(index) * terrain.spacing), y: Float(y)))
    }
    drawMotion(terrain, random: &random)
    if let target = terrain.target {
      let x = random.uniform(in: target.x)
      let height = random.uniform(in: target.height)
      self.target = cb2_vector(SIMD2(x, surface(at: x) + height))
    }
  }

  private mutating func drawMotion(_ terrain: Terrain, random: inout Random) {
    if let conveyor = terrain.conveyor { self.conveyor = Float(random.uniform(in: conveyor)) }
    if let sway = terrain.sway {
      self.sway = cb2_vector(sway.amplitude)
      swayPeriod = Float(sway.period)
      swayPhase = 2 * .pi * random.uniform()
    }
  }

  /// The height of the line through the points; level on beyond its ends.
  func height(at x: Double) -> Double {
    guard let after = points.firstIndex(where: { Double($0.x) > x }) else {
      return Double(points.last?.y ?? 0)
    }
    let (from, to) = (points[max(0, after - 1)], points[after])
    guard from.x < to.x else { return Double(to.y) }
    let share = (x - Double(from.x)) / Double(to.x - from.x)
    return Double(from.y) + Double(to.y - from.y) * share
  }

  /// The highest ground, with its blocks.
  private func surface(at x: Double) -> Double {
    var height = height(at: x)
    for block in blocks where Double(block.low.x) <= x && x <= Double(block.high.x) {
      height = max(height, Double(block.high.y))
    }
    return height
  }
}

/// Walks along the ground from left to right.
///
/// The random walk of the grass, the order of obstacles and their shapes follow Gymnasium's
/// BipedalWalker-v3, down to the level first point of every stretch.
private struct GroundGenerator {
  /// What the points ahead belong to.
  private enum Stretch {
    case plain
    case stump
    case pit(depth: Double)
    case stairs(count: Int, width: Int, rise: Double)
  }

  private let terrain: Terrain
  private var base: BaseLine
  private var stretch = Stretch.plain
  /// Points left of the stretch.
  private var remaining: Int
  private var y: Double
  /// Change of height per point.
  private var slope = 0.0
  /// Height at which the present obstacle began.
  private var footing = 0.0
  private var next: Terrain.Obstacle.Kind?
  private var isFirstOfStretch = false

  init(terrain: Terrain) {
    self.terrain = terrain
    base = BaseLine(terrain)
    remaining = terrain.flatStart
    y = terrain.height
  }

  mutating func advance(
    to index: Int, random: inout Random, blocks: inout [cb2_block]
  ) -> Double {
    let offset = y - terrain.height - base.height
    base.advance(to: index, random: &random)
    if !isFirstOfStretch {
      proceed(at: index, offset: offset, random: &random)
    } else if let kind = next {
      begin(kind, at: index, random: &random, blocks: &blocks)
    } else {
      y = terrain.height + base.height + offset
    }
    isFirstOfStretch = false
    remaining -= 1
    if remaining == 0 { endStretch(random: &random) }
    return y
  }

  private mutating func proceed(at index: Int, offset: Double, random: inout Random) {
    switch stretch {
    case .plain:
      let pull = offset == 0 ? 0 : offset < 0 ? terrain.grass.pull : -terrain.grass.pull
      slope = terrain.grass.memory * slope + pull
      if index > terrain.flatStart {
        slope += Double(random.uniform(-1, 1)) * terrain.grass.roughness
      }
      y = terrain.height + base.height + offset + slope
    case .stump:
      break
    case .pit(let depth):
      y = remaining > 1 ? footing - depth * terrain.spacing : footing
    case .stairs(let count, let width, let rise):
      let direction = rise < 0 ? -1 : 1
      let steps = Double(count * width - remaining - direction) / Double(width)
      y = footing + steps * rise * terrain.spacing
    }
  }

  private mutating func endStretch(random: inout Random) {
    isFirstOfStretch = true
    remaining = random.integer(in: terrain.stretch)
    next = nil
    if case .plain = stretch, !terrain.obstacles.isEmpty { next = pickObstacle(&random) }
    stretch = .plain
  }

  private func pickObstacle(_ random: inout Random) -> Terrain.Obstacle.Kind? {
    let total = terrain.obstacles.reduce(0) { $0 + $1.weight }
    var left = Double(random.uniform()) * total
    for obstacle in terrain.obstacles {
      left -= obstacle.weight
      if left < 0 { return obstacle.kind }
    }
    return terrain.obstacles.last?.kind
  }

  private mutating func begin(
    _ kind: Terrain.Obstacle.Kind, at index: Int, random: inout Random,
    blocks: inout [cb2_block]
  ) {
    let unit = terrain.spacing
    let x = Double(index) * unit
    footing = y
    switch kind {
    case .stump(let sizes):
      let size = random.integer(in: sizes)
      let side = Double(size) * unit
      blocks.appendBlock(left: x, right: x + side, from: y, to: y + side)
      stretch = .stump
      remaining = size
    case .pit(let widths, let depth):
      let width = random.integer(in: widths)
      for left in [x, x + Double(width) * unit] {
        blocks.appendBlock(left: left, right: left + unit, from: y, to: y - depth * unit)
      }
      stretch = .pit(depth: depth)
      remaining = width + 2
    case .stairs(let counts, let widths, let rise):
      let signed = random.uniform() > 0.5 ? rise : -rise
      let width = random.integer(in: widths)
      let count = random.integer(in: counts)
      for stair in 0..<count {
        let top = y + Double(stair) * signed * unit
        blocks.appendBlock(
          left: x + Double(stair * width) * unit, right: x + Double((stair + 1) * width) * unit,
          from: top, to: top - rise * unit)
      }
      stretch = .stairs(count: count, width: width, rise: signed)
      remaining = count * width
    }
  }
}

extension [cb2_block] {
  fileprivate mutating func appendBlock(
    left: Double, right: Double, from y: Double, to otherY: Double
  ) {
    append(
      cb2_block(
        low: cb2_vector(x: Float(left), y: Float(Swift.min(y, otherY))),
        high: cb2_vector(x: Float(right), y: Float(Swift.max(y, otherY)))))
  }
}

extension Random {
  fileprivate mutating func integer(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + index(below: range.upperBound - range.lowerBound + 1)
  }
}
