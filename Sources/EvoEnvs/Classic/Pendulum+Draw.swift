import EvoDraw

extension Pendulum: Drawable {
  public func draw(on canvas: Canvas) {
    PendulumPicture(angle: Double(angle), torque: Double(torque)).draw(on: canvas)
  }
}

/// A rod on a pivot, with the torque that acts on it: meters, y up, the pivot at 0.
package struct PendulumPicture: Drawable {
  /// Radians from upright, counterclockwise.
  var angle: Double
  /// Newton meters, counterclockwise.
  var torque: Double

  package init(angle: Double, torque: Double) {
    self.angle = angle
    self.torque = torque
  }

  private static let scene = Rectangle(center: Point(0, 0), width: 2.64, height: 2.64)
  private static let rodLength = Double(Pendulum.Constants.length)
  private static let halfWidth = 0.075
  private static let torqueLimit = Double(Pendulum.Constants.torqueLimit)

  package func draw(on canvas: Canvas) {
    canvas.fill(
      .rectangle(canvas.bounds), from: (canvas.bounds.low, Color(0xFFFFFF)),
      to: (Point(0, canvas.bounds.high.y), Color(0xEDF2F7)))
    canvas.with(Transform(framing: Self.scene, in: canvas.bounds)) {
      drawDial(on: canvas)
      canvas.with(Transform(at: Point(0, 0), angle: angle)) {
        drawRod(on: canvas)
        drawTorque(on: canvas)
      }
      drawPivot(on: canvas)
    }
  }

  /// The circle that the rod's end moves on, and a trace of the rod where it should stand.
  private func drawDial(on canvas: Canvas) {
    canvas.fill(.circle(Point(0, 0), radius: 1.2), .white)
    canvas.stroke(.circle(Point(0, 0), radius: 1.2), .mist, width: 0.012)
    for step in 0..<24 {
      let isMain = step % 6 == 0
      let direction = Point(angle: Double(step) * .pi / 12)
      canvas.stroke(
        .line(direction * (isMain ? 1.12 : 1.15), direction * 1.2), isMain ? .slate : .mist,
        width: isMain ? 0.018 : 0.012, cap: .butt)
    }
    let target = Rectangle(
      low: Point(-Self.halfWidth, -Self.halfWidth),
      high: Point(Self.halfWidth, Self.rodLength + Self.halfWidth))
    canvas.fill(.rectangle(target, cornerRadius: Self.halfWidth), Color.green.opacity(0.1))
    canvas.stroke(
      .rectangle(target, cornerRadius: Self.halfWidth), Color.green.opacity(0.55), width: 0.012,
      dash: [0.04, 0.035])
  }

  /// In the frame of the rod, which lies along +y.
  private func drawRod(on canvas: Canvas) {
    let half = Self.halfWidth
    let rod = Rectangle(low: Point(-half, -half), high: Point(half, Self.rodLength + half))
    canvas.fill(
      .rectangle(rod, cornerRadius: half), from: (Point(-half, 0), Color(0x3D9BD1)),
      to: (Point(half, 0), Color(0x005A8C)))
    canvas.stroke(
      .line(Point(-0.4 * half, 0.16), Point(-0.4 * half, Self.rodLength)),
      Color.white.opacity(0.35), width: 0.02)
    canvas.fill(
      .circle(Point(0, Self.rodLength), radius: 0.03), Color.white.opacity(0.85))
  }

  /// An arc from the rod's edge, as long as the torque is strong: 120 degrees at the limit.
  private func drawTorque(on canvas: Canvas) {
    let share = min(max(torque / Self.torqueLimit, -1), 1)
    guard abs(share) > 0.02 else { return }
    let radius = 0.42
    let sweep = share * 2 * .pi / 3
    let side: Double = share < 0 ? -1 : 1
    let head = min(0.3, abs(sweep))
    let color = Color.vermilion
    let start = Double.pi / 2 + side * (Self.halfWidth + 0.02) / radius
    canvas.stroke(
      .arc(Point(0, 0), radius: radius, start: start, sweep: sweep - side * head * 0.8), color,
      width: 0.055, cap: .butt)
    let end = start + sweep
    let neck = end - side * head
    let halfHead = 0.11 * head / 0.3
    canvas.fill(
      .polygon([
        Point(angle: neck, length: radius + halfHead), Point(angle: end, length: radius),
        Point(angle: neck, length: radius - halfHead),
      ]), color)
  }

  private func drawPivot(on canvas: Canvas) {
    canvas.fill(.circle(Point(0, 0), radius: 0.11), .ink)
    canvas.fill(.circle(Point(0, 0), radius: 0.07), .mist)
    canvas.fill(.circle(Point(0, 0), radius: 0.03), .ink)
  }
}
