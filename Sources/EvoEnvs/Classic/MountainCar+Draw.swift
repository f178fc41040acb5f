import EvoDraw
import Glibc

extension MountainCar: Drawable {
  public func draw(on canvas: Canvas) {
    MountainCarPicture(position: Double(position), flag: Double(flag)).draw(on: canvas)
  }
}

/// A car in its valley, seen from the side: meters, y up.
struct MountainCarPicture: Drawable {
  var position: Double
  var flag: Double

  private static let scene = Rectangle(low: Point(-1.25, -0.1), high: Point(0.75, 1.25))
  private static let wheelRadius = 0.022

  /// The ground, as Gymnasium draws it.
  private static func height(_ x: Double) -> Double { sin(3 * x) * 0.45 + 0.55 }

  func draw(on canvas: Canvas) {
    canvas.fill(
      .rectangle(canvas.bounds), from: (canvas.bounds.low, Color(0xFFFFFF)),
      to: (Point(0, canvas.bounds.high.y), Color(0xE3EEF7)))
    canvas.with(Transform(framing: Self.scene, in: canvas.bounds)) {
      drawGround(on: canvas)
      drawFlag(on: canvas)
      let slope = atan(1.35 * cos(3 * position))
      canvas.with(Transform(at: Point(position, Self.height(position)), angle: slope)) {
        drawCar(on: canvas)
      }
    }
  }

  private func drawGround(on canvas: Canvas) {
    let seen = canvas.visible
    let count = 120
    let surface = (0...count).map { index in
      let x = seen.low.x + (seen.high.x - seen.low.x) * Double(index) / Double(count)
      return Point(x, Self.height(x))
    }
    canvas.fill(
      .polygon(surface + [Point(seen.high.x, seen.low.y), seen.low]), Color(0xD3E4D8))
    canvas.stroke(.polyline(surface), Color(0x4B7F63), width: 0.012)
  }

  private func drawFlag(on canvas: Canvas) {
    let foot = Point(flag, Self.height(flag))
    let top = foot + Point(0, 0.22)
    canvas.stroke(.line(foot, top), .ink, width: 0.009)
    canvas.fill(
      .polygon([top, top + Point(0.11, -0.035), top + Point(0, -0.075)]), .vermilion)
  }

  private func drawCar(on canvas: Canvas) {
    let body = Rectangle(low: Point(-0.075, 0.028), high: Point(0.075, 0.072))
    let cabin: [Point] = [
      Point(-0.05, 0.07), Point(-0.032, 0.11), Point(0.024, 0.11), Point(0.048, 0.07),
    ]
    canvas.fill(.polygon(cabin), .skyBlue)
    canvas.fill(.rectangle(body, cornerRadius: 0.014), .blue)
    for x in [-0.045, 0.045] {
      canvas.fill(.circle(Point(x, Self.wheelRadius), radius: Self.wheelRadius), .ink)
      canvas.fill(.circle(Point(x, Self.wheelRadius), radius: 0.009), .mist)
    }
  }
}
