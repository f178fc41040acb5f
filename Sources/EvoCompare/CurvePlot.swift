import EvoDraw

/// Learning curves of groups of runs: a line and a 95 % band for each group.
public struct CurvePlot: Sendable {
  public enum Center: String, CaseIterable, Sendable {
    case mean, median, iqm

    func value(of numbers: [Double]) -> Double {
      switch self {
      case .mean: numbers.reduce(0, +) / Double(numbers.count)
      case .median: quantile(0.5, ofSorted: numbers.sorted())
      case .iqm: interquartileMean(numbers)
      }
    }
  }

  private let groups: [RunGroup]
  private let axis: CurveAxis
  private let center: Center

  /// - Parameter groups: of one environment or data set.
  public init(of groups: [RunGroup], over axis: CurveAxis, center: Center) {
    self.groups = groups
    self.axis = axis
    self.center = center
  }

  public func plot() -> LinePlot {
    LinePlot(
      title: title, x: LinePlot.Axis(axis.label(isData: groups[0].isData)),
      y: LinePlot.Axis(groups[0].score),
      series: groups.map { LinePlot.Series($0.label, samples(of: $0)) },
      thresholds: groups[0].threshold.map { [LinePlot.Threshold("solved", at: $0)] } ?? [])
  }

  private var title: String {
    let name = center == .iqm ? "interquartile mean" : center.rawValue
    return groups.contains { $0.runs.count > 1 }
      ? "\(groups[0].subject), \(name) of the runs, with its 95 % interval" : groups[0].subject
  }

  /// How many points a curve has.
  private static let resolution = 200

  /// From where every run has been evaluated. A run that has ended keeps the value that it ended with,
  /// as its policy does: without it, the curve would go on with the slower runs only.
  private func samples(of group: RunGroup) -> [LinePlot.Sample] {
    let curves = group.runs.map { run in
      run.points.map { (x: axis.value(of: $0), y: $0.value) }.sorted { $0.x < $1.x }
    }
    let start = curves.map { $0[0].x }.max() ?? 0
    let end = curves.map { $0[$0.count - 1].x }.max() ?? start
    var places = [Int](repeating: 0, count: curves.count)
    let bootstrap = Bootstrap(resamples: 500)
    return (0...Self.resolution).map { step in
      let x = start + (end - start) * Double(step) / Double(Self.resolution)
      let values = curves.indices.map { run in
        let curve = curves[run]
        while places[run] + 1 < curve.count, curve[places[run] + 1].x <= x { places[run] += 1 }
        return curve[places[run]].y
      }
      let band = bootstrap.interval([values.count]) { drawn in
        center.value(of: drawn[0].map { values[$0] })
      }
      return LinePlot.Sample(
        x: x, y: center.value(of: values), low: band?.lowerBound ?? .nan,
        high: band?.upperBound ?? .nan)
    }
  }
}
