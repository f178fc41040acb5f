import EvoCore

/// The values of a noisy function: each point is tried several times, and the mean is its value.
public struct RepeatedValues {
  private let repeats: Int
  private let values: (Vectors) throws -> [Double]

  public init(_ repeats: Int, of values: @escaping (Vectors) throws -> [Double]) {
    self.repeats = repeats
    self.values = values
  }

  /// One mean per vector; NaN where one of its tries has no value.
  public func means(_ vectors: Vectors) throws -> [Double] {
    if repeats == 1 { return try values(vectors) }
    return try tries(vectors, repeats).map { $0.reduce(0, +) / Double(repeats) }
  }

  private func tries(_ vectors: Vectors, _ count: Int) throws -> [[Double]] {
    var all = vectors
    all.values = (0..<vectors.count).flatMap { index in
      (0..<count).flatMap { _ in vectors[index] }
    }
    let found = try values(all)
    return (0..<vectors.count).map { Array(found[$0 * count..<($0 + 1) * count]) }
  }

  /// What a point is worth in runs that nobody chose it by.
  public struct Confirmation: Sendable, Equatable {
    public var point: [Double]
    public var mean: Double
    /// Standard error of the mean.
    public var error: Double
    public var runs: Int
  }

  /// Tries some points anew, four times as often as in the search, and gives the best: the lucky one of
  /// a search loses its luck.
  ///
  /// - Returns: nil where no point has a value.
  public func confirm(_ points: [[Double]], maximizes: Bool) throws -> Confirmation? {
    guard let first = points.first else { return nil }
    let vectors = Vectors(dimension: first.count, values: Array(points.joined()))
    let count = 4 * repeats
    let tries = try tries(vectors, count)
    let found = zip(points, tries).map { point, values -> Confirmation in
      let mean = values.reduce(0, +) / Double(count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return Confirmation(
        point: point, mean: mean, error: (squares / Double(count - 1) / Double(count)).squareRoot(),
        runs: count)
    }
    let valid = found.filter { !$0.mean.isNaN }
    return valid.max { maximizes ? $0.mean < $1.mean : $0.mean > $1.mean }
  }
}
