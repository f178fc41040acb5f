import EvoCore
import EvoDraw
import EvoRun

/// How much the outputs of a trained network move with its parameters, layer by layer.
public struct SensitivityAnalysis: Sendable {
  private let file: PolicyFile
  private let path: String
  private let samples: Int

  /// - Parameters:
  ///   - path: the name of the policy in errors.
  ///   - samples: observations, or test samples, to measure over.
  public init(_ file: PolicyFile, path: String, samples: Int) {
    self.file = file
    self.path = path
    self.samples = samples
  }

  /// - Parameter kind: the environment of a policy that acts in one.
  public func run(
    kind: (String) throws -> EnvironmentKind, _ session: Session
  ) throws -> Findings {
    try session.progress("collecting \(samples) observations")
    let inputs: [Float]
    if let dataset = try file.dataset(path: path) {
      inputs = dataset.test.rows((0..<Int32(min(samples, dataset.test.count))).map { $0 })
    } else {
      inputs = try ReferenceBatch.collect(
        count: samples, from: kind(file.environment), seed: session.seed
      ).observations
    }
    var findings = Findings()
    var table = Findings.Table(
      "layers", ["layer", "parameters", "measure", "mean", "median", "largest"])
    let measures = session.part(from: 0.05, to: 1).over(ParameterSensitivity.allCases)
    for (measure, session) in measures {
      try session.progress("sensitivity, \(measure.rawValue)")
      let all = measure.measure(file.policy, over: inputs).map(Double.init)
      let overall = all.reduce(0, +) / Double(all.count)
      var series: [LinePlot.Series] = []
      for (index, leaf) in file.policy.network.leaves.enumerated() {
        let sorted = all[leaf.range].sorted()
        let mean = sorted.reduce(0, +) / Double(sorted.count)
        table.rows.append(
          [leaf.name, "\(leaf.count)", measure.rawValue]
            + [mean, median(sorted), sorted[sorted.count - 1]].map { "\($0)" })
        findings.note(
          "\(leaf.name), \(grouped(leaf.count)) parameters, \(measure.rawValue)",
          found: "mean \(short(mean)), median \(short(median(sorted))), largest "
            + short(sorted[sorted.count - 1]),
          judgment: Judgment.sensitivity(
            mean: mean, median: median(sorted), largest: sorted[sorted.count - 1],
            overall: overall))
        series.append(
          .init(
            leaf.name,
            (0...100).map { percent in
              .init(x: Double(percent), y: sorted[(sorted.count - 1) * percent / 100])
            }, color: Color.series[index % Color.series.count]))
      }
      findings.picture(
        "sensitivity-\(measure.rawValue)",
        LinePlot(
          title: "Sensitivity of the outputs to each parameter (\(measure.rawValue))",
          x: LinePlot.Axis("parameters of the layer with less", unit: "%"),
          y: LinePlot.Axis("output per unit of parameter", scale: .logarithmic), series: series))
    }
    findings.tables.append(table)
    findings.remarks.append(
      "sum: length over outputs of the mean derivative over samples; absolute: of the mean absolute "
        + "derivative (Lehman et al. 2018)")
    return findings
  }
}
