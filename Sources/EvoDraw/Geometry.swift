import Glibc

/// A point or a vector: pixels with y down on a bare canvas, or the units of a `Transform`.
public typealias Point = SIMD2<Double>

extension SIMD2<Double> {
  var isFinite: Bool { x.isFinite && y.isFinite }

  /// The vector of this length at an angle in radians, from the x axis towards the y axis.
  public init(angle: Double, length: Double = 1) {
    self.init(length * cos(angle), length * sin(angle))
  }
}

/// An axis-aligned rectangle, given by its corners of least and greatest coordinates.
public struct Rectangle: Sendable, Equatable {
  public var low: Point
  public var high: Point

  public init(low: Point, high: Point) {
    self.low = low
    self.high = high
  }

  /// A rectangle of this width and height around a point.
  public init(center: Point, width: Double, height: Double) {
    let half = Point(width, height) / 2
    self.init(low: center - half, high: center + half)
  }

  public var width: Double { high.x - low.x }
  public var height: Double { high.y - low.y }
  public var center: Point { (low + high) / 2 }

  func contains(_ point: Point) -> Bool {
    (low.x...high.x).contains(point.x) && (low.y...high.y).contains(point.y)
  }

  /// From `low`, first along x.
  var corners: [Point] { [low, Point(high.x, low.y), high, Point(low.x, high.y)] }
}

/// An affine map of the plane: `origin + x * xAxis + y * yAxis`.
public struct Transform: Sendable, Equatable {
  public var xAxis: Point
  public var yAxis: Point
  public var origin: Point

  public init(xAxis: Point, yAxis: Point, origin: Point) {
    self.xAxis = xAxis
    self.yAxis = yAxis
    self.origin = origin
  }

  public static let identity = Transform(
    xAxis: Point(1, 0), yAxis: Point(0, 1), origin: Point(0, 0))

  /// Turns by `angle` radians, from the x axis towards the y axis, then moves to `origin`: the frame
  /// of a rigid body in its world.
  public init(at origin: Point, angle: Double = 0) {
    let xAxis = Point(angle: angle)
    self.init(xAxis: xAxis, yAxis: Point(-xAxis.y, xAxis.x), origin: origin)
  }

  /// Shows all of `world`, y up, centered in `viewport` at the largest uniform scale.
  public init(framing world: Rectangle, in viewport: Rectangle) {
    let scale = min(viewport.width / world.width, viewport.height / world.height)
    self.init(
      xAxis: Point(scale, 0), yAxis: Point(0, -scale),
      origin: viewport.center - Point(scale, -scale) * world.center)
  }

  public func callAsFunction(_ point: Point) -> Point {
    origin + xAxis * point.x + yAxis * point.y
  }

  /// This map after `inner`.
  public func after(_ inner: Transform) -> Transform {
    Transform(
      xAxis: xAxis * inner.xAxis.x + yAxis * inner.xAxis.y,
      yAxis: xAxis * inner.yAxis.x + yAxis * inner.yAxis.y,
      origin: self(inner.origin))
  }

  private var determinant: Double { xAxis.x * yAxis.y - xAxis.y * yAxis.x }

  /// How much longer lengths become; their geometric mean where the axes differ.
  public var scale: Double { abs(determinant).squareRoot() }

  /// The point that is mapped to `point`; not finite where the map is not invertible.
  public func inverse(_ point: Point) -> Point {
    let offset = point - origin
    return Point(
      (offset.x * yAxis.y - offset.y * yAxis.x) / determinant,
      (offset.y * xAxis.x - offset.x * xAxis.y) / determinant)
  }
}
