import EvoDraw
import Glibc

extension Acrobot: Drawable {
  public func draw(on canvas: Canvas) {
    AcrobotPicture(first: Double(state[0]), second: Double(state[1])).draw(on: canvas)
  }
}

/// Two links hanging from a bar: meters, y up, the bar at 0.
struct AcrobotPicture: Drawable {
  /// Radians from hanging down.
  var first: Double
  /// Radians relative to the first link.
  var second: Double

  private static let scene = Rectangle(low: Point(-2.3, -2.3), high: Point(2.3, 2.3))
  private static let goal = 1.0

  func draw(on canvas: Canvas) {
    canvas.fill(
      .rectangle(canvas.bounds), from: (canvas.bounds.low, Color(0xFFFFFF)),
      to: (Point(0, canvas.bounds.high.y), Color(0xEDF2F7)))
    canvas.with(Transform(framing: Self.scene, in: canvas.bounds)) {
      let seen = canvas.visible
      canvas.fill(
        .rectangle(Rectangle(low: Point(seen.low.x, Self.goal), high: seen.high)),
        Color.green.opacity(0.08))
      canvas.stroke(
        .line(Point(seen.low.x, Self.goal), Point(seen.high.x, Self.goal)), .green, width: 0.025,
        dash: [0.12, 0.08])
      let hip = Point(sin(first), -cos(first))
      let foot = hip + Point(sin(first + second), -cos(first + second))
      canvas.stroke(.line(Point(-0.35, 0), Point(0.35, 0)), .mist, width: 0.06)
      drawLink(from: Point(0, 0), to: hip, .blue, on: canvas)
      drawLink(from: hip, to: foot, .skyBlue, on: canvas)
      for joint in [Point(0, 0), hip] {
        canvas.fill(.circle(joint, radius: 0.1), .ink)
        canvas.fill(.circle(joint, radius: 0.045), .yellow)
      }
      canvas.fill(.circle(foot, radius: 0.07), .vermilion)
    }
  }

  private func drawLink(from start: Point, to end: Point, _ color: Color, on canvas: Canvas) {
    canvas.stroke(.line(start, end), color, width: 0.18)
  }
}
