import EvoDraw
import EvoWords

/// The pictures of a study: how it went, each parameter beside the worth of the trials, and all of them
/// together.
public struct StudyPlots {
  private let trials: [Trial]
  private let parameters: [Parameter]
  private let maximizes: Bool
  private let label: String
  package let low: Double
  package let high: Double

  /// - Parameter label: what the value of a trial is.
  /// - Returns: nil where no trial is complete.
  public init?(_ trials: [Trial], space: SearchSpace, maximizes: Bool, label: String) {
    self.trials = trials.filter { $0.state == .complete }
    let values = self.trials.compactMap(\.value).sorted()
    guard let first = values.first, let last = values.last else { return nil }
    parameters = space.parameters
    self.maximizes = maximizes
    self.label = label
    // A few that went wrong would squeeze all others together.
    let cut = values.count / 20
    let (least, most) = maximizes ? (values[cut], last) : (first, values[values.count - 1 - cut])
    low = least
    high = most > least ? most : least + max(abs(least) * 1e-3, 1e-9)
  }

  private static let margin = 72.0

  /// The value of a trial as a height from 0 to 1.
  package func height(_ trial: Trial) -> Double {
    min(max(((trial.value ?? 0) - low) / (high - low), 0), 1)
  }

  /// How good a trial is, from 0 to 1.
  package func worth(_ trial: Trial) -> Double { maximizes ? height(trial) : 1 - height(trial) }

  private func color(_ trial: Trial) -> Color { Color.mist.mixed(with: .blue, worth(trial)) }

  /// Worst first, so that the best are drawn over the others.
  package var byWorth: [Trial] { trials.sorted { worth($0) < worth($1) } }

  // MARK: History

  /// The value of every trial, and the best so far.
  public func history() -> LinePlot {
    var best = Double.nan
    var line: [LinePlot.Sample] = []
    for trial in trials {
      let value = trial.value ?? .nan
      if best.isNaN || (maximizes ? value > best : value < best) { best = value }
      line.append(LinePlot.Sample(x: Double(trial.number), y: best))
    }
    let all = trials.map { LinePlot.Sample(x: Double($0.number), y: $0.value ?? .nan) }
    return LinePlot(
      title: "trials", x: LinePlot.Axis("trial"), y: LinePlot.Axis(label, range: low...high),
      series: [
        LinePlot.Series("trial", all, color: .skyBlue, style: .points),
        LinePlot.Series("best so far", line, color: .blue),
      ])
  }

  // MARK: Slices

  /// A panel per parameter: its values to the right, the worth of the trials upward.
  public func slices() throws -> [UInt8] {
    let columns = min(3, parameters.count)
    let rows = (parameters.count + columns - 1) / columns
    let (width, height) = (320.0, 240.0)
    let canvas = try Canvas(
      width: Int(Double(columns) * width), height: Int(Double(rows) * height))
    canvas.fill(.white)
    for (index, parameter) in parameters.enumerated() {
      let corner = Point(
        Double(index % columns) * width + Self.margin, Double(index / columns) * height + 30)
      let frame = Rectangle(
        low: corner, high: corner + Point(width - Self.margin - 16, height - 72))
      drawSlice(index, parameter, frame, on: canvas)
    }
    return try PNG.encode(canvas)
  }

  private func drawSlice(
    _ index: Int, _ parameter: Parameter, _ frame: Rectangle, on canvas: Canvas
  ) {
    canvas.fill(.rectangle(frame), Color.haze.opacity(0.5))
    canvas.text(
      parameter.name, at: Point(frame.center.x, frame.low.y - 6), size: 13, .ink,
      anchor: .bottom, weight: .bold)
    for trial in byWorth {
      guard let value = trial.assignment[index] else { continue }
      let place = parameter.domain.place(of: value)
      let point = Point(
        frame.low.x + place * frame.width, frame.high.y - height(trial) * frame.height)
      canvas.fill(.circle(point, radius: 4), color(trial).opacity(0.9))
    }
    for (place, text) in Self.ticks(parameter.domain) {
      canvas.text(
        text, at: Point(frame.low.x + place * frame.width, frame.high.y + 6), size: 11,
        .slate, anchor: .top)
    }
    for (share, value) in [(0.0, low), (1.0, high)] {
      canvas.text(
        Self.text(value),
        at: Point(frame.low.x - 6, frame.high.y - share * frame.height), size: 11, .slate,
        anchor: .trailingMiddle)
    }
    canvas.text(
      label, at: Point(frame.low.x - 48, frame.center.y), size: 11, .slate, anchor: .bottom,
      turned: true)
  }

  /// Large numbers with commas, others with four digits.
  package static func text(_ value: Double) -> String {
    abs(value) >= 10_000 && abs(value) < 1e9
      ? NumberText.grouped(Int(value.rounded())) : NumberText.significant(value, 4)
  }

  /// Some places of a domain with their values; choices that are long, or many, have their numbers, from 1
  /// on.
  package static func ticks(_ domain: Domain) -> [(Double, String)] {
    if case .choice(let texts) = domain {
      return texts.indices.map {
        (domain.place(of: Double($0)), isNumbered(domain) ? "\($0 + 1)" : texts[$0])
      }
    }
    return [0.0, 0.5, 1.0].map { place in
      let value = domain.value(at: place)
      return (domain.place(of: value), NumberText.significant(value, 3))
    }
  }

  /// Whether the choices have no room for their texts.
  package static func isNumbered(_ domain: Domain) -> Bool {
    if case .choice(let texts) = domain {
      texts.reduce(0) { $0 + $1.count + 2 } > room
    } else {
      false
    }
  }
  /// Letters below a panel.
  private static let room = 36

  // MARK: Parallel coordinates

  /// A line per trial through the axes of all parameters to its value; the best are dark.
  public func parallelCoordinates() throws -> [UInt8] {
    let gap = 130.0
    let canvas = try Canvas(
      width: Int(gap * Double(parameters.count) + 2 * 90), height: 460)
    canvas.fill(.white)
    let (top, bottom) = (70.0, 420.0)
    func x(_ index: Int) -> Double { 90 + gap * Double(index) }
    func point(_ index: Int, _ place: Double) -> Point {
      Point(x(index), bottom - place * (bottom - top))
    }
    for trial in byWorth {
      var points: [Point] = []
      for (index, value) in trial.assignment.enumerated() {
        // Where a parameter does not count, the line passes below its axis.
        points.append(
          point(index, value.map(parameters[index].domain.place(of:)) ?? -0.06))
      }
      points.append(point(parameters.count, height(trial)))
      canvas.stroke(.polyline(points), color(trial).opacity(0.35 + 0.65 * worth(trial)), width: 1.5)
    }
    for index in 0...parameters.count {
      canvas.stroke(.line(point(index, 0), point(index, 1)), .ink, width: 1)
      let isLast = index == parameters.count
      let name = isLast ? label : parameters[index].name
      let parts = name.split(separator: ".", maxSplits: 1)
      for (line, part) in parts.enumerated() {
        canvas.text(
          String(part), at: Point(x(index), 30 + 15 * Double(line)), size: 12, .ink,
          anchor: .bottom, weight: .bold)
      }
      let marks =
        isLast
        ? [(0.0, Self.text(low)), (1.0, Self.text(high))]
        : Self.ticks(parameters[index].domain)
      for (place, text) in marks {
        canvas.text(
          text, at: point(index, place) + Point(5, 0), size: 11, .slate,
          anchor: .leadingMiddle)
      }
    }
    return try PNG.encode(canvas)
  }
}
