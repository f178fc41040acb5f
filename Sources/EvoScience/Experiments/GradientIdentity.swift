import EvoCore
import EvoDraw
import Glibc

/// The gradient of the mean of f over Gaussian noise is the mean of f times the noise.
struct GradientIdentity: Experiment {
  private let members: Int
  private let sigma: Double
  private let sineMembers: Int
  private let sineSigmas: [Double]
  private let ranks: [Int]
  /// How far from the truth a component may be, in root mean squares of the gradient.
  private let bound: Double
  private let sineBound: Double
  /// What every estimate is multiplied by: 1.
  private let scale: Double
  /// Whether the law of the sine knows the rank of the noise.
  private let knowsRank: Bool

  /// 20 parameters, 16 of them a matrix.
  private static let network = Network(
    widths: [4, 4], activation: .identity)

  init(_ settings: inout SettingsReader) throws(ExperimentFileError) {
    members = try settings.integer("members", 1000...10_000_000)
    sigma = try settings.number("sigma", 0.001...10)
    sineMembers = try settings.integer("sine_members", 1000...10_000_000)
    sineSigmas = try settings.numbers("sine_sigmas", 0.01...10)
    ranks = try settings.integers("ranks", 1...64)
    bound = try settings.number("relative_bound", 0...10)
    sineBound = try settings.number("sine_bound", 0...10)
    scale = try settings.number("scale_of_estimates", 0...10)
    knowsRank = try settings.integer("law_knows_the_rank", 0...1) == 1
  }

  func run(_ session: Session) throws -> Findings {
    var findings = Findings()
    var random = Random(seed: session.seed, domain: .probe)
    func numbers(_ count: Int) -> [Double] {
      (0..<count).map { _ in Double(random.uniform(-1, 1)) }
    }
    let count = Self.network.parameterCount
    let (a, theta) = (numbers(count), numbers(count))
    let root = numbers(count * count)
    // A symmetric matrix: f = x A x / 2 + a x.
    let matrix = (0..<count * count).map { (root[$0] + root[$0 % count * count + $0 / count]) / 2 }
    func product(_ x: [Double]) -> [Double] {
      (0..<count).map { row in
        (0..<count).reduce(0) { $0 + matrix[row * count + $1] * x[$1] }
      }
    }
    let slope = zip(product(theta), a).map { $0 + $1 }
    let sines = (ranks.count + 1) * sineSigmas.count * sineMembers
    let share = Double(4 * members) / Double(4 * members + sines)
    for (rank, session) in session.part(from: 0, to: share).over([nil, 1] as [Int?]) {
      let noise = rank.map { "rank \($0)" } ?? "full rank"
      try session.progress("linear and quadratic f, noise of \(noise)")
      let linear = try estimate(session.part(from: 0, to: 0.5), rank, theta) { dot(a, $0) }
      let quadratic = try estimate(session.part(from: 0.5, to: 1), rank, theta) { x in
        dot(x, product(x)) / 2 + dot(a, x)
      }
      for (name, truth, found) in [("linear", a, linear), ("quadratic", slope, quadratic)] {
        let size = length(truth) / Double(count).squareRoot()
        findings.check(
          "\(name) f, \(noise): the component farthest from the truth, in sizes of a component",
          all: (0..<count).map { i in
            Estimate(
              mean: (scale * found.mean[i] - truth[i]) / size, error: found.error[i] / size,
              degrees: Double(members - 1), count: members)
          }, is: .within(-bound...bound), family: 4)
      }
    }
    try sine(session.part(from: share, to: 1), &findings)
    return findings
  }

