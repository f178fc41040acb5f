import EvoDraw

/// A line plot as a part of a page: its curves stretch with the page, its words keep their size.
///
/// `Canvas.svg` draws the same plot as a picture of its own, with glyphs and colors that do not change.
package struct Chart {
  let plot: LinePlot
  /// Which of the colors each series has; its own number where nothing else is said.
  let colors: [Int]?
  /// What those hear who do not see it.
  let title: String
  /// How many numbers an axis has, about.
  let ticks: Int

  package init(_ plot: LinePlot, colors: [Int]? = nil, title: String, ticks: Int = 5) {
    self.plot = plot
    self.colors = colors
    self.title = title
    self.ticks = ticks
  }

  /// Of the drawing; more than there are pixels.
  private static let size = (width: 2000.0, height: 1000.0)

  package var html: HTML {
    let (x, y) = (Scale(xs, margin: 0, ticks), Scale(ys, margin: 0.06, ticks))
    guard let x, let y else { return "<p class=\"note\">Nothing to draw yet.</p>" }
    let curves = plot.series.enumerated().map { index, series in
      curve(series, color: color(of: index), x, y)
    }
    return """
      \(label(plot.y, "y"))
      <svg role="img" aria-label="\(title)">
      \(grid(x, y))
      <svg viewBox="0 0 2000 1000" preserveAspectRatio="none" width="100%" height="100%">
      \(curves.joined())
      </svg>
      \(thresholds(y))
      </svg>
      \(label(plot.x, "x"))
      """
  }

  /// The names of the series with their colors; nothing for a single one without a name.
  var legend: HTML {
    let entries = plot.series.enumerated().filter { !$0.element.name.isEmpty }.map {
      "<li class=\"c\(color(of: $0.offset))\">\($0.element.name)</li>" as HTML
    }
    return entries.isEmpty ? "" : "<ul class=\"legend\">\(entries.joined(""))</ul>"
  }

  private func label(_ axis: LinePlot.Axis, _ name: HTML) -> HTML {
    axis.label.isEmpty ? "" : "<p class=\"\(name)\">\(axis.label)</p>"
  }

  private func color(of series: Int) -> Int {
    (colors.map { $0[series] } ?? series) % Color.series.count
  }

  private var xs: [Double] { plot.series.flatMap { $0.samples.map(\.x) } }

  private var ys: [Double] {
    plot.series.flatMap { $0.samples.flatMap { [$0.y, $0.low, $0.high] } }
      + plot.thresholds.map(\.value)
  }

  private func grid(_ x: Scale, _ y: Scale) -> HTML {
    let rows = zip(y.ticks.values, y.ticks.labels).map { value, label -> HTML in
      let place = Page.percent(1 - y.share(of: value))
      return """
        <line class="grid-line" x1="0" x2="100%" y1="\(place)" y2="\(place)"/>\
        <text x="0" y="\(place)" dx="-8" dy=".32em" text-anchor="end">\(label)</text>
        """
    }
    let columns = zip(x.ticks.values, x.ticks.labels).map { value, label -> HTML in
      let share = x.share(of: value)
      let anchor = share > 0.95 ? "end" : share < 0.02 ? "start" : "middle"
      return """
        <text x="\(Page.percent(share))" y="100%" dy="1.5em" text-anchor="\(anchor)">\(label)</text>
        """
    }
    return (rows + columns + [#"<line class="floor" x1="0" x2="100%" y1="100%" y2="100%"/>"#])
      .joined()
  }

  private func thresholds(_ y: Scale) -> HTML {
    plot.thresholds.map { threshold -> HTML in
      let place = Page.percent(1 - y.share(of: threshold.value))
      return """
        <line class="goal" x1="0" x2="100%" y1="\(place)" y2="\(place)"/>\
        <text class="goal-name" x="100%" y="\(place)" dy="-.5em" text-anchor="end">\(threshold.name)</text>
        """
    }.joined()
  }

  private func curve(_ series: LinePlot.Series, color: Int, _ x: Scale, _ y: Scale) -> HTML {
    func place(_ sample: LinePlot.Sample, _ value: Double) -> String? {
      guard value.isFinite, sample.x.isFinite else { return nil }
      return "\(Int((x.share(of: sample.x) * Self.size.width).rounded())) "
        + "\(Int(((1 - y.share(of: value)) * Self.size.height).rounded()))"
    }
    var line = ""
    var isOn = false
    for sample in series.samples {
      guard let point = place(sample, sample.y) else {
        isOn = false
        continue
      }
      // A line of no length shows a point that stands alone.
      line += isOn ? "L\(point)" : "M\(point)h0"
      isOn = series.style == .line
    }
    let banded = series.samples.filter { $0.low.isFinite && $0.high.isFinite }
    let edge =
      banded.compactMap { place($0, $0.high) } + banded.reversed().compactMap { place($0, $0.low) }
    let band =
      banded.count > 1 ? "<path class=\"band\" d=\"M\(edge.joined(separator: "L"))z\"/>" : ""
    let kind = series.style == .line ? "curve" : "curve points"
    let path =
      line.isEmpty
      ? "" : "<path class=\"\(kind)\" vector-effect=\"non-scaling-stroke\" d=\"\(line)\"/>"
    return HTML(stringLiteral: "<g class=\"c\(color)\">\(band)\(path)</g>")
  }
}

extension Chart {
  /// One axis: what it shows, and where its numbers stand.
  private struct Scale {
    let range: ClosedRange<Double>
    let ticks: Ticks

    /// nil where there is nothing to show.
    init?(_ values: [Double], margin: Double, _ count: Int) {
      let shown = values.filter { abs($0) < 1e150 }
      guard let low = shown.min(), let high = shown.max() else { return nil }
      // A constant gets room around it that its own magnitude can resolve.
      let room = low < high ? (high - low) * margin : low == 0 ? 1 : abs(low) * 0.1
      range = (low - room)...(high + room)
      ticks = Ticks(linear: range, count: count)
    }

    func share(of value: Double) -> Double {
      (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    }
  }
}
