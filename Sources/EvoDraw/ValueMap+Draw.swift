import Glibc

extension ValueMap: Drawable {
  public func draw(on canvas: Canvas) {
    ValueMapDrawing(self, on: canvas).draw()
  }
}

/// A map laid out on one canvas.
private struct ValueMapDrawing {
  let map: ValueMap
  let canvas: Canvas
  /// 1 at 800x700; at least what keeps the text readable.
  let scale: Double
  let fontSize: Double
  let grid: ValueGrid
  /// Where the map goes, in pixels, and the scale of its colors.
  let frame: Rectangle
  let bar: Rectangle

  init(_ map: ValueMap, on canvas: Canvas) {
    self.map = map
    self.canvas = canvas
    let size = Point(Double(canvas.width), Double(canvas.height))
    scale = max(min(size.x / 800, size.y / 700), 0.6)
    fontSize = 13 * scale
    let low = Point(78, 74) * scale
    frame = Rectangle(
      low: low,
      high: pointwiseMax(size - Point(120, 62) * scale, low + Point(repeating: 1)))
    bar = Rectangle(
      low: Point(frame.high.x + 18 * scale, frame.low.y),
      high: Point(frame.high.x + 36 * scale, frame.high.y))
    let cell = max(2, 2.5 * scale)
    grid = ValueGrid(
      map, columns: min(max(Int(frame.width / cell), 2), 400),
      rows: min(max(Int(frame.height / cell), 2), 400))
  }

  func draw() {
    canvas.fill(.white)
    canvas.text(
      map.title, at: Point(frame.low.x, 30 * scale), size: 17 * scale, .ink, weight: .bold)
    drawLegend()
    drawColors()
    canvas.clipped(to: frame) {
      drawContours()
      for (index, trail) in map.trails.enumerated() where !trail.isJoined { draw(trail, index) }
      for (index, trail) in map.trails.enumerated() where trail.isJoined { draw(trail, index) }
    }
    drawAxes()
    drawBar()
  }

  // MARK: Colors

  /// From the lowest to the highest: one hue whose lightness only grows, so that no kind of color
  /// blindness, nor a print in gray, confuses two values.
  private static let ramp = [
    Color(0x08203F), Color(0x1B4B7F), Color(0x4A86B5), Color(0x9CC4DD), Color(0xF1F7FB),
  ]

  private func color(at share: Double) -> Color {
    guard share.isFinite else { return .mist }
    let place = min(max(share, 0), 1) * Double(Self.ramp.count - 1)
    let index = min(Int(place), Self.ramp.count - 2)
    return Self.ramp[index].mixed(with: Self.ramp[index + 1], place - Double(index))
  }

  private func pixel(_ color: Color) -> UInt32 {
    let bytes = [color.red, color.green, color.blue].map { UInt32(($0 * 255).rounded()) }
    return 0xff00_0000 | bytes[0] << 16 | bytes[1] << 8 | bytes[2]
  }

  private func drawColors() {
    canvas.draw(
      Bitmap(
        width: grid.columns, height: grid.rows,
        pixels: grid.levels.map { pixel(color(at: grid.share($0))) }), in: frame)
  }

  private static let contourCount = 11

  private var contourLevels: [Double] {
    (1...Self.contourCount).map { k in
      let share = Double(k) / Double(Self.contourCount + 1)
      return grid.range.lowerBound + share * (grid.range.upperBound - grid.range.lowerBound)
    }
  }

  private func drawContours() {
    let cell = Point(
      frame.width / Double(grid.columns), frame.height / Double(grid.rows))
    for level in contourLevels {
      var path = Path()
      for (start, end) in grid.contour(level) {
        path.move(to: frame.low + (start + Point(0.5, 0.5)) * cell)
        path.line(to: frame.low + (end + Point(0.5, 0.5)) * cell)
      }
      // Dark lines on light ground and the other way round.
      let isDark = grid.share(level) < 0.55
      canvas.stroke(path, (isDark ? Color.white : .ink).opacity(0.3), width: 0.8 * scale)
    }
  }

  // MARK: Trails

  private func color(of index: Int) -> Color {
    map.trails[index].isJoined ? .vermilion : .yellow
  }

  private func place(_ point: Point) -> Point {
    let share = (point - map.area.low) / (map.area.high - map.area.low)
    return Point(
      frame.low.x + share.x * frame.width, frame.high.y - share.y * frame.height)
  }

