import CBox2D
import EvoDraw

extension Walker: Drawable {
  public borrowing func draw(on canvas: Canvas) {
    let places = Readings(bodyCount: plan.bodies.count, jointCount: plan.joints.count)
    let readings = world.readings
    func reading(_ place: Int) -> Double { Double(readings[place]) }
    WalkerPicture(
      plan: plan, ground: ground.points.map(Point.init),
      blocks: ground.blocks.map { Rectangle(low: Point($0.low), high: Point($0.high)) },
      frames: plan.bodies.indices.map { body in
        Transform(
          at: Point(reading(places.body(body, .x)), reading(places.body(body, .y))),
          angle: reading(places.body(body, .angle)))
      },
      probed: plan.probes.indices.map { reading(places.probe($0)) }
    ).draw(on: canvas)
  }

  /// How far the body that the camera follows has come.
  public var captions: [String] {
    let places = Readings(bodyCount: plan.bodies.count, jointCount: plan.joints.count)
    let body = plan.camera.follows
    let start = plan.startPosition.x + plan.bodies[body].position.x
    let meters = Double(world.readings[places.body(body, .x)]) - start
    return ["distance " + NumberLabel.text(meters, decimals: 1) + " m"]
  }
}

/// A creature in its landscape, seen from the side: meters, y up.
struct WalkerPicture: Drawable {
  var plan: WalkerSpec
  /// The line of the ground, from left to right.
  var ground: [Point]
  var blocks: [Rectangle]
  /// Where each body is.
  var frames: [Transform]
  /// What each probe measures.
  var probed: [Double]

  func draw(on canvas: Canvas) {
    drawSky(on: canvas)
    let view = view(on: canvas)
    canvas.with(view) {
      drawHills(on: canvas)
      drawGround(on: canvas)
      drawFlags(on: canvas)
      drawRays(on: canvas)
      drawBodies(on: canvas)
    }
  }

  /// The map from meters to pixels: the camera follows its body along x, and the ground below it
  /// along y, which sways less than the body does.
  private func view(on canvas: Canvas) -> Transform {
    let width = Double(canvas.width)
    let height = Double(canvas.height)
    let scale = min(width, 1.5 * height) / plan.camera.width
    let followed =
      frames.indices.contains(plan.camera.follows)
      ? frames[plan.camera.follows].origin.x : 0
    let x = followed.isFinite ? followed : 0
    return Transform(
      xAxis: Point(scale, 0), yAxis: Point(0, -scale),
      origin: Point(plan.camera.lead * width - scale * x, 0.74 * height + scale * level(around: x)))
  }

  /// Mean height of the ground around a place, weighted so that it changes smoothly.
  private func level(around x: Double) -> Double {
    let reach = 0.35 * plan.camera.width
    let count = 24
    var sum = 0.0
    var total = 0.0
    for index in -count...count {
      let share = Double(index) / Double(count + 1)
      let weight = (1 - share * share) * (1 - share * share)
      sum += weight * height(at: x + share * reach)
      total += weight
    }
    return sum / total
  }

  /// Height of the ground; level beyond its ends.
  func height(at x: Double) -> Double {
    guard let first = ground.first, let last = ground.last, first.x < last.x else { return 0 }
    let spacing = (last.x - first.x) / Double(ground.count - 1)
    let place = min(max((x - first.x) / spacing, 0), Double(ground.count - 1))
    let index = min(Int(place), ground.count - 2)
    let share = place - Double(index)
    return ground[index].y + (ground[index + 1].y - ground[index].y) * share
  }

  /// The width of a fine line, in meters.
  var hair: Double { plan.camera.width / 450 }
}
