import CBox2D
import EvoDraw

extension LunarLander: Drawable {
  public borrowing func draw(on canvas: Canvas) { picture().draw(on: canvas) }

  public borrowing func still() -> (any Drawable & Sendable)? { picture() }

  private borrowing func picture() -> LunarLanderPicture {
    let readings = world.readings
    let frames = (0..<3).map { body in
      Transform(
        at: Point(
          Double(readings[LanderReadings.body(body, .x)]),
          Double(readings[LanderReadings.body(body, .y)])),
        angle: Double(readings[LanderReadings.body(body, .angle)]))
    }
    return LunarLanderPicture(
      heights: ground.points.map { Double($0.y) }, frames: frames, burn: burn)
  }
}

/// A craft over the moon: meters, y up.
struct LunarLanderPicture: Drawable, Sendable {
  var heights: [Double]
  /// Of the hull and the two legs.
  var frames: [Transform]
  var burn: LunarLander.Burn

  private typealias Constants = LunarLander.Constants
  private static let scene = Rectangle(low: Point(0, 0), high: Point(20, 14.4))
  private static let unit = 1 / Constants.scale

  func draw(on canvas: Canvas) {
    drawSky(on: canvas)
    canvas.with(Transform(framing: Self.scene, in: canvas.bounds)) {
      drawMoon(on: canvas)
      drawPad(on: canvas)
      canvas.with(frames[0]) { drawFlames(on: canvas) }
      for leg in 1...2 { canvas.with(frames[leg]) { drawLeg(on: canvas) } }
      canvas.with(frames[0]) { drawHull(on: canvas) }
    }
  }

  private func drawSky(on canvas: Canvas) {
    canvas.fill(
      .rectangle(canvas.bounds), from: (Point(0, 0), Color(0x0B1026)),
      to: (Point(0, Double(canvas.height)), Color(0x27335E)))
    let size = Point(Double(canvas.width), Double(canvas.height))
    for star in 0..<140 {
      // Multiples of an irrational number spread evenly and look like chance.
      let place = Point(Self.share(star, 0.754_877_666), Self.share(star, 0.569_840_291))
      let glow = Self.share(star, 0.381_966_011)
      canvas.fill(
        .circle(place * size, radius: (0.5 + 0.9 * glow) * max(canvas.detail, 0.5)),
        Color.white.opacity(0.25 + 0.65 * glow))
    }
    let earth = Point(0.83, 0.17) * size
    let radius = 0.075 * size.y
    canvas.fill(.circle(earth, radius: 1.3 * radius), Color(0x6FB7FF).opacity(0.12))
    canvas.fill(
      .circle(earth, radius: radius), from: (earth - Point(radius, radius), Color(0x9AD0FF)),
      to: (earth + Point(radius, radius), Color(0x1B4F9C)))
    for (x, y, share) in [(-0.35, -0.3, 0.34), (0.15, -0.05, 0.24), (-0.1, 0.45, 0.3)] {
      canvas.fill(
        .circle(earth + Point(x, y) * radius, radius: share * radius),
        Color(0x6FBF8B).opacity(0.8))
    }
  }

  private static func share(_ index: Int, _ ratio: Double) -> Double {
    let multiple = Double(index + 1) * ratio
    return multiple - multiple.rounded(.down)
  }

