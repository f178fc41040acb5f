import CBox2D
import EvoDraw

/// The creature and what it sees.
extension WalkerPicture {
  /// Every ray as far as it is free, with a dot where it meets the ground.
  func drawRays(on canvas: Canvas) {
    for (probe, share) in zip(plan.probes, probed) {
      guard case .ray(let body, let offset) = probe else { continue }
      let eye = frames[body].origin
      let end = eye + offset * min(max(share, 0), 1)
      canvas.stroke(.line(eye, end), Color.vermilion.opacity(0.28), width: 0.8 * hair, cap: .butt)
      if share < 1 { canvas.fill(.circle(end, radius: 2 * hair), Color.vermilion.opacity(0.75)) }
    }
  }

  /// Bodies from the lowest layer to the highest, in the file's order within a layer, and each joint
  /// with the later of its bodies.
  func drawBodies(on canvas: Canvas) {
    let order = plan.bodies.indices.sorted {
      (plan.bodies[$0].layer, $0) < (plan.bodies[$1].layer, $1)
    }
    var isDrawn = plan.bodies.map { _ in false }
    for index in order {
      canvas.with(frames[index]) { draw(plan.bodies[index], on: canvas) }
      isDrawn[index] = true
      for joint in plan.joints where joint.bodies.0 == index || joint.bodies.1 == index {
        if isDrawn[joint.bodies.0], isDrawn[joint.bodies.1] { draw(joint, on: canvas) }
      }
    }
  }

  private func draw(_ body: WalkerSpec.Body, on canvas: Canvas) {
    let outline = body.color.mixed(with: .ink, 0.6)
    let shapes = body.shapes.map(path)
    // All outlines before all fills: the shapes of one body melt together.
    for shape in shapes { canvas.stroke(shape, outline, width: 3 * hair) }
    let heights = body.shapes.flatMap(\.corners).map(\.y)
    for shape in shapes {
      canvas.fill(
        shape, from: (Point(0, heights.max() ?? 0), body.color.mixed(with: .white, 0.22)),
        to: (Point(0, heights.min() ?? 0), body.color.mixed(with: .ink, 0.08)))
    }
    for case .circle(let radius) in body.shapes { drawSpoke(radius, outline, on: canvas) }
    guard let eye = body.eye else { return }
    let size = plan.camera.width / 160
    canvas.fill(.circle(eye, radius: size), .white)
    canvas.stroke(.circle(eye, radius: size), outline, width: hair)
    canvas.fill(.circle(eye + Point(0.3 * size, 0), radius: 0.5 * size), .ink)
  }

  /// A rim and a spoke, so that a circle is seen to turn.
  private func drawSpoke(_ radius: Double, _ color: Color, on canvas: Canvas) {
    canvas.stroke(.circle(Point(0, 0), radius: 0.72 * radius), color, width: hair)
    canvas.stroke(
      .line(Point(0, 0), Point(0, 0.97 * radius)), color.mixed(with: .white, 0.7),
      width: 2.4 * hair, cap: .butt)
  }

  private func path(_ shape: WalkerSpec.Shape) -> Path {
    switch shape {
    case .box(let half):
      // Limbs are rounded; a square so rounded would look like a ball.
      .rectangle(
        Rectangle(low: -half, high: half),
        cornerRadius: (half.max() > 1.5 * half.min() ? 0.8 : 0.2) * half.min())
    case .polygon(let corners): .polygon(corners)
    case .circle(let radius): .circle(Point(0, 0), radius: radius)
    }
  }
}

extension Point {
  init(_ vector: cb2_vector) { self.init(Double(vector.x), Double(vector.y)) }
}
