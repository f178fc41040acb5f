import CKernels

/// Vectors of one length in double precision, one after the other.
public struct Vectors: Sendable, Equatable {
  /// Components of a vector.
  public let dimension: Int
  /// Component i of vector k at `[k * dimension + i]`.
  public var values: [Double]

  public init(dimension: Int, values: [Double]) {
    precondition(dimension > 0 && values.count % dimension == 0, "whole vectors")
    self.dimension = dimension
    self.values = values
  }

  public var count: Int { values.count / dimension }

  public subscript(index: Int) -> [Double] {
    Array(values[index * dimension..<(index + 1) * dimension])
  }

  /// `sum of weights[k] * vector k`; vectors of weight 0 are not looked at.
  public func sum(_ weights: [Double]) -> [Double] {
    var total = [Double](repeating: 0, count: dimension)
    for (k, weight) in weights.enumerated() where weight != 0 {
      let row = k * dimension
      for i in 0..<dimension { total[i] += weight * values[row + i] }
    }
    return total
  }

  /// The vector `k` squared.
  public func squaredLength(_ k: Int) -> Double {
    var sum = 0.0
    for i in k * dimension..<(k + 1) * dimension { sum += values[i] * values[i] }
    return sum
  }

  /// `origin + scale * vector` for each vector.
  public func moved(from origin: [Double], scale: Double) -> Vectors {
    var result = self
    for k in 0..<count {
      let row = k * dimension
      for i in 0..<dimension { result.values[row + i] = origin[i] + scale * values[row + i] }
    }
    return result
  }

  /// `sum of weights[k] * (vector k squared - 1)`, component by component: how a standard deviation
  /// should change, when the vectors are standard normal.
  func squaresLessOne(_ weights: [Double]) -> [Double] {
    var total = [Double](repeating: 0, count: dimension)
    for (k, weight) in weights.enumerated() where weight != 0 {
      let row = k * dimension
      for i in 0..<dimension {
        let value = values[row + i]
        total[i] += weight * (value * value - 1)
      }
    }
    return total
  }

  /// `origin + vector` and `origin - vector` for each vector, side by side.
  public func mirrored(around origin: [Double]) -> Vectors {
    var result = Vectors(dimension: dimension, values: [])
    result.values.reserveCapacity(2 * values.count)
    for k in 0..<count {
      let row = k * dimension
      for i in 0..<dimension { result.values.append(origin[i] + values[row + i]) }
      for i in 0..<dimension { result.values.append(origin[i] - values[row + i]) }
    }
    return result
  }

  /// An orthonormal basis of what the vectors span; those that add next to nothing to the ones
  /// before them are left out.
  func orthonormalBasis() -> Vectors {
    var basis = Vectors(dimension: dimension, values: [])
    for k in 0..<count {
      var rest = self[k]
      let length = norm(rest)
      // Twice: once leaves an error that grows with the number of vectors.
      for _ in 0..<2 {
        for other in 0..<basis.count {
          let row = other * dimension
          let overlap = rest.indices.reduce(0) { $0 + rest[$1] * basis.values[row + $1] }
          for i in rest.indices { rest[i] -= overlap * basis.values[row + i] }
        }
      }
      let height = norm(rest)
      guard height > 1e-6 * length else { continue }
      basis.values += rest.map { $0 / height }
    }
    return basis
  }

  /// Puts other values in the place of vector `k`.
  public mutating func replace(_ k: Int, by vector: [Double]) {
    values.replaceSubrange(k * dimension..<(k + 1) * dimension, with: vector)
  }

  /// Numbers uniform in [0, 1) for members 0..<count of a generation, for strategies that do not
  /// sample from a Gaussian, on one of the seed's streams.
  public static func uniform(
    count: Int, dimension: Int, seed: UInt64, generation: Int, stream: UInt32 = 0
  ) -> Vectors {
    var random = Random(
      seed: seed, domain: .uniformNoise, index: UInt32(truncatingIfNeeded: generation),
      substream: stream)
    return Vectors(
      dimension: dimension,
      values: (0..<count * dimension).map { _ in Double(random.uniform()) })
  }

  /// Standard normal vectors: the noise of members 0..<count of a generation, on one of the seed's
  /// streams.
  public static func normal(
    count: Int, dimension: Int, seed: UInt64, generation: Int, stream: UInt32 = 0
  ) -> Vectors {
    normal(
      dimension: dimension, seed: seed,
      generations: [Int](repeating: generation, count: count), stream: stream)
  }

  /// The same, each member from a generation of its own.
  public static func normal(
    dimension: Int, seed: UInt64, generations: [Int], stream: UInt32 = 0
  ) -> Vectors {
    var values = [Double](repeating: 0, count: generations.count * dimension)
    let buffer = AlignedBuffer<Float>(count: (dimension + 63) & ~63, filledWith: 0)
    for (k, generation) in generations.enumerated() {
      let address = ck_stream(
        seed: seed, leaf: stream, generation: UInt32(truncatingIfNeeded: generation))
      ck_normals(buffer.base, dimension, address, UInt32(k))
      let row = k * dimension
      for i in 0..<dimension { values[row + i] = Double(buffer.base[i]) }
    }
    return Vectors(dimension: dimension, values: values)
  }
}

/// The Euclidean length, summed in double precision.
func norm<Scalar: BinaryFloatingPoint>(_ vector: [Scalar]) -> Double {
  vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
}
