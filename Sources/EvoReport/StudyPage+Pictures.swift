import EvoDraw
import EvoTune
import EvoWords

extension StudyPage {
  /// The value of every trial, and the best so far.
  var history: HTML {
    guard let plots else { return "" }
    var plot = plots.history()
    // As in the pictures, a few that went wrong lie on the edge.
    for series in plot.series.indices {
      for sample in plot.series[series].samples.indices {
        let value = plot.series[series].samples[sample].y
        plot.series[series].samples[sample].y = min(max(value, plots.low), plots.high)
      }
    }
    let chart = Chart(plot, title: "\(label) over the trials")
    return .section(
      "How it went", "\(chart.legend)\n<div class=\"chart\">\n\(chart.html)\n</div>")
  }

  /// A panel for each parameter: its values to the right, the worth of the trials upward.
  var slices: HTML {
    guard let plots else { return "" }
    let panels = order.map { index -> HTML in
      let parameter = study.space.parameters[index]
      let dots = plots.byWorth.compactMap { trial -> HTML? in
        guard let value = trial.assignment[index] else { return nil }
        return """
          <circle class="dot\(emphasis(trial))" r="4" cx="\(Page.percent(parameter.domain.place(of: value)))" \
          cy="\(Page.percent(1 - plots.height(trial)))" fill-opacity="\(opacity(trial, plots))"/>
          """
      }
      let values = StudyPlots.ticks(parameter.domain).map { place, text -> HTML in
        """
        <text x="\(Page.percent(place))" y="100%" dy="1.5em" text-anchor="\(anchor(place))">\(text)</text>
        """
      }
      let worth = [(plots.low, "100%"), (plots.high, "0%")].map { value, place -> HTML in
        """
        <line class="grid-line" x1="0" x2="100%" y1="\(place)" y2="\(place)"/>\
        <text y="\(place)" dx="-8" dy=".32em" text-anchor="end">\(text(value))</text>
        """
      }
      return """
        <div class="chart"><h3>\(parameter.name)</h3>
        <svg role="img" aria-label="\(label) over \(parameter.name)">
        \((worth + values + dots).joined())
        </svg>
        \(meanings(parameter.domain))</div>
        """
    }
    return .section(
      "Each key by itself",
      """
      <p class="note">Upward: \(label). Dots are complete trials, the best ones dark, the very best in a color \
      of its own.</p>
      <div class="grid">
      \(panels.joined())
      </div>
      """)
  }

  /// A line for each trial through the axes of all parameters to its value.
  var parallel: HTML {
    guard let plots else { return "" }
    let count = Double(order.count)
    func x(_ axis: Int) -> Double { Double(axis) / count }
    let lines = plots.byWorth.map { trial -> HTML in
      var points = order.enumerated().map { axis, index in
        // Where a parameter does not count, the line passes below its axis.
        let place = trial.assignment[index].map(study.space.parameters[index].domain.place(of:))
        return (x(axis), place ?? -0.06)
      }
      points.append((1, plots.height(trial)))
      let path = points.map {
        "\(Int((2000 * $0.0).rounded())) \(Int((1000 * (1 - $0.1)).rounded()))"
      }
      return """
        <path class="curve thread\(emphasis(trial))" vector-effect="non-scaling-stroke" \
        stroke-opacity="\(opacity(trial, plots))" d="M\(path.joined(separator: "L"))"/>
        """
    }
    let axes = (0...order.count).map { axis -> HTML in
      let parameter = axis < order.count ? study.space.parameters[order[axis]] : nil
      let name = (parameter?.name ?? label).split(separator: ".", maxSplits: 1)
      let place = Page.percent(x(axis))
      let anchor: HTML = axis == order.count ? "end" : "middle"
      let names = name.enumerated().map { line, word -> HTML in
        let lift = name.count - line
        return """
          <text class="axis-name" x="\(place)" dy="\(HTML(stringLiteral: "-\(lift).\(lift == 1 ? 2 : 4)em"))" \
          text-anchor="\(anchor)">\(String(word))</text>
          """
      }
      let marks =
        parameter.map { StudyPlots.ticks($0.domain) }
        ?? [(0, text(plots.low)), (1, text(plots.high))]
      let isLast = axis == order.count
      let texts = marks.map { height, text -> HTML in
        """
        <text x="\(place)" y="\(Page.percent(1 - height))" dx="\(isLast ? -5 : 5)" dy=".32em" \
        text-anchor="\(isLast ? "end" : "start" as HTML)">\(text)</text>
        """
      }
      return "<line class=\"floor\" x1=\"\(place)\" x2=\"\(place)\" y1=\"0\" y2=\"100%\"/>\n"
        + (names + texts).joined()
    }
    return .section(
      "All keys together",
      """
      <div class="scroll"><div class="chart parallel" style="min-width:\(8 * (order.count + 1))rem">
      <svg role="img" aria-label="a line for each trial through the values of its keys to \(label)">
      <svg viewBox="0 0 2000 1000" preserveAspectRatio="none" width="100%" height="100%">
      \(lines.joined())
      </svg>
      \(axes.joined())
      </svg>
      </div></div>
      <p class="note">A line that passes below an axis is a trial in which this key did not count.</p>
      """)
  }

  /// Choices that are shown as numbers.
  private func meanings(_ domain: Domain) -> HTML {
    guard StudyPlots.isNumbered(domain), case .choice(let texts) = domain else { return "" }
    let items = texts.map { "<li>\($0)</li>" as HTML }
    return "<ol class=\"note\">\(items.joined(""))</ol>"
  }

  private func emphasis(_ trial: Trial) -> HTML {
    trial.number == study.best?.number ? " c1" : " c0"
  }

  private func opacity(_ trial: Trial, _ plots: StudyPlots) -> String {
    NumberText.fixed(trial.number == study.best?.number ? 1 : 0.15 + 0.6 * plots.worth(trial), 2)
  }

  private func anchor(_ place: Double) -> HTML {
    place > 0.95 ? "end" : place < 0.05 ? "start" : "middle"
  }
}