  /// The mean of noise * f / sigma over the members, through the sum that training uses, and its
  /// standard error.
  private func estimate(
    _ session: Session, _ rank: Int?, _ theta: [Double], _ f: ([Double]) -> Double
  ) throws -> (mean: [Double], error: [Double]) {
    let generation = Generation(
      seed: session.seed, index: rank ?? 0, memberCount: members, sigma: Float(sigma),
      antithetic: false)
    let noise = ExplicitNoise(network: Self.network, rank: rank)
    var squares = [Double](repeating: 0, count: theta.count)
    var values: [Float] = []
    values.reserveCapacity(members)
    for member in 0..<members {
      try session.check()
      let epsilon = noise.vector(member: member, of: generation)
      let value = f((0..<theta.count).map { theta[$0] + sigma * epsilon[$0] })
      values.append(Float(value))
      for i in theta.indices {
        let sample = epsilon[i] * value / sigma
        squares[i] += sample * sample
      }
    }
    let sum = GradientEstimator(
      network: Self.network, perturbation: GaussianPerturbation(rank: rank)
    ).sum(values, of: generation, on: session.workers)
    let count = Double(members)
    let mean = sum.map { Double($0) / (count * sigma) }
    return (
      mean,
      (0..<theta.count).map { ((squares[$0] / count - mean[$0] * mean[$0]) / count).squareRoot() }
    )
  }

  /// f(W) = sin <u v', W>: its estimate along u v' is known in closed form for every rank.
  private func sine(_ session: Session, _ findings: inout Findings) throws {
    var table = Findings.Table("sine", ["rank", "sigma", "expected", "found", "standard_error"])
    var series: [LinePlot.Series] = []
    let grid = (0...100).map { Double($0) / 100 * (sineSigmas.max() ?? 1) }
    let noises = (ranks.map(Optional.some) + [nil]).enumerated()
    for ((index, rank), session) in session.over(noises) {
      let name = rank.map { "rank \($0)" } ?? "full rank"
      let color = Color.series[index % Color.series.count]
      var points: [LinePlot.Sample] = []
      for (sigma, session) in session.over(sineSigmas) {
        try session.progress("sine, \(name), σ = \(short(sigma))")
        let estimate = try sineEstimate(session, rank, sigma)
        let (found, error) = (estimate.mean, estimate.error)
        let expected = Self.law(knowsRank ? rank : nil, sigma)
        points.append(LinePlot.Sample(x: sigma, y: found, low: found - error, high: found + error))
        table.rows.append(
          [rank.map(String.init) ?? "full"] + [sigma, expected, found, error].map { "\($0)" })
        findings.check(
          "sine f, σ = \(short(sigma)), \(name)", estimate,
          is: .within(expected - sineBound...expected + sineBound),
          expected: "\(short(expected, 4)) ± \(short(sineBound))",
          family: (ranks.count + 1) * sineSigmas.count)
      }
      series.append(
        .init("", grid.map { .init(x: $0, y: Self.law(rank, $0)) }, color: color))
      series.append(.init(name, points, color: color, style: .points))
    }
    findings.tables.append(table)
    findings.picture(
      "sine",
      LinePlot(
        title: "What low-rank noise estimates of sin⟨uvᵀ, W⟩: theory (lines), measured (points)",
        x: LinePlot.Axis("σ"), y: LinePlot.Axis("⟨E[E f(σE)], uvᵀ⟩"), series: series))
  }

  private static func law(_ rank: Int?, _ sigma: Double) -> Double {
    guard let rank else { return sigma * exp(-sigma * sigma / 2) }
    let r = Double(rank)
    return sigma * pow(1 + sigma * sigma / r, -(r / 2 + 1))
  }

  private func sineEstimate(
    _ session: Session, _ rank: Int?, _ sigma: Double
  ) throws -> Estimate {
    let u = [0.5, -0.5, 0.5, -0.5]
    let v = [0.1, 0.7, -0.5, 0.5]
    let generation = Generation(
      seed: session.seed, index: 100 + (rank ?? 0), memberCount: sineMembers, sigma: Float(sigma),
      antithetic: false)
    let noise = ExplicitNoise(network: Self.network, rank: rank)
    var samples: [Double] = []
    samples.reserveCapacity(sineMembers)
    for member in 0..<sineMembers {
      try session.check()
      let epsilon = noise.vector(member: member, of: generation)
      var along = 0.0
      for row in 0..<4 {
        for column in 0..<4 { along += u[row] * v[column] * epsilon[row * 4 + column] }
      }
      samples.append(along * sin(sigma * along))
    }
    return Estimate(samples)
  }
}
