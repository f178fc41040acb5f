/// The ground of a walker's world, before any chance is drawn. Lengths are in meters; sizes of
/// obstacles and stretches count the points of the ground, which lie `spacing` apart.
package struct Terrain: Sendable {
  package var pointCount: Int
  package var spacing: Double
  /// Height of the first point.
  package var height: Double
  package var friction: Double
  /// Points of level ground at the start.
  package var flatStart: Int

  /// Unevenness that is added to the base line; none when all are 0.
  package var grass: Grass
  /// The base line climbs by this much per meter after the start.
  package var slope: Double
  package var hills: Hills?
  /// A base line given by its corners (x, height above the first point).
  package var profile: [SIMD2<Double>]

  /// Points of plain ground before the next obstacle.
  package var stretch: ClosedRange<Int>
  package var obstacles: [Obstacle]

  /// Meters per second by which the surface runs to the right.
  package var conveyor: ClosedRange<Double>?
  package var sway: Sway?
  package var wind: Wind?
  package var target: Target?

  /// Whether the ground moves.
  package var moves: Bool { conveyor != nil || sway != nil }

  /// The slope of grass is a random walk with friction that is drawn back to the base line.
  package struct Grass: Sendable {
    /// Largest random change of height per point.
    package var roughness: Double
    /// Constant change of height per point toward the base line.
    package var pull: Double
    /// Share of the slope that the next point keeps.
    package var memory: Double
  }

  package struct Hills: Sendable {
    package var height: ClosedRange<Double>
    package var length: ClosedRange<Double>
  }

  package struct Obstacle: Sendable {
    package enum Kind: Sendable {
      /// A square block on the ground.
      case stump(size: ClosedRange<Int>)
      /// Stairs up or down, with equal chance; a stair is `rise` spacings high.
      case stairs(count: ClosedRange<Int>, width: ClosedRange<Int>, rise: Double)
      /// A gap between two walls, `depth` spacings deep.
      case pit(width: ClosedRange<Int>, depth: Double)
    }

    package var kind: Kind
    /// Chance relative to the other obstacles.
    package var weight: Double
  }

  /// The whole ground moves to and fro on a sine wave, which begins anywhere.
  package struct Sway: Sendable {
    /// How far to either side of the middle, in meters.
    package var amplitude: SIMD2<Double>
    /// Seconds.
    package var period: Double
  }

  /// A force along x and a torque that change from step to step as those of Gymnasium's LunarLander-v3.
  package struct Wind: Sendable {
    package var body: Int
    /// The largest force of a gust, in newtons.
    package var power: Double
    /// The largest torque, in newton meters.
    package var turbulence: Double
    /// A force that stays the same, in newtons.
    package var steady: ClosedRange<Double>

    /// Of gust and steady force together.
    var largestForce: Double {
      power + max(abs(steady.lowerBound), abs(steady.upperBound))
    }
  }

  /// A place that every episode draws.
  package struct Target: Sendable {
    package var x: ClosedRange<Double>
    /// Above the ground there.
    package var height: ClosedRange<Double>
  }
}
