extension LinePlot: Drawable {
  public func draw(on canvas: Canvas) {
    LinePlotDrawing(self, on: canvas).draw()
  }
}

/// A plot laid out on one canvas.
private struct LinePlotDrawing {
  let plot: LinePlot
  let canvas: Canvas
  /// 1 at 800x500; at least what keeps the text readable.
  let scale: Double
  let fontSize: Double
  let horizontal: AxisScale
  let vertical: AxisScale
  /// Where the data go, in pixels.
  let frame: Rectangle

  init(_ plot: LinePlot, on canvas: Canvas) {
    self.plot = plot
    self.canvas = canvas
    let size = Point(Double(canvas.width), Double(canvas.height))
    scale = max(min(size.x / 800, size.y / 500), 0.6)
    fontSize = 13 * scale
    let samples = plot.series.lazy.flatMap(\.samples)
    horizontal = AxisScale(
      plot.x, showing: samples.map(\.x), margin: 0,
      tickCount: Int(min(max(size.x / (110 * scale), 2), 10)))
    let values = samples.flatMap { [$0.y, $0.low, $0.high] }
    vertical = AxisScale(
      plot.y, showing: Array(values) + plot.thresholds.map(\.value), margin: 0.06,
      tickCount: Int(min(max(size.y / (70 * scale), 2), 10)))
    let labelSize = fontSize
    let labelWidth =
      vertical.ticks.labels.map { canvas.width(of: $0, size: labelSize) }.max() ?? 0
    // A canvas too small for its margins still gets a frame of a pixel.
    let low = Point(labelWidth + 48 * scale, (plot.isLegendShown ? 74 : 50) * scale)
    frame = Rectangle(
      low: low,
      high: pointwiseMax(size - Point(28, 58) * scale, low + Point(repeating: 1)))
  }

  func draw() {
    canvas.fill(.white)
    drawHeading()
    drawGrid()
    canvas.clipped(to: dataArea) {
      for (index, series) in plot.series.enumerated() where series.style == .line {
        drawBand(of: series, color(of: index))
      }
      drawThresholdLines()
      for (index, series) in plot.series.enumerated() {
        switch series.style {
        case .line: drawLine(of: series, color(of: index))
        case .points: drawPoints(of: series, color(of: index))
        }
      }
    }
    drawThresholdNames()
    drawAxisLabels()
  }

  /// Where data may be drawn: a dot on the edge of the frame is a whole dot.
  private var dataArea: Rectangle {
    let margin = plot.series.contains { $0.style == .points } ? 5 * scale : 2
    return Rectangle(
      low: frame.low - Point(margin == 2 ? 0 : margin, margin),
      high: frame.high + Point(margin, margin))
  }

  private func color(of index: Int) -> Color {
    plot.series[index].color ?? Color.series[index % Color.series.count]
  }

  private func place(x: Double, y: Double) -> Point {
    Point(
      frame.low.x + horizontal.position(of: x) * frame.width,
      frame.high.y - vertical.position(of: y) * frame.height)
  }

  private func drawHeading() {
    let room = Double(canvas.width) - frame.low.x - 12 * scale
    let titleWidth = canvas.width(of: plot.title, size: 17 * scale, weight: .bold)
    canvas.text(
      plot.title, at: Point(frame.low.x, 30 * scale),
      size: 17 * scale * min(1, room / max(titleWidth, 1)), .ink, weight: .bold)
    guard plot.isLegendShown else { return }
    let named = plot.series.indices.filter { !plot.series[$0].name.isEmpty }
    let width = named.reduce(0) {
      $0 + canvas.width(of: plot.series[$1].name, size: fontSize) + 48 * scale
    }
    // A legend that is too long for one line is written smaller.
    let unit = scale * min(1, room / max(width - 22 * scale, 1))
    var pen = Point(frame.low.x, 54 * scale)
    for index in named {
      let series = plot.series[index]
      switch series.style {
      case .line:
        canvas.stroke(
          .line(pen, pen + Point(18 * unit, 0)), color(of: index), width: 3 * scale)
      case .points:
        canvas.fill(.circle(pen + Point(9 * unit, 0), radius: 4 * scale), color(of: index))
      }
      pen.x += 26 * unit
      let size = fontSize / scale * unit
      canvas.text(series.name, at: pen, size: size, .slate, anchor: .leadingMiddle)
      pen.x += canvas.width(of: series.name, size: size) + 22 * unit
    }
  }

  private func drawGrid() {
    let gap = 9 * scale
    for (value, label) in zip(vertical.ticks.values, vertical.ticks.labels) {
      let y = crisp(place(x: horizontal.range.lowerBound, y: value).y)
      canvas.stroke(
        .line(Point(frame.low.x, y), Point(frame.high.x, y)), .haze, width: lineWidth, cap: .butt)
      canvas.text(
        label, at: Point(frame.low.x - gap, y), size: fontSize, .slate, anchor: .trailingMiddle)
    }
    for (value, label) in zip(horizontal.ticks.values, horizontal.ticks.labels) {
      let x = crisp(place(x: value, y: vertical.range.lowerBound).x)
      canvas.stroke(
        .line(Point(x, frame.low.y), Point(x, frame.high.y)), .haze, width: lineWidth, cap: .butt)
      canvas.stroke(
        .line(Point(x, frame.high.y), Point(x, frame.high.y + 5 * scale)), .mist,
        width: lineWidth, cap: .butt)
      canvas.text(
        label, at: Point(x, frame.high.y + gap), size: fontSize, .slate, anchor: .top)
    }
    let floor = crisp(frame.high.y)
    canvas.stroke(
      .line(Point(frame.low.x, floor), Point(frame.high.x, floor)), .slate, width: lineWidth,
      cap: .butt)
  }