  private func drawMoon(on canvas: Canvas) {
    let seen = canvas.visible
    let inner = heights.enumerated().map {
      Point(Double($0.offset) * Constants.spacing, $0.element)
    }
    guard let first = inner.first, let last = inner.last else { return }
    let line =
      [Point(min(seen.low.x, 0), first.y)] + inner
      + [Point(max(seen.high.x, Constants.width), last.y)]
    canvas.fill(
      .polygon(line + [Point(line[line.count - 1].x, seen.low.y), Point(line[0].x, seen.low.y)]),
      from: (Point(0, 7), Color(0xC9CCD3)), to: (Point(0, seen.low.y), Color(0x6B7080)))
    for crater in 0..<26 {
      let x = seen.low.x + (seen.high.x - seen.low.x) * Self.share(crater, 0.754_877_666)
      let depth = 0.5 + 4 * Self.share(crater, 0.569_840_291)
      let radius = 0.1 + 0.22 * Self.share(crater, 0.381_966_011)
      let center = Point(x, height(at: x) - depth)
      canvas.fill(.circle(center, radius: radius), Color(0x5C6170).opacity(0.35))
      canvas.fill(
        .circle(center + Point(0.18, -0.18) * radius, radius: 0.8 * radius),
        Color(0x9EA3AF).opacity(0.45))
    }
    canvas.stroke(.polyline(line), Color(0xF2F4F7), width: 0.07)
  }

  private func height(at x: Double) -> Double {
    let place = min(max(x / Constants.spacing, 0), Double(Constants.chunks) - 1.001)
    let index = Int(place)
    guard heights.count > index + 1 else { return 0 }
    return heights[index] + (heights[index + 1] - heights[index]) * (place - Double(index))
  }

  private func drawPad(on canvas: Canvas) {
    let middle = Constants.chunks / 2
    guard heights.count > middle + 1 else { return }
    let ends = [middle - 1, middle + 1].map { Point(Double($0) * Constants.spacing, heights[$0]) }
    canvas.stroke(.line(ends[0], ends[1]), .yellow, width: 0.12)
    for foot in ends {
      let top = foot + Point(0, 1.6)
      canvas.stroke(.line(foot, top), .white, width: 0.06)
      canvas.fill(
        .polygon([top, top + Point(0.8, -0.22), top + Point(0, -0.44)]), .orange)
    }
  }

  private func drawHull(on canvas: Canvas) {
    let corners = Constants.hull.map { $0 * Self.unit }
    let outline = Color(0x2B2150)
    canvas.stroke(.polygon(corners), outline, width: 0.1)
    canvas.fill(
      .polygon(corners), from: (Point(-0.5, 0.5), Color(0xA79BF0)),
      to: (Point(0.5, -0.3), Color(0x6A55C2)))
    canvas.fill(.circle(Point(0, 0.17), radius: 0.19), outline)
    canvas.fill(.circle(Point(0, 0.17), radius: 0.14), .skyBlue)
    canvas.fill(.circle(Point(-0.04, 0.22), radius: 0.045), .white)
    canvas.stroke(
      .line(Point(-0.52, -0.12), Point(0.52, -0.12)), outline.opacity(0.5), width: 0.035)
  }

  private func drawLeg(on canvas: Canvas) {
    let half = Constants.legHalfSize * Self.unit
    let leg = Path.rectangle(Rectangle(low: -half, high: half), cornerRadius: 0.04)
    canvas.stroke(leg, Color(0x2B2150), width: 0.08)
    canvas.fill(leg, Color(0xB9AEF2))
  }

  /// In the frame of the hull, against the thrust.
  private func drawFlames(on canvas: Canvas) {
    if burn.main > 0 {
      flame(from: Point(0, -0.3), to: Point(0, -0.5 - 1.1 * burn.main), width: 0.2, on: canvas)
    }
    if burn.side > 0 {
      let nozzle = Point(-burn.direction * 0.5, 0.45)
      let reach = Point(-burn.direction * (0.2 + 0.6 * burn.side), 0)
      flame(from: nozzle, to: nozzle + reach, width: 0.1, on: canvas)
    }
  }

  private func flame(from nozzle: Point, to tip: Point, width: Double, on canvas: Canvas) {
    let along = tip - nozzle
    let across = Point(-along.y, along.x) / (along * along).sum().squareRoot()
    for (share, color) in [(1.0, Color.vermilion), (0.7, .orange), (0.4, .yellow)] {
      canvas.fill(
        .polygon([
          nozzle + across * width * share, nozzle + along * share, nozzle - across * width * share,
        ]), color)
    }
  }
}
