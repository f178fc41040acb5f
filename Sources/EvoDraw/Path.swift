import Glibc

/// A shape to fill or to stroke, in the units of the canvas's current transform.
public struct Path: Sendable {
  enum Element: Sendable {
    case move(Point)
    case line(Point)
    case curve(Point, Point, Point)
    case close
  }

  var elements: [Element] = []

  public init() {}

  public mutating func move(to point: Point) { elements.append(.move(point)) }
  public mutating func line(to point: Point) { elements.append(.line(point)) }
  public mutating func close() { elements.append(.close) }

  /// Appends an arc around `center`, joined by a line to what is there.
  ///
  /// `start` is an angle in radians from the x axis towards the y axis; `sweep` is signed, and stops
  /// at a full turn.
  public mutating func arc(center: Point, radius: Double, start: Double, sweep: Double) {
    guard sweep.isFinite else { return elements.append(.line(Point(.nan, .nan))) }
    let sweep = min(max(sweep, -2 * .pi), 2 * .pi)
    // Cubic pieces of at most an eighth of a turn are off by less than 5e-6 of the radius.
    let pieces = max((abs(sweep) / (.pi / 4)).rounded(.up), 1)
    let piece = sweep / pieces
    let handle = 4 / 3 * tan(piece / 4) * radius
    var direction = Point(angle: start)
    line(to: center + radius * direction)
    for index in 1...Int(pieces) {
      let next = Point(angle: start + Double(index) * piece)
      elements.append(
        .curve(
          center + radius * direction + handle * Point(-direction.y, direction.x),
          center + radius * next - handle * Point(-next.y, next.x),
          center + radius * next))
      direction = next
    }
  }

  public static func polyline(_ points: [Point]) -> Path {
    var path = Path()
    path.elements = points.map(Element.line)
    return path
  }

  public static func polygon(_ points: [Point]) -> Path {
    var path = polyline(points)
    path.close()
    return path
  }

  public static func line(_ start: Point, _ end: Point) -> Path { polyline([start, end]) }

  public static func circle(_ center: Point, radius: Double) -> Path {
    var path = Path()
    path.arc(center: center, radius: radius, start: 0, sweep: 2 * .pi)
    path.close()
    return path
  }

  public static func arc(_ center: Point, radius: Double, start: Double, sweep: Double) -> Path {
    var path = Path()
    path.arc(center: center, radius: radius, start: start, sweep: sweep)
    return path
  }

  public static func rectangle(_ rectangle: Rectangle, cornerRadius: Double = 0) -> Path {
    let radius = min(cornerRadius, rectangle.width / 2, rectangle.height / 2)
    guard radius > 0 else { return polygon(rectangle.corners) }
    var path = Path()
    for (index, corner) in rectangle.corners.enumerated() {
      let inward = Point(
        corner.x == rectangle.low.x ? radius : -radius,
        corner.y == rectangle.low.y ? radius : -radius)
      path.arc(
        center: corner + inward, radius: radius, start: .pi + Double(index) * .pi / 2,
        sweep: .pi / 2)
    }
    path.close()
    return path
  }

  /// The same shape in the units that `transform` maps to.
  func mapped(by transform: Transform) -> Path {
    var path = Path()
    path.elements = elements.map { element in
      switch element {
      case .move(let point): .move(transform(point))
      case .line(let point): .line(transform(point))
      case .curve(let first, let second, let end):
        .curve(transform(first), transform(second), transform(end))
      case .close: .close
      }
    }
    return path
  }

  var isFinite: Bool {
    elements.allSatisfy { element in
      switch element {
      case .move(let point), .line(let point): point.isFinite
      case .curve(let first, let second, let end):
        first.isFinite && second.isFinite && end.isFinite
      case .close: true
      }
    }
  }
}
