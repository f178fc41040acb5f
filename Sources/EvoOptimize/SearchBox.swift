import EvoCore

/// Where each number of a search begins, how far its first steps go, and between which ends it stays.
///
/// The strategy sees numbers that begin at 0 with steps of 1; a number beyond an end is folded back, so
/// that what is tried changes steadily.
public struct SearchBox: Sendable, Equatable {
  /// The ends of a number; infinite where there is none.
  public typealias Range = ClosedRange<Double>

  private let start: [Double]
  private let sigmas: [Double]
  private let ranges: [Range]

  /// - Parameters:
  ///   - start: one per number, inside its range.
  ///   - sigmas: one per number, each above 0.
  ///   - ranges: one per number.
  public init(start: [Double], sigmas: [Double], ranges: [Range]) {
    precondition(
      sigmas.count == start.count && ranges.count == start.count, "one of each per number")
    self.start = start
    self.sigmas = sigmas
    self.ranges = ranges
  }

  /// What a vector of the strategy means.
  public func point(_ vector: [Double]) -> [Double] {
    vector.indices.map { i in
      Self.folded(start[i] + sigmas[i] * vector[i], into: ranges[i])
    }
  }

  func points(_ vectors: Vectors) -> Vectors {
    var points = vectors
    points.values = (0..<vectors.count).flatMap { point(vectors[$0]) }
    return points
  }

  private static func folded(_ value: Double, into range: Range) -> Double {
    let (low, high) = (range.lowerBound, range.upperBound)
    if range.contains(value) || value.isNaN { return value }
    let isClosed = low.isFinite && high.isFinite
    guard isClosed else { return value < low ? 2 * low - value : 2 * high - value }
    let width = high - low
    guard width > 0 else { return low }
    let turn = (value - low).truncatingRemainder(dividingBy: 2 * width)
    let positive = turn < 0 ? turn + 2 * width : turn
    return min(max(low + (positive <= width ? positive : 2 * width - positive), low), high)
  }
}

extension SearchBox: CustomStringConvertible {
  public var description: String {
    start.indices.map { "\(start[$0]) ± \(sigmas[$0]) in \(ranges[$0])" }.joined(separator: ", ")
  }
}
