import EvoCore
import EvoDraw
import EvoEnvs
import EvoTrain

/// How many random policies do the same thing whatever they see, without and with virtual batch
/// normalization.
struct VirtualBatchNormalization: Experiment {
  private let environments: [String]
  private let hidden: [Int]
  private let policies: Int
  private let states: Int
  private let reference: Int
  /// The share that may be stuck with normalization.
  private let most: Double
  /// Where normalization is claimed to help, and by which share.
  private let claimed: [String]
  private let gain: Double
  /// Whether what is called normalized is.
  private let normalizes: Bool

  init(_ settings: inout SettingsReader) throws(ExperimentFileError) {
    environments = try settings.texts("environments")
    hidden = try settings.integers("hidden", 1...1024)
    policies = try settings.integer("policies", 10...10_000)
    states = try settings.integer("states", 100...100_000)
    reference = try settings.integer("reference_batch", 16...4096)
    most = try settings.number("stuck_at_most", 0...1)
    claimed = try settings.texts("gains_in")
    gain = try settings.number("gain_at_least", 0...1)
    normalizes = try settings.integer("normalizes", 0...1) == 1
  }

  func run(_ session: Session) throws -> Findings {
    var findings = Findings()
    var table = Findings.Table("policies", ["environment", "vbn", "policy", "largest_share"])
    let library = EnvironmentLibrary()
    for (name, session) in session.over(environments) {
      guard library.names.contains(name) else {
        findings.remarks.append("\(name) is not among the environments and was left out.")
        continue
      }
      let kind = try library.entry(name).kind
      var series: [LinePlot.Series] = []
      var before = Estimate([0])
      for (isNormalized, session) in session.over([false, true]) {
        try session.progress("\(name), \(isNormalized ? "with" : "without") normalization")
        let shares = try largestShares(kind, isNormalized && normalizes, session)
        for (policy, share) in shares.enumerated() {
          table.rows.append([name, "\(isNormalized)", "\(policy)", "\(share)"])
        }
        let stuck = Estimate(share: shares.count { $0 >= 0.99 }, of: policies).times(100)
        let label =
          "\(name), \(isNormalized ? "with" : "without") VBN: one action in ≥ 99 % of states"
        if isNormalized {
          findings.check(
            label, stuck, is: .atMost(100 * most), unit: " % of policies",
            family: environments.count)
          if claimed.contains(name) {
            findings.check(
              "\(name): without VBN minus with it", before.minus(stuck), is: .atLeast(100 * gain),
              unit: " points", family: claimed.count)
          }
        } else {
          before = stuck
          findings.note(label, stuck, unit: " % of policies")
        }
        series.append(
          .init(
            isNormalized ? "with VBN" : "without",
            (50...100).map { cut in
              let count = shares.count { $0 * 100 >= Double(cut) }
              return .init(x: Double(cut), y: 100 * Double(count) / Double(policies))
            }))
      }
      findings.picture(
        name,
        LinePlot(
          title: "\(name): policies that hardly look at the state",
          x: LinePlot.Axis(
            "share of states in which the most frequent action is taken, at least", unit: "%"),
          y: LinePlot.Axis("random policies", unit: "%", range: 0...100), series: series))
    }
    findings.tables.append(table)
    return findings
  }

  /// Per random policy: the share of states in which it takes its most frequent action.
  private func largestShares(
    _ kind: EnvironmentKind, _ isNormalized: Bool, _ session: Session
  ) throws -> [Double] {
    let batch = try ReferenceBatch.collect(count: reference, from: kind, seed: session.seed)
    let observations = try ReferenceBatch.collect(
      count: states, from: kind, seed: session.seed + 1
    ).observations
    let head = ActionHead(kind.spec.action)
    let width = head.outputCount
    let network = Network(
      widths: [kind.spec.observation.count] + hidden + [width], activation: .relu,
      hidden: isNormalized ? .batchNormed : .dense)
    return (0..<policies).map { index in
      let policy = Policy(
        network: network, head: head,
        parameters: network.initialParameters(seed: 1000 * session.seed + UInt64(index)),
        normalizer: nil, reference: isNormalized ? batch : nil)
      let outputs = Backpropagation(policy).forward(observations).outputs
      var counts = [Int](repeating: 0, count: width)
      for state in 0..<states {
        let own = outputs[state * width..<(state + 1) * width]
        let action = own.indices.max { own[$0] < own[$1] } ?? own.startIndex
        counts[action - own.startIndex] += 1
      }
      return Double(counts.max() ?? 0) / Double(states)
    }
  }
}