  private func draw(_ trail: ValueMap.Trail, _ index: Int) {
    let points = trail.points.map(place)
    if trail.isJoined {
      canvas.stroke(.polyline(points), .white.opacity(0.85), width: 4.5 * scale)
      canvas.stroke(.polyline(points), color(of: index), width: 2.4 * scale)
      // Open where it begins, full where it ends.
      if let start = points.first { dot(start, radius: 5 * scale, .white, rim: color(of: index)) }
      if let end = points.last { dot(end, radius: 5 * scale, color(of: index), rim: .white) }
    } else {
      for point in points where point.x.isFinite && point.y.isFinite {
        dot(point, radius: 2 * scale, color(of: index), rim: .ink)
      }
    }
  }

  private func dot(_ center: Point, radius: Double, _ color: Color, rim: Color) {
    canvas.fill(.circle(center, radius: radius), color)
    canvas.stroke(.circle(center, radius: radius), rim, width: 0.3 * radius)
  }

  private func drawLegend() {
    var pen = Point(frame.low.x, 54 * scale)
    for (index, trail) in map.trails.enumerated() {
      if trail.isJoined {
        canvas.stroke(
          .line(pen, pen + Point(18 * scale, 0)), color(of: index), width: 3 * scale)
      } else {
        dot(pen + Point(9 * scale, 0), radius: 3 * scale, color(of: index), rim: .ink)
      }
      pen.x += 26 * scale
      canvas.text(trail.name, at: pen, size: fontSize, .slate, anchor: .leadingMiddle)
      pen.x += canvas.width(of: trail.name, size: fontSize) + 22 * scale
    }
  }

  // MARK: Axes

  private func drawAxes() {
    canvas.stroke(.rectangle(frame), .slate, width: max(scale.rounded(), 1))
    let gap = 9 * scale
    let count = max(Int(frame.width / (90 * scale)), 2)
    let (low, high) = (map.area.low, map.area.high)
    if low.x < high.x {
      let ticks = Ticks(linear: low.x...high.x, count: count)
      for (value, label) in zip(ticks.values, ticks.labels) {
        let foot = place(Point(value, low.y))
        canvas.stroke(.line(foot, foot + Point(0, 5 * scale)), .slate, width: scale, cap: .butt)
        canvas.text(
          label, at: foot + Point(0, gap), size: fontSize, .slate, anchor: .top)
      }
    }
    if low.y < high.y {
      let ticks = Ticks(linear: low.y...high.y, count: count)
      for (value, label) in zip(ticks.values, ticks.labels) {
        let foot = place(Point(low.x, value))
        canvas.stroke(.line(foot, foot - Point(5 * scale, 0)), .slate, width: scale, cap: .butt)
        canvas.text(
          label, at: foot - Point(gap, 0), size: fontSize, .slate, anchor: .trailingMiddle)
      }
    }
    canvas.text(
      "x0", at: Point(frame.center.x, frame.high.y + 47 * scale), size: fontSize, .ink,
      anchor: .bottom)
    canvas.text(
      "x1", at: Point(22 * scale, frame.center.y), size: fontSize, .ink, anchor: .bottom,
      turned: true)
  }

  /// Powers of ten, or with fewer than two of them round numbers and at least both ends.
  private var barTicks: Ticks {
    let powers =
      Int(grid.range.lowerBound.rounded(.up))..<Int(grid.range.upperBound.rounded(.down)) + 1
    if powers.count > 1 {
      return Ticks(values: powers.map { pow(10, Double($0)) }, labels: powers.map { "1e\($0)" })
    }
    let ends = pow(10, grid.range.lowerBound)...pow(10, grid.range.upperBound)
    return Ticks(linear: ends, count: 6)
  }

  private func drawBar() {
    let steps = 64
    for k in 0..<steps {
      let top = bar.high.y - bar.height * Double(k + 1) / Double(steps)
      let band = Rectangle(
        low: Point(bar.low.x, top.rounded(.down)),
        high: Point(bar.high.x, (top + bar.height / Double(steps)).rounded(.up)))
      canvas.fill(.rectangle(band), color(at: (Double(k) + 0.5) / Double(steps)))
    }
    canvas.stroke(.rectangle(bar), .slate, width: max(scale.rounded(), 1))
    for (value, label) in zip(barTicks.values, barTicks.labels) {
      let share = grid.share(log10(value))
      guard (0...1).contains(share) else { continue }
      let y = bar.high.y - share * bar.height
      canvas.stroke(
        .line(Point(bar.high.x, y), Point(bar.high.x + 5 * scale, y)), .slate, width: scale,
        cap: .butt)
      canvas.text(
        label, at: Point(bar.high.x + 9 * scale, y), size: fontSize, .slate,
        anchor: .leadingMiddle)
    }
    canvas.text(
      "value", at: Point(bar.low.x, bar.low.y - 9 * scale), size: fontSize, .ink)
  }
}
