import EvoCore
import EvoDraw
import Glibc

/// What noise of low rank costs, exactly: the cosine of its estimates, the tails of its entries, and a
/// short cut that is none.
struct RankPrice: Experiment {
  private let shapes: [(rows: Int, columns: Int)]
  private let pairs: [Int]
  private let ranks: [Int]
  private let repeats: Int
  private let bound: Double
  private let deviationBound: Double
  private let kurtosisMembers: Int
  private let kurtosisBound: Double
  private let factoredMembers: Int
  private let factoredRepeats: Int
  /// Whether the law knows the rank of the noise.
  private let knowsRank: Bool

  init(_ settings: inout SettingsReader) throws(ExperimentFileError) {
    let rows = try settings.integers("rows", 2...1024)
    let columns = try settings.integers("columns", 2...1024)
    shapes = zip(rows, columns).map { ($0, $1) }
    pairs = try settings.integers("pairs", 2...100_000)
    ranks = try settings.integers("ranks", 1...64)
    repeats = try settings.integer("repeats", 2...100_000)
    bound = try settings.number("relative_bound", 0...1)
    deviationBound = try settings.number("relative_bound_of_deviations", 0...1)
    kurtosisMembers = try settings.integer("kurtosis_members", 100...10_000_000)
    kurtosisBound = try settings.number("relative_bound_of_kurtosis", 0...1)
    factoredMembers = try settings.integer("factored_members", 1...1000)
    factoredRepeats = try settings.integer("factored_repeats", 2...10_000)
    knowsRank = try settings.integer("law_knows_the_rank", 0...1) == 1
  }

  func run(_ session: Session) throws -> Findings {
    var findings = Findings()
    try cosines(session.part(from: 0, to: 0.9), &findings)
    try tails(session.part(from: 0.9, to: 0.97), &findings)
    try factored(session.part(from: 0.97, to: 1), &findings)
    return findings
  }

  private func law(_ rows: Int, _ columns: Int, _ rank: Int?, _ pairs: Int) -> Double {
    let price = knowsRank ? rank.map { Double(2 * (rows + columns) + 2) / Double($0) } ?? 0 : 0
    let n = Double(pairs)
    return (n / (n + Double(rows * columns) + 1 + price)).squareRoot()
  }

  private func cosines(_ session: Session, _ findings: inout Findings) throws {
    var table = Findings.Table(
      "cosines",
      ["rows", "columns", "pairs", "rank", "expected", "cosine", "low", "high", "deviation"])
    var series: [LinePlot.Series] = []
    let family = shapes.count * pairs.count * (ranks.count + 1)
    let parts = session.over(shapes.enumerated()) { Double($0.element.rows * $0.element.columns) }
    for ((index, shape), session) in parts {
      let name = "\(shape.rows) x \(shape.columns)"
      let color = Color.series[index % Color.series.count]
      for (rank, session) in session.over(ranks.map(Optional.some) + [nil]) {
        let noise = rank.map { "rank \($0)" } ?? "full rank"
        let geometry = NoiseGeometry(
          rows: shape.rows, columns: shape.columns, rank: rank, seed: session.seed)
        for (n, session) in session.over(pairs, weight: Double.init) {
          let found = try session.over(0..<repeats).map { repetition, session in
            try session.progress("\(name), \(noise), \(n) pairs")
            return geometry.cosine(
              pairs: n, index: repetition, seed: session.seed, on: session.workers)
          }
          let estimate = Estimate(found)
          let expected = law(shape.rows, shape.columns, rank, n)
          findings.check(
            "cosine, \(name), \(n) pairs, \(noise)", estimate, is: .about(expected, bound),
            expected: "\(short(expected, 4)) ± \(percent(bound))", family: family)
          let interval = estimate.interval()
          table.rows.append(
            ["\(shape.rows)", "\(shape.columns)", "\(n)", rank.map { "\($0)" } ?? "full"]
              + [
                expected, estimate.mean, interval.low, interval.high,
                meanAndDeviation(found).deviation,
              ].map { "\($0)" })
          guard rank == nil else { continue }
          let spread =
            (1 - expected * expected) / Double(2 * geometry.count).squareRoot()
          findings.check(
            "its deviation between generations", Estimate(deviationOf: found),
            is: .about(spread, deviationBound),
            expected: "(1 - cos²) / √(2d) = \(short(spread)) ± \(percent(deviationBound, 0))",
            family: shapes.count * pairs.count)
        }
      }
      series += plot(table, shape, name, color)
    }
    findings.tables.append(table)
    findings.picture(
      "cosines",
      LinePlot(
        title: "What rank costs at \(pairs[pairs.count - 1]) pairs: law (lines), measured (points)",
        x: LinePlot.Axis("rank of the noise", scale: .logarithmic),
        y: LinePlot.Axis("cosine in parts of that at full rank"), series: series))
  }

