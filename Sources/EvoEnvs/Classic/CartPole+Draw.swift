import EvoDraw

extension CartPole: Drawable {
  public func draw(on canvas: Canvas) {
    CartPolePicture(position: Double(position), angle: Double(angle), push: lastAction)
      .draw(on: canvas)
  }
}

/// A cart on its track, seen from the side: meters, y up, the top of the track at 0.
package struct CartPolePicture: Drawable {
  /// Meters to the right of the middle.
  var position: Double
  /// Radians from upright, positive to the right.
  var angle: Double
  /// The latest action: 0 pushed to the left, 1 to the right.
  var push: Int?

  package init(position: Double, angle: Double, push: Int? = nil) {
    self.position = position
    self.angle = angle
    self.push = push
  }

  private static let scene = Rectangle(low: Point(-2.75, -0.45), high: Point(2.75, 2.2))
  /// Beyond these, in meters and radians, the episode is over.
  private static let limit = Double(CartPole.Constants.positionLimit)
  private static let angleLimit = Double(CartPole.Constants.angleLimit)
  private static let poleLength = 2 * Double(CartPole.Constants.halfLength)
  private static let wheelRadius = 0.085
  private static let body = Rectangle(low: Point(-0.31, 0.13), high: Point(0.31, 0.43))

  package func draw(on canvas: Canvas) {
    canvas.fill(
      .rectangle(canvas.bounds), from: (canvas.bounds.low, Color(0xFFFFFF)),
      to: (Point(0, canvas.bounds.high.y), Color(0xEDF2F7)))
    canvas.with(Transform(framing: Self.scene, in: canvas.bounds)) {
      drawTrack(on: canvas)
      canvas.with(Transform(at: Point(position, 0))) {
        drawPush(on: canvas)
        drawAngleLimits(on: canvas)
        drawCart(on: canvas)
        canvas.with(Transform(at: Point(0, Self.body.high.y), angle: -angle)) {
          drawPole(on: canvas)
        }
      }
    }
  }

  private func drawTrack(on canvas: Canvas) {
    let seen = canvas.visible
    canvas.fill(
      .rectangle(Rectangle(low: seen.low, high: Point(seen.high.x, 0))), Color(0xE1E8EF))
    canvas.stroke(
      .line(Point(seen.low.x, 0), Point(seen.high.x, 0)), Color(0x9AA5B1), width: 0.02, cap: .butt)
    canvas.stroke(
      .line(Point(-Self.limit, 0), Point(Self.limit, 0)), .ink, width: 0.045)
    let size = max(12 * canvas.detail, 8)
    for meters in -2...2 {
      let x = Double(meters)
      canvas.stroke(.line(Point(x, -0.06), Point(x, -0.15)), .slate, width: 0.015, cap: .butt)
      canvas.text(
        meters < 0 ? "−\(-meters)" : meters == 0 ? "0 m" : "\(meters)", at: Point(x, -0.23),
        size: size, .slate, anchor: .top)
    }
    for half in [-1.5, -0.5, 0.5, 1.5] {
      canvas.stroke(
        .line(Point(half, -0.06), Point(half, -0.11)), .slate, width: 0.01, cap: .butt)
    }
    for x in [-Self.limit, Self.limit] {
      canvas.stroke(
        .line(Point(x, 0), Point(x, 1.75)), Color.vermilion.opacity(0.45), width: 0.015,
        cap: .butt, dash: [0.06, 0.05])
      canvas.fill(
        .rectangle(
          Rectangle(center: Point(x, 0.09), width: 0.07, height: 0.22), cornerRadius: 0.03),
        .vermilion)
    }
  }

  /// An arrow on the side that the cart is pushed from.
  private func drawPush(on canvas: Canvas) {
    guard let push else { return }
    let side: Double = push == 0 ? 1 : -1
    let tip = Point(side * (Self.body.high.x + 0.06), Self.body.center.y)
    canvas.stroke(
      .line(tip + Point(side * 0.11, 0), tip + Point(side * 0.3, 0)), .orange, width: 0.05)
    canvas.fill(
      .polygon([tip, tip + Point(side * 0.14, 0.09), tip + Point(side * 0.14, -0.09)]), .orange)
  }

  private func drawAngleLimits(on canvas: Canvas) {
    let axle = Point(0, Self.body.high.y)
    var sector = Path.polyline([axle])
    sector.arc(
      center: axle, radius: Self.poleLength + 0.12, start: .pi / 2 - Self.angleLimit,
      sweep: 2 * Self.angleLimit)
    sector.close()
    canvas.fill(sector, Color.green.opacity(0.09))
  }

  private func drawCart(on canvas: Canvas) {
    canvas.fill(
      .rectangle(
        Rectangle(center: Point(0, 0.012), width: 0.66, height: 0.024), cornerRadius: 0.01),
      Color.ink.opacity(0.15))
    canvas.fill(
      .rectangle(Self.body, cornerRadius: 0.06),
      from: (Point(0, Self.body.high.y), Color(0x52667A)),
      to: (Point(0, Self.body.low.y), Color(0x334455)))
    canvas.fill(
      .rectangle(
        Rectangle(
          low: Self.body.low + Point(0.06, 0.075),
          high: Point(Self.body.high.x - 0.06, Self.body.low.y + 0.105)),
        cornerRadius: 0.015), .skyBlue)
    for x in [-0.19, 0.19] {
      // The wheels roll with the cart.
      canvas.with(
        Transform(
          at: Point(x, Self.wheelRadius + 0.02), angle: -position / Self.wheelRadius)
      ) {
        canvas.fill(.circle(Point(0, 0), radius: Self.wheelRadius), .ink)
        canvas.fill(.circle(Point(0, 0), radius: 0.055), .mist)
        for turn in 0..<3 {
          let rim = Point(angle: Double(turn) * .pi / 3, length: 0.055)
          canvas.stroke(.line(-rim, rim), .slate, width: 0.014, cap: .butt)
        }
        canvas.fill(.circle(Point(0, 0), radius: 0.018), .ink)
      }
    }
  }

  /// In the frame of the axle, the pole along +y.
  private func drawPole(on canvas: Canvas) {
    let half = 0.045
    let pole = Rectangle(low: Point(-half, -half), high: Point(half, Self.poleLength))
    canvas.fill(
      .rectangle(pole, cornerRadius: half), from: (Point(-half, 0), Color(0xE8863C)),
      to: (Point(half, 0), Color(0xB84700)))
    canvas.stroke(
      .line(Point(-0.4 * half, 0.1), Point(-0.4 * half, Self.poleLength - 0.06)),
      Color.white.opacity(0.35), width: 0.014)
    canvas.fill(.circle(Point(0, 0), radius: 0.07), .ink)
    canvas.fill(.circle(Point(0, 0), radius: 0.042), .mist)
    canvas.fill(.circle(Point(0, 0), radius: 0.018), .ink)
  }
}
