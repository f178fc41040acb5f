import EvoCore
import EvoDraw

/// A walker as its file under `envs/` describes it, with every name resolved to an index and every
/// length in meters: what `Walker` builds its worlds from.
public struct WalkerSpec: Sendable {
  public var name: String
  public var summary: String
  public var origin: String
  public var stepLimit: Int
  public var solvedAt: Float?
  /// What the file says that is allowed and probably not meant, a sentence each.
  public var remarks: [String] = []

  package var physics: Physics
  package var bodies: [Body]
  package var joints: [Joint]
  package var probes: [Probe]
  package var sensors: [Sensor]
  package var terrain: Terrain
  package var start: Start
  package var reward: [RewardTerm]
  package var end: [EndRule]
  package var camera: Camera
  package var colors: Colors

  package struct Physics: Sendable {
    package var stepsPerSecond: Int
    /// Meters per second squared, downward.
    package var gravity: Double
    package var velocityIterations: Int
    package var positionIterations: Int
    package var version = Version.box2d24
  }

  /// The version of Box2D whose mathematics a world follows.
  package enum Version: String, Sendable, CaseIterable {
    case box2d24 = "2.4"
    /// That on which Gymnasium stands.
    case box2d23 = "2.3"

    /// The version of the environments that follow it: version 2 came with Box2D 2.3.
    package var ofEnvironment: Int {
      switch self {
      case .box2d24: 1
      case .box2d23: 2
      }
    }
  }

  package struct Body: Sendable {
    package var name: String
    package var shapes: [Shape]
    package var density: Double
    package var friction: Double
    package var restitution: Double
    /// Bits of the groups that it belongs to and collides with; bit 0 is the ground.
    package var group: UInt16
    package var collidesWith: UInt16
    /// Where it starts, from the walker's starting point.
    package var position: SIMD2<Double>
    package var angle: Double
    package var color: Color
    /// Bodies of a higher layer are drawn over those of a lower one.
    package var layer: Int
    /// Where an eye is drawn, in the frame of the body.
    package var eye: SIMD2<Double>?
  }

  /// A shape in the frame of its body.
  package enum Shape: Sendable, Equatable {
    /// An upright box around the origin.
    case box(halfSize: SIMD2<Double>)
    /// A convex polygon of 3 to 8 corners.
    case polygon([SIMD2<Double>])
    /// A circle around the origin.
    case circle(radius: Double)
  }

  /// What holds two bodies together, by the names of Box2D.
  package struct Joint: Sendable {
    package enum Kind: String, CaseIterable, Sendable {
      /// A hinge.
      case revolute
      /// A slide along the axis; the bodies do not turn against each other.
      case prismatic
      /// A hinge that a spring holds on the axis.
      case wheel
      /// A rod, a rope or a spring from anchor to anchor.
      case distance
    }

    package var kind: Kind
    package var name: String
    package var bodies: (Int, Int)
    package var anchors: (SIMD2<Double>, SIMD2<Double>)
    /// The direction of a slide or of a wheel's spring in the frame of the first body, of length 1.
    package var axis: SIMD2<Double>
    /// Of the angle in radians, of the way along the axis or of the distance in meters; nil for a
    /// joint that goes as far as it is driven.
    package var limits: ClosedRange<Double>?
    package var motor: Motor?
    package var spring: Spring?
  }

  /// An action component: its sign sets the direction, its size the share of the effort.
  package struct Motor: Sendable {
    /// Radians or meters per second.
    package var speed: Double
    /// Newton meters or newtons.
    package var effort: Double
  }

  package struct Spring: Sendable {
    /// Newtons per meter.
    package var stiffness: Double
    /// Newtons per meter per second.
    package var damping: Double
    /// At rest; nil for the length of the start.
    package var length: Double?
  }

  /// What a world measures beside its bodies and joints.
  package enum Probe: Sendable, Equatable {
    /// How far a body sees along an offset in world directions.
    case ray(body: Int, offset: SIMD2<Double>)
    /// The height of a body's origin above the ground.
    case height(body: Int)
    /// From a body's origin to another's, or to the target where `to` is nil.
    case distance(Direction, body: Int, to: Int?)

    package enum Direction: Sendable { case straight, alongX, alongY }
  }

  /// One component of the observation.
  package struct Sensor: Sendable {
    package var component: Component
    package var channel: Channel
  }

  /// A reading of the world, scaled and shifted.
  package struct Channel: Sendable {
    package var source: Int
    package var scale: Float
    package var offset: Float
  }

  package struct Start: Sendable {
    /// The walker's starting point: x from the beginning of the ground, y above its first point. In
    /// the file y is above the ground at x.
    package var position: SIMD2<Double>
    package var pushed: Int
    /// The force on the pushed body in the first step is uniform within plus and minus this.
    package var push: SIMD2<Double>
  }

  package struct Camera: Sendable {
    package var follows: Int
    /// Meters of the world across the picture.
    package var width: Double
    /// Where the followed body stands, as a share of the picture's width.
    package var lead: Double
  }

  package struct Colors: Sendable {
    package var sky: Color
    package var grass: Color
    package var soil: Color
    package var rock: Color
  }
}