  /// The cosine over the rank for the largest population, beside that of full rank.
  private func plot(
    _ table: Findings.Table, _ shape: (rows: Int, columns: Int), _ name: String, _ color: Color
  ) -> [LinePlot.Series] {
    let n = pairs[pairs.count - 1]
    let full = law(shape.rows, shape.columns, nil, n)
    let points = table.rows.compactMap { row -> LinePlot.Sample? in
      guard row[0] == "\(shape.rows)", row[1] == "\(shape.columns)", row[2] == "\(n)",
        let rank = Double(row[3]), let mean = Double(row[5]), let low = Double(row[6]),
        let high = Double(row[7])
      else { return nil }
      return .init(x: rank, y: mean / full, low: low / full, high: high / full)
    }
    let top = Double(ranks.max() ?? 1)
    let line = (0...60).map { step in
      let rank = exp2(Double(step) / 60 * log2(top))
      let price = Double(2 * (shape.rows + shape.columns) + 2) / rank
      let whole = Double(n + shape.rows * shape.columns + 1)
      return LinePlot.Sample(x: rank, y: (whole / (whole + price)).squareRoot())
    }
    return [
      .init("", line, color: color), .init(name, points, color: color, style: .points),
    ]
  }

  /// An entry of A B' / √r is a mean of products of two normal numbers: its kurtosis is 3 + 6 / r.
  private func tails(_ session: Session, _ findings: inout Findings) throws {
    for (rank, session) in session.over(ranks.map(Optional.some) + [nil]) {
      let noise = rank.map { "rank \($0)" } ?? "full rank"
      try session.progress("kurtosis, \(noise)")
      let geometry = NoiseGeometry(rows: 2, columns: 2, rank: rank, seed: session.seed)
      let generation = Generation(
        seed: session.seed, index: 1_000_000 + (rank ?? 0), memberCount: kurtosisMembers, sigma: 1,
        antithetic: false)
      let fourths = (0..<kurtosisMembers).map { member in
        // Entries of one row and column only: others of the matrix depend on them.
        let entry = geometry.matrix(member: member, of: generation)[0]
        return entry * entry * entry * entry
      }
      let expected = 3 + (knowsRank ? rank.map { 6 / Double($0) } ?? 0 : 0)
      findings.check(
        "kurtosis of an entry, \(noise)", Estimate(fourths), is: .about(expected, kurtosisBound),
        expected:
          "3\(rank == nil ? "" : " + 6 / r = \(short(expected))") ± \(percent(kurtosisBound, 0))",
        family: ranks.count + 1)
    }
  }

  /// Σ w A Bᵀ is not (Σ w A)(Σ w B)ᵀ, which a page about EGGROLL has in its place.
  private func factored(_ session: Session, _ findings: inout Findings) throws {
    try LinearAlgebra.requireBuffer()
    let (rows, columns) = shapes[0]
    var cosines: [Double] = []
    var ranks: [Double] = []
    for (repetition, session) in session.over(0..<factoredRepeats) {
      try session.progress("the short cut, \(repetition + 1) of \(factoredRepeats)")
      // Of each member a weight, then a, then b.
      let drawn = Vectors.normal(
        count: factoredMembers, dimension: 1 + rows + columns, seed: session.seed,
        generation: repetition)
      var (right, left, other) = (
        [Double](repeating: 0, count: rows * columns), [Double](repeating: 0, count: rows),
        [Double](repeating: 0, count: columns)
      )
      for member in 0..<factoredMembers {
        let row = drawn[member]
        let (weight, a, b) = (row[0], Array(row[1...rows]), Array(row[(rows + 1)...]))
        for i in 0..<rows {
          left[i] += weight * a[i]
          for j in 0..<columns { right[i * columns + j] += weight * a[i] * b[j] }
        }
        for j in 0..<columns { other[j] += weight * b[j] }
      }
      let wrong = left.flatMap { a in other.map { a * $0 } }
      cosines.append(abs(cosine(right, wrong)))
      ranks.append(Double(rankOf(right, rows: rows, columns: columns)))
    }
    findings.check(
      "Σ w A Bᵀ of \(factoredMembers) members of rank 1 against (Σ w A)(Σ w B)ᵀ: size of the cosine",
      Estimate(cosines), is: .atMost(0.5), expected: "≤ 0.5; 1 if they were the same")
    findings.check(
      "rank of the first; that of the second is 1",
      expected: "\(min(factoredMembers, rows, columns))",
      found: ranks.min() == ranks.max()
        ? short(ranks[0]) : "\(short(ranks.min() ?? 0)) to \(short(ranks.max() ?? 0))",
      holds: ranks.allSatisfy { $0 > 1 && $0 == Double(min(factoredMembers, rows, columns)) })
  }

  /// How many singular values of a row-major matrix are more than rounding.
  private func rankOf(_ matrix: [Double], rows: Int, columns: Int) -> Int {
    var gram = [Double](repeating: 0, count: rows * rows)
    for i in 0..<rows {
      for j in 0..<rows {
        gram[i * rows + j] = (0..<columns).reduce(0) {
          $0 + matrix[i * columns + $1] * matrix[j * columns + $1]
        }
      }
    }
    let squares = LinearAlgebra.eigen(gram, size: rows)?.values ?? []
    return squares.count { $0 > 1e-12 * (squares.last ?? 0) }
  }
}
