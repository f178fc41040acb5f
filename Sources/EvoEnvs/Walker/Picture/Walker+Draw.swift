import CBox2D
import EvoDraw

extension Walker: Drawable {
  public borrowing func draw(on canvas: Canvas) { picture().draw(on: canvas) }

  public borrowing func still() -> (any Drawable & Sendable)? { picture() }

  private borrowing func picture() -> WalkerPicture {
    let places = Readings(bodyCount: plan.bodies.count, jointCount: plan.joints.count)
    let readings = world.readings
    func reading(_ place: Int) -> Double { Double(readings[place]) }
    let moved = world.groundOffset
    let wind = plan.terrain.wind.map { windForce / max($0.largestForce, 1e-9) }
    let time = Double(age) / Double(plan.physics.stepsPerSecond)
    return WalkerPicture(
      plan: plan, ground: ground.points.map { Point($0) + moved },
      blocks: ground.blocks.map {
        Rectangle(low: Point($0.low) + moved, high: Point($0.high) + moved)
      },
      frames: plan.bodies.indices.map { body in
        Transform(
          at: Point(reading(places.body(body, .x)), reading(places.body(body, .y))),
          angle: reading(places.body(body, .angle)))
      },
      probed: plan.probes.indices.map { reading(places.probe($0)) },
      target: plan.terrain.target.map { _ in Point(ground.target) }, wind: wind,
      belt: plan.terrain.conveyor.map { _ in Double(ground.conveyor) * time })
  }

  /// How far the body that the camera follows has come, how far it is from the target, and the wind.
  public var captions: [String] {
    let places = Readings(bodyCount: plan.bodies.count, jointCount: plan.joints.count)
    let body = plan.camera.follows
    let start = plan.startPosition.x + plan.bodies[body].position.x
    let place = SIMD2(
      Double(world.readings[places.body(body, .x)]), Double(world.readings[places.body(body, .y)]))
    var captions = ["distance " + NumberLabel.text(place.x - start, decimals: 1) + " m"]
    if plan.terrain.target != nil {
      let way = Point(ground.target) - place
      captions.append("to the target " + NumberLabel.text(way.length, decimals: 1) + " m")
    }
    if plan.terrain.wind != nil {
      captions.append("wind " + NumberLabel.text(windForce, decimals: 1) + " N")
    }
    return captions
  }
}

/// A creature in its landscape, seen from the side: meters, y up.
struct WalkerPicture: Drawable, Sendable {
  var plan: WalkerSpec
  /// The line of the ground, from left to right.
  var ground: [Point]
  var blocks: [Rectangle]
  /// Where each body is.
  var frames: [Transform]
  /// What each probe measures.
  var probed: [Double]
  var target: Point?
  /// The force of the wind as a share of the largest, in -1...1.
  var wind: Double?
  /// How far the surface of a conveyor has run, in meters.
  var belt: Double?

  func draw(on canvas: Canvas) {
    drawSky(on: canvas)
    let view = view(on: canvas)
    canvas.with(view) {
      drawHills(on: canvas)
      drawWind(on: canvas)
      drawGround(on: canvas)
      drawBelt(on: canvas)
      drawFlags(on: canvas)
      drawTarget(on: canvas)
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
