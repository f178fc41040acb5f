import EvoCompare
import EvoDraw
import EvoRun

extension ReportPage {
  /// The learning curves, over what the reader chooses.
  var curves: HTML {
    let charts = Self.axes.map { axis -> (key: String, chart: Chart) in
      let plot =
        groups.map { CurvePlot(of: $0, over: axis, center: .mean).plot() } ?? ownCurve(over: axis)
      return (axis.rawValue, Chart(plot, title: "\(plot.y.label) over \(plot.x.label)"))
    }
    let choices = charts.enumerated().map { index, entry -> HTML in
      let state: HTML = index == 0 ? " checked" : ""
      return """
        <input type="radio" name="axis" id="x-\(entry.key)"\(state)><label for="x-\(entry.key)">\
        \(entry.chart.plot.x.label)</label>
        """
    }
    let pictures = charts.map {
      "<div class=\"chart over-\($0.key)\">\n\($0.chart.html)\n</div>" as HTML
    }
    let note: HTML =
      groups.map { groups in
        groups.contains { $0.runs.count > 1 }
          ? "<p class=\"note\">Lines are the means of the runs, bands their 95 % intervals by bootstrap.</p>"
          : ""
      } ?? ""
    return .section(
      "Learning curve",
      """
      <div class="axes">
      \(charts[0].chart.legend)
      \(choices.joined())
      \(pictures.joined())
      </div>
      \(note)
      """)
  }

  private static let axes: [CurveAxis] = [.steps, .seconds, .generations]

  /// A single run shows more of itself: its population, and how far the episodes are apart.
  private func ownCurve(over axis: CurveAxis) -> LinePlot {
    let metrics = first.metrics
    let x: [Double]
    let label: String
    switch axis {
    case .seconds: (x, label) = (metrics.column("seconds"), "seconds")
    case .generations: (x, label) = (metrics.column("generation"), "generations")
    default:
      (x, label) = (metrics.column("env_steps"), first.isData ? "samples" : "environment steps")
    }
    let center = metrics.column("return_mean")
    let deviation = metrics.column("return_std")
    let evaluated = x.indices.filter { center[$0].isFinite }
    // On data the fitness is of another kind than the evaluation; it is drawn where there is no other.
    let isFitness = first.isData && evaluated.isEmpty
    var series: [LinePlot.Series] = []
    if !isFitness {
      series.append(
        LinePlot.Series(
          first.isData ? "policy" : "policy, mean ± deviation of its episodes",
          evaluated.map { row in
            let spread = first.isData ? .nan : deviation[row]
            return LinePlot.Sample(
              x: x[row], y: center[row], low: center[row] - spread, high: center[row] + spread)
          }))
    }
    if !first.isData || isFitness {
      let (mean, low, high) = (
        metrics.column("fitness_mean"), metrics.column("fitness_min"), metrics.column("fitness_max")
      )
      series.append(
        LinePlot.Series(
          "population, mean and range",
          x.indices.map { LinePlot.Sample(x: x[$0], y: mean[$0], low: low[$0], high: high[$0]) }))
    }
    return LinePlot(
      title: "", x: LinePlot.Axis(label), y: LinePlot.Axis(isFitness ? "fitness" : first.score),
      series: series,
      thresholds: (isFitness ? nil : first.threshold).map {
        [LinePlot.Threshold("solved at \(Page.number($0))", at: $0)]
      } ?? []
    ).thinned(to: 400)
  }
}
