/// Running mean and variance of every observation component, over all steps ever seen.
///
/// Merged in double precision with the pairwise formula of Chan, Golub and LeVeque (1979), in an
/// order fixed by the caller, so the result does not depend on how the work was split.
public struct ObservationMoments: Sendable, Equatable {
  public private(set) var count: Double
  public private(set) var mean: [Double]
  /// Sum of squared distances from the mean.
  public private(set) var squares: [Double]

  /// Nothing seen yet: mean 0 and variance 1, which changes nothing.
  public init(componentCount: Int) {
    count = 0
    mean = [Double](repeating: 0, count: componentCount)
    squares = [Double](repeating: 0, count: componentCount)
  }

  /// Moments as they were saved.
  public init(count: Double, mean: [Double], squares: [Double]) {
    precondition(mean.count == squares.count, "one mean and one sum of squares per component")
    self.count = count
    self.mean = mean
    self.squares = squares
  }

  /// Biased variance; 1 where nothing was seen.
  public var variance: [Double] { squares.map { count > 0 ? $0 / count : 1 } }

  /// Merges `steps` observations given as sums of (x - shift) and (x - shift)^2.
  public mutating func merge(
    steps: Int, shift: [Float], sum: UnsafePointer<Double>, squares other: UnsafePointer<Double>
  ) {
    guard steps > 0 else { return }
    let added = Double(steps)
    let total = count + added
    for k in mean.indices {
      let shifted = sum[k] / added
      let difference = Double(shift[k]) + shifted - mean[k]
      let spread = max(other[k] - shifted * sum[k], 0)
      mean[k] += difference * added / total
      squares[k] += spread + difference * difference * count * added / total
    }
    count = total
  }
}

/// The frozen affine map and clipping that a policy applies to observations:
/// `clip((x - mean) / sqrt(variance + 1e-8), -limit, limit)`.
public struct ObservationNormalizer: Sendable, Equatable {
  public static let varianceEpsilon: Double = 1e-8

  public let mean: [Float]
  public let variance: [Float]
  public let limit: Float

  public init(mean: [Float], variance: [Float], limit: Float) {
    self.mean = mean
    self.variance = variance
    self.limit = limit
  }

  public init(_ moments: ObservationMoments, limit: Float) {
    self.init(
      mean: moments.mean.map(Float.init), variance: moments.variance.map(Float.init), limit: limit)
  }

  /// 1 / sqrt(variance + 1e-8). A component that has not varied is passed on unscaled: it may start
  /// to vary, and would otherwise be blown up ten-thousandfold when it does.
  public var inverseDeviation: [Float] {
    variance.map {
      Double($0) < 1e-7 ? 1 : Float(1 / (Double($0) + Self.varianceEpsilon).squareRoot())
    }
  }
}