  private var lineWidth: Double { max(scale.rounded(), 1) }

  /// Moves a thin line onto whole pixels, where it stays sharp.
  private func crisp(_ coordinate: Double) -> Double {
    let half = lineWidth.truncatingRemainder(dividingBy: 2) / 2
    return (coordinate - half).rounded() + half
  }

  private func drawBand(of series: LinePlot.Series, _ color: Color) {
    var upper: [Point] = []
    var lower: [Point] = []
    func fill() {
      if upper.count > 1 {
        canvas.fill(.polygon(upper + lower.reversed()), color.opacity(0.18))
      }
      upper = []
      lower = []
    }
    for sample in series.samples {
      let high = place(x: sample.x, y: sample.high)
      let low = place(x: sample.x, y: sample.low)
      if high.isFinite, low.isFinite {
        upper.append(high)
        lower.append(low)
      } else {
        fill()
      }
    }
    fill()
  }

  private func drawLine(of series: LinePlot.Series, _ color: Color) {
    let width = 2.2 * scale
    let points = series.samples.map { place(x: $0.x, y: $0.y) }
    canvas.stroke(.polyline(points), color, width: width)
    // A sample between two gaps has no line to be seen by.
    for (index, point) in points.enumerated() where point.isFinite {
      let isJoined =
        index > 0 && points[index - 1].isFinite
        || index + 1 < points.count && points[index + 1].isFinite
      if !isJoined { canvas.fill(.circle(point, radius: width), color) }
    }
  }

  private func drawPoints(of series: LinePlot.Series, _ color: Color) {
    for sample in series.samples {
      let (high, low) = (place(x: sample.x, y: sample.high), place(x: sample.x, y: sample.low))
      if high.isFinite, low.isFinite {
        canvas.stroke(.line(high, low), color, width: 1.6 * scale)
      }
      let point = place(x: sample.x, y: sample.y)
      if point.isFinite { canvas.fill(.circle(point, radius: 4 * scale), color) }
    }
  }

  private func drawThresholdLines() {
    for threshold in plot.thresholds {
      let y = place(x: horizontal.range.lowerBound, y: threshold.value).y
      canvas.stroke(
        .line(Point(frame.low.x, y), Point(frame.high.x, y)), .ink, width: 1.5 * scale,
        cap: .butt, dash: [6 * scale, 4 * scale])
    }
  }

  /// Writes each name on the side of its line, left or right, above or below, where it covers least
  /// of the curves.
  private func drawThresholdNames() {
    for threshold in plot.thresholds {
      let y = place(x: horizontal.range.lowerBound, y: threshold.value).y
      guard y >= frame.low.y, y <= frame.high.y else { continue }
      let size = Point(canvas.width(of: threshold.name, size: fontSize), fontSize)
      let (left, right) = (frame.low.x + 8 * scale, frame.high.x - 8 * scale - size.x)
      let (above, below) = (y - 7 * scale - size.y, y + 7 * scale)
      let places = [
        Point(left, above), Point(left, below), Point(right, above), Point(right, below),
      ]
      .map { Rectangle(low: $0, high: $0 + size) }
      .filter { $0.low.y >= frame.low.y && $0.high.y <= frame.high.y }
      let covered = places.map(curvePoints)
      guard let least = covered.min(), let index = covered.firstIndex(of: least) else { continue }
      canvas.text(
        threshold.name, at: places[index].low, size: fontSize, .ink, anchor: .leadingTop)
    }
  }

  /// How many places of the curves lie in a rectangle, a line's length being walked in small steps.
  private func curvePoints(in box: Rectangle) -> Int {
    plot.series.reduce(0) { count, series in
      var count = count
      var previous: Point?
      for sample in series.samples {
        let point = place(x: sample.x, y: sample.y)
        guard point.isFinite else {
          previous = nil
          continue
        }
        let start = series.style == .line ? previous ?? point : point
        previous = point
        guard max(start.x, point.x) >= box.low.x, min(start.x, point.x) <= box.high.x else {
          continue
        }
        let length = max(abs(point.x - start.x), abs(point.y - start.y))
        let steps = max(Int(min(length, 4000) / (2 * scale)), 1)
        for step in 1...steps
        where box.contains(start + (point - start) * (Double(step) / Double(steps))) {
          count += 1
        }
      }
      return count
    }
  }

  private func drawAxisLabels() {
    canvas.text(
      plot.x.heading, at: Point(frame.center.x, frame.high.y + 47 * scale), size: fontSize, .ink,
      anchor: .bottom)
    canvas.text(
      plot.y.heading, at: Point(22 * scale, frame.center.y), size: fontSize, .ink,
      anchor: .bottom, turned: true)
  }
}

extension LinePlot {
  fileprivate var isLegendShown: Bool { series.contains { !$0.name.isEmpty } }
}

extension LinePlot.Axis {
  fileprivate var heading: String { unit.isEmpty ? label : "\(label) (\(unit))" }
}
