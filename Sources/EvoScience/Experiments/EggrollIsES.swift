import EvoCore
import EvoDraw

/// What EGGROLL computes without ever making a perturbation is what explicit matrices give.
struct EggrollIsES: Experiment {
  private let hidden: [Int]
  private let members: Int
  /// What the explicit noise is multiplied by: 1.
  private let scale: Double
  private let ranks: [Int]
  private let rows: Int
  private let columns: Int
  private let perturbations: [Int]

  init(_ settings: inout SettingsReader) throws(ExperimentFileError) {
    hidden = try settings.integers("hidden", 1...1024)
    members = try settings.integer("members", 2...10_000)
    scale = try settings.number("scale_of_explicit_noise", 0...10)
    ranks = try settings.integers("ranks", 1...64)
    rows = try settings.integer("matrix_rows", 2...128)
    columns = try settings.integer("matrix_columns", 2...128)
    perturbations = try settings.integers("perturbations", 1...1000)
  }

  func run(_ session: Session) throws -> Findings {
    try LinearAlgebra.requireBuffer()
    var findings = Findings()
    let network = Network(widths: [24] + hidden + [4], activation: .tanh)
    for (rank, session) in session.part(from: 0, to: 0.5).over(ranks) {
      try session.progress("forward pass and update of rank \(rank)")
      let generation = Generation(
        seed: session.seed, index: rank, memberCount: members, sigma: 0.1, antithetic: true)
      let forward = forwardDifference(network, rank, generation)
      findings.check(
        "forward pass of \(members) members, rank \(rank): relative difference",
        expected: "< 1e-5", found: short(forward, 2), holds: forward < 1e-5)
      let update = updateDifference(network, rank, generation, session)
      findings.check(
        "update, rank \(rank): relative difference", expected: "< 1e-5", found: short(update, 2),
        holds: update < 1e-5)
    }
    try updateRanks(session.part(from: 0.5, to: 1), &findings)
    return findings
  }

  /// The largest |y - y'| / |y'| over the members, y' being the outputs of W + σ A Bᵀ / √r.
  private func forwardDifference(
    _ network: Network, _ rank: Int, _ generation: Generation
  ) -> Double {
    let center = network.initialParameters(seed: generation.seed)
    let head = ActionHead.discrete(choices: 4)
    let policy = Policy(
      network: network, head: head, parameters: center, normalizer: nil, reference: nil)
    let block = PolicyBlock(policy: policy, rank: rank, stride: 16)
    let noise = ExplicitNoise(network: network, rank: rank)
    let observation = AlignedBuffer<Float>(count: 24 * 16, filledWith: 0)
    var random = Random(seed: generation.seed, domain: .probe)
    for i in 0..<24 * 16 { observation.base[i] = random.uniform(-2, 2) }
    var worst = 0.0
    for first in stride(from: 0, to: members, by: 16) {
      let some = first..<min(first + 16, members)
      for member in some {
        block.load(
          member: member, of: generation, perturbation: GaussianPerturbation(rank: rank),
          lane: member - first)
      }
      let outputs = block.forward(observation.base, lanes: 16)
      for member in some {
        let epsilon = noise.vector(member: member, of: generation)
        let explicit = Policy(
          network: network, head: head,
          parameters: center.indices.map {
            Float(Double(center[$0]) + scale * Double(generation.sigma) * epsilon[$0])
          }, normalizer: nil, reference: nil)
        let lane = member - first
        let expected = Backpropagation(explicit)
          .forward((0..<24).map { observation.base[$0 * 16 + lane] }).outputs
        let difference = (0..<4).map { Double(outputs[$0 * 16 + lane]) - expected[$0] }
        worst = max(worst, length(difference) / length(expected))
      }
    }
    return worst
  }

  /// |G - G'| / |G'|, G' being the sum over pairs of weight times explicit noise.
  private func updateDifference(
    _ network: Network, _ rank: Int, _ generation: Generation, _ session: Session
  ) -> Double {
    var random = Random(seed: generation.seed, domain: .probe, index: 1)
    let weights = (0..<generation.pairCount).map { _ in random.uniform(-1, 1) }
    let found = GradientEstimator(
      network: network, perturbation: GaussianPerturbation(rank: rank)
    ).sum(weights, of: generation, on: session.workers)
    let noise = ExplicitNoise(network: network, rank: rank)
    var expected = [Double](repeating: 0, count: network.parameterCount)
    for (pair, weight) in weights.enumerated() {
      let epsilon = noise.vector(member: 2 * pair, of: generation)
      for i in expected.indices { expected[i] += scale * Double(weight) * epsilon[i] }
    }
    return length(expected.indices.map { Double(found[$0]) - expected[$0] }) / length(expected)
  }

  private func updateRanks(_ session: Session, _ findings: inout Findings) throws {
    let network = Network(widths: [columns, rows], activation: .identity)
    var table = Findings.Table(
      "ranks", ["perturbations", "rank_of_noise", "expected", "found"])
    var series: [LinePlot.Series] = []
    var agreeing = 0
    for ((index, rank), session) in session.over(ranks.enumerated()) {
      try session.progress("rank of the update, noise of rank \(rank)")
      var points: [LinePlot.Sample] = []
      for count in perturbations {
        let generation = Generation(
          seed: session.seed, index: count, memberCount: count, sigma: 1, antithetic: false)
        var random = Random(seed: session.seed, domain: .probe, index: UInt32(count))
        let weights = (0..<count).map { _ in random.uniform(0.5, 1) }
        let update = GradientEstimator(
          network: network, perturbation: GaussianPerturbation(rank: rank)
        ).sum(weights, of: generation, on: session.workers)
        let found = rankOf(update.prefix(rows * columns).map(Double.init))
        let expected = min(count * rank, rows, columns)
        if found == expected { agreeing += 1 }
        points.append(LinePlot.Sample(x: Double(count), y: Double(found)))
        table.rows.append([count, rank, expected, found].map(String.init))
      }
      let color = Color.series[index % Color.series.count]
      let law = perturbations.map {
        LinePlot.Sample(x: Double($0), y: Double(min($0 * rank, rows, columns)))
      }
      series.append(.init("", law, color: color))
      series.append(.init("noise of rank \(rank)", points, color: color, style: .points))
    }
    findings.check(
      "rank of the update of a \(rows) x \(columns) matrix = min(N r, m, n)",
      expected: "\(table.rows.count) of \(table.rows.count) cases",
      found: "\(agreeing) of \(table.rows.count)", holds: agreeing == table.rows.count)
    findings.tables.append(table)
    findings.picture(
      "ranks",
      LinePlot(
        title: "Rank of the update: min(N·r, m, n) (lines), found (points)",
        x: LinePlot.Axis("independent perturbations N"),
        y: LinePlot.Axis("rank of a \(rows) × \(columns) update"), series: series))
  }

  /// How many singular values are above a hundred-thousandth of the largest: single precision leaves
  /// about a ten-millionth where there should be nothing.
  private func rankOf(_ matrix: [Double]) -> Int {
    // Column-major [columns][rows]; the Gram matrix has the squares of the singular values.
    var gram = [Double](repeating: 0, count: columns * columns)
    LinearAlgebra.addOuter(
      matrix, columns: rows, scale: 1, to: &gram, keeping: 0, size: columns)
    let squares = LinearAlgebra.eigen(gram, size: columns)?.values ?? []
    return squares.count { $0 > 1e-10 * (squares.last ?? 0) }
  }
}
