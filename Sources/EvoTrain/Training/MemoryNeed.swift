import EvoCore
import EvoFiles

/// How much memory a training takes, estimated before any of it is allocated: the system would grant
/// more than there is and end the process later.
public struct MemoryNeed: Sendable, Equatable {
  /// Bytes that grow with the network.
  public var network: Int
  /// Bytes that grow with the population.
  public var population: Int
  /// Bytes for all else: files that are written, the picture of the curve.
  public var rest: Int
  /// Bytes of address space that are reserved and hardly used: a stack and a heap for each thread, and
  /// the buffer of OpenBLAS.
  public var reserved: Int

  public var total: Int { network + population + rest }

  private static let restBytes = 16 << 20
  private static let threadBytes = (8 + 64) << 20

  /// - Parameters:
  ///   - workers: threads; each has blocks of its own.
  ///   - blockWidth: lanes of a block; nil chooses as the evaluator does.
  public init(
    _ configuration: TrainingConfiguration, network: Network, workers: Int, blockWidth: Int? = nil
  ) {
    let strategy = configuration.strategy
    let rank = strategy.noiseRank
    let width = blockWidth ?? Evaluator.defaultWidth(network, rank: rank)
    let number = MemoryLayout<Float>.stride
    let parameters = network.parameterCount * number
    let perLane =
      NoiseBlock.bytesPerLane(network: network, rank: rank)
      + (2 * network.widest + network.widths[0] + network.paddedCount) * number
    let samples =
      configuration.policy.virtualBatchNorm
      ? roundedToLanes(configuration.policy.referenceBatch) : 0
    let pairs = GradientEstimator.chunk(rank: rank)
    // Center, two moments, gradient and step, most of them before and after the update, and the best
    // center; each worker has the center, for members and for evaluations, and a partial gradient.
    self.network =
      configuration.data.name == nil
      ? 11 * parameters + workers * (3 * parameters + (width + samples + pairs) * perLane)
      : 11 * parameters + workers * (4 * parameters + (pairs + 16) * perLane)
        + (workers + 1) * roundedToLanes(configuration.objective.batch) * number
        * (network.widths[0] + network.paddedCount + 3 * network.widest
          + 16 * (rank ?? 0) * network.layers[0].positions)
    rest = Self.restBytes
    reserved =
      (min(workers, ThreadWorkers.coreCount) - 1) * Self.threadBytes
      + strategy.method.memory.reserved
    // An outcome per episode; fitness, ranks, their order and weights per member.
    let members = strategy.members(dimension: network.parameterCount)
    population =
      members * strategy.episodes * MemoryLayout<EpisodeOutcome>.stride + members * 64
    let held = strategy.method.memory.bytes(members: members, dimension: network.parameterCount)
    population += Int(held.members)
    self.network += Int(held.rest)
  }

  /// - Throws: `MemoryError` when there is less than that.
  public func require() throws(MemoryError) {
    guard total > FreeMemory.bytes(besides: reserved) else { return }
    throw MemoryError(need: self, available: FreeMemory.bytes())
  }

  /// - Throws: `MemoryError` when it is more than `available`.
  public func require(from available: Int) throws(MemoryError) {
    guard total <= available else { throw MemoryError(need: self, available: available) }
  }
}
