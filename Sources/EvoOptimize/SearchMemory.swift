import EvoCore
import EvoFiles
import EvoTrain

/// How much memory a search takes, estimated before any of it is taken: Swift ends a process that is
/// refused memory.
public struct SearchMemory: Sendable, Equatable {
  /// Bytes that grow with the members of a generation.
  public let members: Int
  /// Bytes that grow with the numbers to find.
  public let rest: Int
  /// Bytes of address space that are taken but hardly used.
  public let reserved: Int
  private let hasRepeats: Bool

  public var total: Int { members + rest + Self.program }

  /// For all else.
  private static let program = 16 << 20

  /// - Parameters:
  ///   - members: of a generation; nil for those of the configuration.
  ///   - repeats: how often every point is tried.
  ///   - hasBox: whether what is tried are the points of a `SearchBox`.
  ///   - matrices: square ones that the function takes.
  public init(
    _ strategy: StrategyConfiguration, dimension: Int, members: Int? = nil, repeats: Int = 1,
    hasBox: Bool = false, matrices: Int = 0
  ) {
    let count = members ?? strategy.members(dimension: dimension)
    let vector = Double(dimension) * Double(MemoryLayout<Double>.stride)
    let all = Double(count) * vector
    let held = strategy.method.memory.bytes(members: count, dimension: dimension)
    // Noise that is made again from its number is a vector here; what sums it up holds that of many
    // pairs of Floats. The factors were measured with `ulimit -v`.
    let isFlat = strategy.method.memory == .nothing
    let pairs = isFlat ? GradientEstimator.chunk(rank: strategy.noiseRank) + 16 : 0
    reserved = strategy.method.memory.reserved
    hasRepeats = repeats > 1
    self.members = Self.bytes(
      held.members + (isFlat ? 3 : 0) * all + (hasBox ? 3 : 0) * all
        + (hasRepeats ? 3 * Double(repeats) : 0) * all)
    rest = Self.bytes(
      held.rest + (Double(pairs) + 12) * vector + Double(matrices) * Double(dimension) * vector)
  }

  /// What no machine has stands for more.
  private static func bytes(_ count: Double) -> Int { Int(min(count, 0x1p60)) }

  /// - Throws: `ObjectiveError` when there is less than that.
  public func require() throws(ObjectiveError) {
    guard total > FreeMemory.bytes(besides: reserved) else { return }
    let remedy =
      reserved > total
      ? "take another strategy, such as sep-cma-es"
      : rest > members
        ? "lower --dim"
        : "lower "
          + (hasRepeats ? "--repeats or strategy.population" : "strategy.population or --dim")
    throw .noMemory(need: total + reserved, available: FreeMemory.bytes(), remedy: remedy)
  }
}
