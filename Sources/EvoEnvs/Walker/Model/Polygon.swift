import Glibc

/// Corners of a shape, asked whether Box2D can take them.
struct Polygon {
  let corners: [SIMD2<Double>]

  init(_ corners: [SIMD2<Double>]) { self.corners = corners }

  struct Flaw {
    var words: String
    var corner: SIMD2<Double>
  }

  /// The first thing that keeps the corners from being a convex polygon; nil when they are one.
  ///
  /// All corners must turn the same way, and the turns must add up to one full turn: a star turns
  /// one way too, but twice around.
  var flaw: Flaw? {
    var sense = 0.0
    var turned = 0.0
    for index in corners.indices {
      let corner = corners[index]
      let before = corner - corners[(index + corners.count - 1) % corners.count]
      let after = corners[(index + 1) % corners.count] - corner
      // Box2D welds corners closer than half its slop of 5 mm.
      if after.length < 0.01 { return Flaw(words: "two corners that touch", corner: corner) }
      let turn = atan2(before.x * after.y - before.y * after.x, (before * after).sum())
      if abs(turn) < 0.001 || abs(turn) > 3.1 {
        return Flaw(words: "three corners on one line", corner: corner)
      }
      if sense == 0 { sense = turn }
      if turn * sense < 0 { return Flaw(words: "a corner that turns inward", corner: corner) }
      turned += turn
    }
    if abs(turned) > 2.5 * .pi { return Flaw(words: "sides that cross", corner: corners[0]) }
    return nil
  }
}

extension SIMD2<Double> {
  var length: Double { (self * self).sum().squareRoot() }

  func rotated(by angle: Double) -> SIMD2 {
    let (s, c) = (sin(angle), cos(angle))
    return SIMD2(c * x - s * y, s * x + c * y)
  }
}
