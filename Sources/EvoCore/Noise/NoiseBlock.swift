/// The perturbations of a block of lanes, one column per lane.
///
/// A matrix has either two low-rank factors, `a` ([rows * rank][stride], scaled by
/// sign * sigma / sqrt(rank)) and `b` ([columns * rank][stride]), or one dense difference
/// ([rows * columns][stride], scaled by sign * sigma). A vector holds its perturbed value itself
/// ([rows][stride]), center included, so that the forward pass adds it for nothing.
public final class NoiseBlock {
  public struct Leaf {
    public let parameter: ParameterLeaf
    /// Row offsets into the memory; `a` and `b` of a low-rank matrix, `values` of everything else.
    fileprivate let aRow: Int
    fileprivate let bRow: Int
    fileprivate let valuesRow: Int
  }

  public let network: Network
  /// Rank of the matrix factors; nil when matrices are dense, 0 when they are not perturbed.
  public let rank: Int?
  public let stride: Int
  public let leaves: [Leaf]
  private let memory: AlignedBuffer<Float>

  /// Bytes that a block of this kind holds per lane.
  public static func bytesPerLane(network: Network, rank: Int?) -> Int {
    network.leaves.reduce(0) { $0 + rowCount(of: $1, rank: rank) } * MemoryLayout<Float>.stride
  }

  private static func rowCount(of leaf: ParameterLeaf, rank: Int?) -> Int {
    guard leaf.isMatrix, let rank else { return leaf.count }
    return (leaf.rows + leaf.columns) * rank
  }

  /// - Parameter stride: lanes, a multiple of 16.
  public init(network: Network, rank: Int?, stride: Int) {
    self.network = network
    self.rank = rank
    self.stride = stride
    var rows = 0
    leaves = network.leaves.map { leaf in
      defer { rows += Self.rowCount(of: leaf, rank: rank) }
      guard leaf.isMatrix, let rank else {
        return Leaf(parameter: leaf, aRow: 0, bRow: 0, valuesRow: rows)
      }
      return Leaf(
        parameter: leaf, aRow: rows + leaf.columns * rank, bRow: rows, valuesRow: 0)
    }
    memory = AlignedBuffer(count: rows * stride, filledWith: 0)
  }

  public var rowCount: Int { memory.count / stride }

  /// Low-rank factor A of a matrix: element (o, q) of lane j at `[(o * rank + q) * stride + j]`.
  public func a(_ leaf: Leaf) -> UnsafeMutablePointer<Float> { row(leaf.aRow) }
  /// Low-rank factor B of a matrix: element (k, q) of lane j at `[(k * rank + q) * stride + j]`.
  public func b(_ leaf: Leaf) -> UnsafeMutablePointer<Float> { row(leaf.bRow) }
  /// Values of a vector, or dense differences of a matrix.
  public func values(_ leaf: Leaf) -> UnsafeMutablePointer<Float> { row(leaf.valuesRow) }

  /// The row with number `index`; element of lane j at `[j]`.
  public func row(_ index: Int) -> UnsafeMutablePointer<Float> { memory.base + index * stride }

  /// Copies one column onto another.
  func moveLane(from source: Int, to target: Int) {
    var at = memory.base
    for _ in 0..<rowCount {
      at[target] = at[source]
      at += stride
    }
  }
}
