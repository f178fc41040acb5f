import EvoCore
import EvoDraw

/// A function along a line as noise of several widths sees it.
public struct SmoothingAnalysis: Sendable {
  private let function: TestFunction
  private let range: ClosedRange<Double>
  private let sigmas: [Double]

  /// Pairs of noise that every mean is taken over, the same at every point of the line.
  private static let pairs = 2000
  private static let points = 400

  /// - Parameters:
  ///   - range: of the first of two components; nil for one and a half times as far as the customary
  ///     start lies from 0.
  ///   - sigmas: nil for fractions of the customary first step size.
  public init(_ function: TestFunction, range: ClosedRange<Double>?, sigmas: [Double]?) {
    self.function = function
    let reach = 1.5 * max(abs(function.start), 2 * function.sigma)
    self.range = range ?? -reach...reach
    self.sigmas = sigmas ?? [1.0 / 16, 1.0 / 8, 1.0 / 4, 1.0 / 2].map { $0 * function.sigma }
  }

  public func run(_ session: Session) throws(Interrupted) -> Findings {
    let value = function.make(2)
    var random = Random(seed: session.seed, domain: .probe)
    let noise = (0..<Self.pairs).map { _ in (normal(&random), normal(&random)) }
    var findings = Findings()
    var table = Findings.Table("landscape", ["x", "sigma", "mean"])
    var series: [LinePlot.Series] = []
    var unsmoothed = 0
    for (sigma, session) in session.over([0] + sigmas) {
      try session.progress("σ = \(short(sigma))")
      let samples = (0...Self.points).map { step in
        let x =
          range.lowerBound
          + (range.upperBound - range.lowerBound) * Double(step) / Double(Self.points)
        guard sigma > 0 else { return LinePlot.Sample(x: x, y: value([x, 0])) }
        let sum = noise.reduce(0) { sum, e in
          sum + value([x + sigma * e.0, sigma * e.1]) + value([x - sigma * e.0, -sigma * e.1])
        }
        return LinePlot.Sample(x: x, y: sum / Double(2 * Self.pairs))
      }
      table.rows += samples.map { ["\($0.x)", "\(sigma)", "\($0.y)"] }
      let values = samples.map(\.y)
      let minima = (1..<values.count - 1).count {
        values[$0] < values[$0 - 1] && values[$0] < values[$0 + 1]
      }
      findings.note(
        sigma == 0 ? "local minima on the line" : "local minima on the line, σ = \(short(sigma))",
        found: "\(minima)",
        judgment: sigma == 0
          ? Judgment.landscape(minima: minima)
          : Judgment.smoothing(minima: minima, without: unsmoothed))
      if sigma == 0 { unsmoothed = minima }
      series.append(.init(sigma == 0 ? "itself" : "σ = \(short(sigma))", samples))
    }
    findings.tables.append(table)
    findings.picture(
      "landscape",
      LinePlot(
        title: "\(function.name) in two dimensions, as noise of width σ sees it",
        x: LinePlot.Axis("first component, the second is 0"), y: LinePlot.Axis("E f(x + σε)"),
        series: series))
    return findings
  }

  /// A standard normal number: the sum of twelve uniform ones, which is close enough for a picture.
  private func normal(_ random: inout Random) -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + Double(random.uniform()) }
  }
}
