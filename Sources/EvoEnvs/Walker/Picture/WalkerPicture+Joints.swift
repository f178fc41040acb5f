import EvoDraw

/// Hinges as dots, slides as rails, springs as coils, rods and ropes as lines.
extension WalkerPicture {
  func draw(_ joint: WalkerSpec.Joint, on canvas: Canvas) {
    let from = frames[joint.bodies.0](joint.anchors.0)
    let to = frames[joint.bodies.1](joint.anchors.1)
    switch joint.kind {
    case .revolute: drawHinge(joint, at: from, on: canvas)
    case .prismatic: drawSlide(joint, from: from, to: to, on: canvas)
    case .wheel:
      let frame = frames[joint.bodies.0]
      let up = frame(joint.anchors.0 + joint.axis * mountLength(of: joint))
      drawCoil(from: up, to: to, on: canvas)
      drawHinge(joint, at: to, on: canvas)
    case .distance:
      if joint.spring != nil {
        drawCoil(from: from, to: to, on: canvas)
      } else {
        canvas.stroke(.line(from, to), .ink, width: 1.5 * hair)
      }
      for end in [from, to] { canvas.fill(.circle(end, radius: 1.8 * hair), .ink) }
    }
  }

  private func drawHinge(_ joint: WalkerSpec.Joint, at hinge: Point, on canvas: Canvas) {
    let color = plan.bodies[joint.bodies.1].color
    canvas.fill(.circle(hinge, radius: 3.2 * hair), color.mixed(with: .ink, 0.6))
    canvas.fill(.circle(hinge, radius: 1.8 * hair), color.mixed(with: .white, 0.55))
  }

  /// The rail belongs to the first body, with stops where its limits are; the rod goes to where the
  /// second body is.
  private func drawSlide(
    _ joint: WalkerSpec.Joint, from: Point, to: Point, on canvas: Canvas
  ) {
    let frame = frames[joint.bodies.0]
    let across = Point(-joint.axis.y, joint.axis.x) * 3 * hair
    if let limits = joint.limits {
      let ends = [limits.lowerBound, limits.upperBound].map { joint.anchors.0 + joint.axis * $0 }
      canvas.stroke(
        .line(frame(ends[0]), frame(ends[1])), Color.ink.opacity(0.5), width: 1.2 * hair)
      for end in ends {
        canvas.stroke(.line(frame(end - across), frame(end + across)), .ink, width: 1.2 * hair)
      }
    }
    canvas.stroke(.line(from, to), .ink, width: 4 * hair)
    canvas.stroke(.line(from, to), .white, width: 2 * hair)
    canvas.fill(.circle(to, radius: 3 * hair), .ink)
    canvas.fill(.circle(to, radius: 1.6 * hair), .white)
  }

  /// How far above a wheel's place its spring is drawn to begin.
  private func mountLength(of joint: WalkerSpec.Joint) -> Double {
    for case .circle(let radius) in plan.bodies[joint.bodies.1].shapes { return 0.9 * radius }
    return 12 * hair
  }

  private func drawCoil(from: Point, to: Point, on canvas: Canvas) {
    let along = to - from
    let length = (along * along).sum().squareRoot()
    guard length > 0, length.isFinite else { return }
    let across = Point(-along.y, along.x) / length * 4 * hair
    let corners = 16
    let middle = (0..<corners).map { index -> Point in
      let share = 0.12 + 0.76 * (Double(index) + 0.5) / Double(corners)
      return from + along * share + (index.isMultiple(of: 2) ? across : -across)
    }
    let line: [Point] = [from, from + along * 0.12] + middle + [from + along * 0.88, to]
    canvas.stroke(.polyline(line), .ink, width: 2.2 * hair)
    canvas.stroke(.polyline(line), Color(0xD8DEE6), width: 1.1 * hair)
  }
}
