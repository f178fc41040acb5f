extension LinePlot {
  /// The same picture out of fewer samples: of those that fall on one column of pixels, the first,
  /// the last, the lowest and the highest stay, each with the widest band of the column. A line
  /// through them covers the same pixels (Jugel et al. 2014, "M4").
  ///
  /// - Parameter columns: how many columns of pixels there are.
  public func thinned(to columns: Int) -> LinePlot {
    var plot = self
    for index in plot.series.indices where plot.series[index].style == .line {
      plot.series[index].samples = thinned(plot.series[index].samples, to: columns)
    }
    return plot
  }

  private func thinned(_ samples: [Sample], to columns: Int) -> [Sample] {
    // Four to a column are no fewer.
    guard samples.count > 4 * columns, x.scale == .linear else { return samples }
    let ends = samples.lazy.map(\.x).filter(\.isFinite)
    guard let first = ends.min(), let last = ends.max(), first < last else { return samples }
    var thin: [Sample] = []
    var column: [Sample] = []
    var place = 0
    for sample in samples where sample.x.isFinite {
      let here = Int((sample.x - first) / (last - first) * Double(columns))
      if here != place {
        thin += Self.outline(of: column)
        column = []
        place = here
      }
      column.append(sample)
    }
    return thin + Self.outline(of: column)
  }

  /// The samples of a column of pixels that its picture depends on, in their order.
  private static func outline(of column: [Sample]) -> [Sample] {
    let drawn = column.indices.filter { column[$0].y.isFinite }
    // A gap stays a gap.
    guard let first = drawn.first, let last = drawn.last else { return Array(column.prefix(1)) }
    let lowest = drawn.min { column[$0].y < column[$1].y } ?? first
    let highest = drawn.max { column[$0].y < column[$1].y } ?? first
    let low = drawn.lazy.map { column[$0].low }.filter(\.isFinite).min() ?? .nan
    let high = drawn.lazy.map { column[$0].high }.filter(\.isFinite).max() ?? .nan
    return Set([first, lowest, highest, last]).sorted().map {
      Sample(x: column[$0].x, y: column[$0].y, low: low, high: high)
    }
  }
}
