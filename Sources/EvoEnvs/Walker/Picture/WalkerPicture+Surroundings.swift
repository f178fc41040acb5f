import EvoDraw

/// What acts on the creature from outside: the wind, a ground that runs, and where it has to go.
extension WalkerPicture {
  /// Arrows in the sky, as long as the wind is strong and with its direction.
  func drawWind(on canvas: Canvas) {
    guard let wind, abs(wind) > 0.02 else { return }
    let seen = canvas.visible
    let length = 0.16 * seen.width * min(max(wind, -1), 1)
    let color = Color.slate.opacity(0.55)
    for (x, y) in [(0.12, 0.9), (0.34, 0.8), (0.52, 0.93), (0.7, 0.82), (0.27, 0.68), (0.6, 0.66)] {
      let tip = Point(
        seen.low.x + x * seen.width + length / 2, seen.low.y + y * seen.height)
      canvas.stroke(.line(tip - Point(length, 0), tip), color, width: 1.4 * hair)
      let back = length < 0 ? 5 * hair : -5 * hair
      canvas.stroke(
        .polyline([tip + Point(back, 3 * hair), tip, tip + Point(back, -3 * hair)]), color,
        width: 1.4 * hair)
    }
  }

  /// A belt along the surface, whose marks run as it does.
  func drawBelt(on canvas: Canvas) {
    guard let belt else { return }
    let seen = canvas.visible
    let line = surface(in: seen)
    canvas.stroke(.polyline(line), .ink, width: 5 * hair, cap: .butt)
    let spacing = plan.camera.width / 16
    let shift = belt.truncatingRemainder(dividingBy: spacing)
    var x = (seen.low.x / spacing).rounded(.down) * spacing + shift - spacing
    while x < seen.high.x + spacing {
      let end = x + 0.35 * spacing
      canvas.stroke(
        .line(Point(x, height(at: x)), Point(end, height(at: end))), .white, width: 1.6 * hair,
        cap: .butt)
      x += spacing
    }
  }

  /// Rings where the creature has to go.
  func drawTarget(on canvas: Canvas) {
    guard let target else { return }
    let size = plan.camera.width / 40
    let foot = Point(target.x, height(at: target.x))
    canvas.stroke(.line(foot, target), Color.ink.opacity(0.6), width: 1.5 * hair)
    for (share, color) in [(1, Color.vermilion), (0.68, .white), (0.36, Color.vermilion)] {
      canvas.fill(.circle(target, radius: share * size), color)
    }
    canvas.stroke(.circle(target, radius: size), .ink, width: hair)
  }
}
