/// A line chart: series over a common x axis, with bands and threshold lines.
///
/// A sample that is not finite (or not positive, on a logarithmic axis) leaves a gap.
public struct LinePlot: Sendable {
  /// One measured point, with the ends of its band; NaN where there is none.
  public struct Sample: Sendable, Codable {
    public var x: Double
    public var y: Double
    public var low: Double
    public var high: Double

    public init(x: Double, y: Double, low: Double = .nan, high: Double = .nan) {
      self.x = x
      self.y = y
      self.low = low
      self.high = high
    }
  }

  /// A named line, in order of x, or a cloud of points.
  public struct Series: Sendable {
    public enum Style: Sendable {
      case line
      /// A dot per sample, with its band as a bar.
      case points
    }

    public var name: String
    public var samples: [Sample]
    /// Nil takes the next of `Color.series`.
    public var color: Color?
    public var style: Style

    public init(
      _ name: String, _ samples: [Sample], color: Color? = nil, style: Style = .line
    ) {
      self.name = name
      self.samples = samples
      self.color = color
      self.style = style
    }
  }

  /// A horizontal line worth reaching.
  public struct Threshold: Sendable {
    public var name: String
    public var value: Double

    public init(_ name: String, at value: Double) {
      self.name = name
      self.value = value
    }
  }

  public struct Axis: Sendable {
    public enum Scale: Sendable {
      case linear
      case logarithmic
    }

    public var label: String
    /// Written behind the label; empty for a pure number.
    public var unit: String
    public var scale: Scale
    /// Nil shows all the data.
    public var range: ClosedRange<Double>?

    public init(
      _ label: String, unit: String = "", scale: Scale = .linear,
      range: ClosedRange<Double>? = nil
    ) {
      self.label = label
      self.unit = unit
      self.scale = scale
      self.range = range
    }
  }

  public var title: String
  public var x: Axis
  public var y: Axis
  public var series: [Series]
  public var thresholds: [Threshold]

  public init(
    title: String, x: Axis, y: Axis, series: [Series], thresholds: [Threshold] = []
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.series = series
    self.thresholds = thresholds
  }
}
