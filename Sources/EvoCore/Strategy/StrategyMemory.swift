/// What a strategy holds in memory besides center and optimizer.
public enum StrategyMemory: Sendable {
  /// Members are made again from their number.
  case nothing
  /// Members are vectors of doubles.
  case members
  /// Members have places, velocities and best places, each a vector of doubles.
  case particles
  /// As many directions as CMA-ES has members as well.
  case directions
  /// A covariance matrix with its factors as well.
  case covariance

  /// Bytes that grow with the members, and bytes that do not, while the strategy learns: noise, steps
  /// and candidates of this generation and the next, and all else before and after the update and in a
  /// checkpoint. The factors were measured with `ulimit -v`.
  public func bytes(members: Int, dimension: Int) -> (members: Double, rest: Double) {
    let vector = Double(dimension) * Double(MemoryLayout<Double>.stride)
    let all = Double(members) * vector
    return switch self {
    case .nothing: (0, 0)
    case .members: (6 * all, 0)
    case .particles: (8 * all, 0)
    case .directions:
      (6 * all, 4 * Double(VectorStart.defaultPopulation(dimension: dimension)) * vector)
    case .covariance: (6 * all, 15 * Double(dimension) * vector)
    }
  }

  /// Bytes of address space that are taken as well, but hardly used.
  public var reserved: Int { self == .covariance ? LinearAlgebra.reservedBytes : 0 }
}
