import EvoCompare
import EvoDraw

extension ReportPage {
  /// What a column of the metrics tells of the health of a training; docs/metrics.md says more.
  private static let columns: [(name: String, meaning: String)] = [
    (
      "fitness_std",
      "Clearly above 0. At 0 all members are worth the same, and nothing can be learned."
    ),
    ("center_rank", "Fewer than half of the members are better than the policy itself."),
    ("update_ratio", "0.001 to 0.1. Above 0.3 for long, every step replaces what was learned."),
    ("sigma", "Follows its schedule; where the strategy adapts it, it falls slowly."),
    ("gradient_norm", "Of about one size over many generations; compare it with itself only."),
    (
      "episode_length_mean",
      "Grows where an episode ends by failing, falls where it ends by success."
    ),
    ("failed", "0. Members whose numbers are not finite count here."),
    ("env_steps_per_second", "Even. Where it drops, another program uses the cores."),
  ]

  /// More lines cannot be told apart.
  private static let lineLimit = 40

  var health: HTML {
    let shown = Array(runs.prefix(Self.lineLimit))
    let colors = groups.map { groups in
      shown.map { run in
        groups.firstIndex { $0.runs.contains { $0.path == run.path } } ?? 0
      }
    }
    let cells = Self.columns.compactMap { column -> HTML? in
      let series = shown.map { run in
        LinePlot.Series(
          "",
          zip(run.metrics.column("env_steps"), run.metrics.column(column.name)).compactMap {
            $1.isFinite ? LinePlot.Sample(x: $0, y: $1) : nil
          })
      }
      let values = series.flatMap(\.samples)
      guard !values.isEmpty, !(first.isData && column.name == "episode_length_mean") else {
        return nil
      }
      let plot = LinePlot(title: "", x: LinePlot.Axis(""), y: LinePlot.Axis(""), series: series)
      let chart = Chart(
        plot.thinned(to: max(20, 150 / shown.count)), colors: colors,
        title: "\(column.name) over the training", ticks: 4)
      let latest =
        runs.count == 1 ? first.metrics.latest(column.name).map(Page.number) ?? "" : ""
      return """
        <div class="chart"><h3>\(column.name) <span>\(latest)</span></h3>
        \(chart.html)
        <p class="note y">\(column.meaning)</p></div>
        """
    }
    guard !cells.isEmpty else { return "" }
    return .section("Health of the training", "<div class=\"grid\">\n\(cells.joined())\n</div>")
  }
}
