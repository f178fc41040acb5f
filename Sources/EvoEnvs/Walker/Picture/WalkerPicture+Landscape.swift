import EvoDraw
import Glibc

/// What lies behind and below the creature. All of it is a function of the place, so that it stands
/// still while the camera passes.
extension WalkerPicture {
  func drawSky(on canvas: Canvas) {
    let sky = plan.colors.sky
    let height = Double(canvas.height)
    canvas.fill(
      .rectangle(canvas.bounds), from: (Point(0, 0), sky.mixed(with: Color(0x4A90D9), 0.45)),
      to: (Point(0, 0.75 * height), sky.mixed(with: .white, 0.7)))
    let sun = Point(0.86 * Double(canvas.width), 0.16 * height)
    for (radius, opacity) in [(0.16, 0.18), (0.105, 0.3), (0.062, 1)] {
      canvas.fill(.circle(sun, radius: radius * height), Color(0xFFF3C4).opacity(opacity))
    }
  }

  /// Clouds and three ranges of hills; the farther a thing, the more it keeps up with the camera.
  func drawHills(on canvas: Canvas) {
    let seen = canvas.visible
    let unit = plan.camera.width / 20
    let horizon = seen.low.y + 0.26 * (seen.high.y - seen.low.y)
    drawClouds(on: canvas, seen: seen, unit: unit)
    for (distance, rise) in [(0.92, 3.4), (0.82, 2.2), (0.65, 1.1)] {
      let shift = distance * seen.low.x
      func height(_ x: Double) -> Double {
        let u = (x - shift) / unit + 40 * distance
        return horizon
          + unit * (rise + 0.9 * sin(0.31 * u) + 0.5 * sin(0.73 * u + 1) + 0.2 * sin(1.9 * u))
      }
      let color = plan.colors.grass.mixed(
        with: plan.colors.sky.mixed(with: Color(0x7FA6C9), 0.5), distance)
      let count = 96
      let crest = (0...count).map { index in
        let x = seen.low.x + (seen.high.x - seen.low.x) * Double(index) / Double(count)
        return Point(x, height(x))
      }
      canvas.fill(.polygon(crest + [Point(seen.high.x, seen.low.y), seen.low]), color)
      guard distance < 0.8 else { continue }
      for place in places(every: 0.9 * unit, in: seen, shift: shift) where place.chance < 0.5 {
        drawTree(on: canvas, at: place, foot: height(place.x), size: unit, color: color)
      }
    }
  }

  private func drawClouds(on canvas: Canvas, seen: Rectangle, unit: Double) {
    for place in places(every: 4.5 * unit, in: seen, shift: 0.95 * seen.low.x)
    where place.chance < 0.8 {
      let y = seen.high.y - (0.1 + 0.25 * place.size) * (seen.high.y - seen.low.y)
      let size = unit * (0.35 + 0.4 * place.chance)
      for (x, up, radius) in [(-1.2, 0, 0.55), (-0.5, 0.25, 0.8), (0.4, 0.15, 0.9), (1.2, 0, 0.6)] {
        canvas.fill(
          .circle(Point(place.x + x * size, y + up * size), radius: radius * size),
          Color(0xF4F8FD))
      }
    }
  }

  private func drawTree(
    on canvas: Canvas, at place: Place, foot: Double, size: Double, color: Color
  ) {
    let height = size * (0.5 + 0.5 * place.size)
    let leaves = color.mixed(with: Color(0x1E5B3A), 0.28)
    canvas.stroke(
      .line(Point(place.x, foot - 0.1 * size), Point(place.x, foot + 0.4 * height)),
      color.mixed(with: .ink, 0.4), width: 0.07 * size, cap: .butt)
    for (low, wide) in [(0.2, 0.34), (0.5, 0.26)] {
      canvas.fill(
        .polygon([
          Point(place.x - wide * height, foot + low * height),
          Point(place.x + wide * height, foot + low * height),
          Point(place.x, foot + (low + 0.55) * height),
        ]), leaves)
    }
  }

  func drawGround(on canvas: Canvas) {
    let seen = canvas.visible
    let line = surface(in: seen)
    let (grass, soil, rock) = (plan.colors.grass, plan.colors.soil, plan.colors.rock)
    let floor = [Point(seen.high.x, seen.low.y), seen.low]
    canvas.fill(
      .polygon(line + floor), from: (seen.low + Point(0, 0.3 * seen.height), soil),
      to: (seen.low, soil.mixed(with: .ink, 0.45)))
    for place in places(every: 0.55, in: seen, shift: 0) where place.chance < 0.6 {
      let depth = 0.55 + 2.4 * place.size
      canvas.fill(
        .circle(Point(place.x, height(at: place.x) - depth), radius: 0.04 + 0.06 * place.chance),
        soil.mixed(with: place.size < 0.5 ? .white : .ink, 0.18))
    }
    for pit in pits { canvas.fill(.rectangle(pit), soil.mixed(with: .ink, 0.55)) }
    let turf = line.reversed().map { $0 - Point(0, 0.3) }
    canvas.fill(.polygon(line + turf), grass)
    canvas.stroke(.polyline(line), grass.mixed(with: .white, 0.3), width: 2 * hair)
    for block in blocks where block.high.x > seen.low.x && block.low.x < seen.high.x {
      canvas.fill(
        .rectangle(block), from: (block.high, rock.mixed(with: .white, 0.25)),
        to: (Point(block.high.x, block.low.y), rock.mixed(with: .ink, 0.2)))
      canvas.stroke(.rectangle(block), rock.mixed(with: .ink, 0.5), width: hair)
    }
    drawTufts(on: canvas, seen: seen, color: grass.mixed(with: Color(0x1E5B3A), 0.35))
  }

  /// The gaps between the two walls of each pit: walls begin at the level of the ground beside them,
  /// and the ground between them lies at their feet.
  private var pits: [Rectangle] {
    zip(blocks, blocks.dropFirst()).compactMap { left, right in
      let gap = Rectangle(
        low: Point(left.high.x, left.low.y), high: Point(right.low.x, left.high.y))
      let slack = 0.1 * gap.height
      let isBelow = height(at: gap.center.x) < gap.low.y + slack
      let isLevel = abs(height(at: left.low.x) - left.high.y) < slack
      return left.high.y == right.high.y && gap.width > 0 && isBelow && isLevel ? gap : nil
    }
  }

  private func drawTufts(on canvas: Canvas, seen: Rectangle, color: Color) {
    for place in places(every: 0.6, in: seen, shift: 0) where place.chance < 0.45 {
      let isOnRock = blocks.contains { $0.low.x - 0.3 < place.x && place.x < $0.high.x + 0.3 }
      if isOnRock { continue }
      let foot = Point(place.x, height(at: place.x))
      let size = 0.12 + 0.14 * place.size
      for lean in [-0.5, 0, 0.6] {
        canvas.stroke(
          .line(foot + Point(0.25 * lean * size, 0), foot + Point(lean * size, size)), color,
          width: 1.2 * hair)
      }
    }
  }

  /// A pennant where the ground begins, and a checkered flag where the way ends.
  func drawFlags(on canvas: Canvas) {
    guard let first = ground.first else { return }
    let start = first.x + 3 * plan.terrain.spacing
    let top = drawPole(on: canvas, at: start)
    canvas.fill(
      .polygon([top, top + Point(0.85, -0.28), top + Point(0, -0.56)]), .vermilion)
    for rule in plan.end where rule.name == .beyond {
      let top = drawPole(on: canvas, at: Double(rule.condition.limit))
      let side = 0.22
      for row in 0..<3 {
        for column in 0..<5 {
          let low = top + Point(Double(column), -1 - Double(row)) * side
          canvas.fill(
            .rectangle(Rectangle(low: low, high: low + Point(side, side))),
            (row + column).isMultiple(of: 2) ? .ink : .white)
        }
      }
    }
  }

  private func drawPole(on canvas: Canvas, at x: Double) -> Point {
    let foot = Point(x, height(at: x))
    let top = foot + Point(0, 2)
    canvas.stroke(.line(foot, top), .ink, width: 0.07)
    return top
  }

  /// The line of the ground as far as it is seen, and level on beyond its ends.
  func surface(in seen: Rectangle) -> [Point] {
    guard let first = ground.first, let last = ground.last else { return [] }
    let middle = ground.indices.filter {
      ground[min($0 + 1, ground.count - 1)].x >= seen.low.x
        && ground[max($0 - 1, 0)].x <= seen.high.x
    }.map { ground[$0] }
    return [Point(min(seen.low.x, first.x), (middle.first ?? first).y)] + middle
      + [Point(max(seen.high.x, last.x), (middle.last ?? last).y)]
  }
}

// MARK: - Scattered things

extension WalkerPicture {
  /// A place where something may stand, with two numbers in 0..<1 that are its own.
  struct Place {
    var x: Double
    var chance: Double
    var size: Double
  }

  /// Places about `distance` apart that cover what is seen, moved along by `shift`.
  private func places(every distance: Double, in seen: Rectangle, shift: Double) -> [Place] {
    let first = ((seen.low.x - shift) / distance).rounded(.down) - 1
    let last = ((seen.high.x - shift) / distance).rounded(.up) + 1
    guard abs(first) < 1e9, last - first < 10_000 else { return [] }
    return (Int(first)...Int(last)).map { index in
      Place(
        x: shift + distance * (Double(index) + 0.7 * scatter(index, 1)), chance: scatter(index, 2),
        size: scatter(index, 3))
    }
  }

  /// A number in 0..<1 that looks like chance.
  private func scatter(_ index: Int, _ kind: UInt64) -> Double {
    var bits = UInt64(bitPattern: Int64(index)) &* 0x9E37_79B9_7F4A_7C15 &+ kind &<< 32
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return Double((bits ^ bits >> 31) >> 11) * 0x1p-53
  }
}
