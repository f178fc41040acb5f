/// Which training samples the members of a generation see.
///
/// Samples are drawn anew for every generation, uniformly and with replacement. A minibatch that
/// would be as large as the whole training set is the training set.
public struct MinibatchPlan: Sendable, Equatable {
  public var seed: UInt64
  /// Number of the generation.
  public var index: Int
  /// Samples per member.
  public var size: Int
  public var sharing: EpisodeSharing

  public init(seed: UInt64, index: Int, size: Int, sharing: EpisodeSharing) {
    self.seed = seed
    self.index = index
    self.size = size
    self.sharing = sharing
  }

  /// How many samples a minibatch has.
  public func count(of samples: Samples) -> Int { min(size, samples.count) }

  /// The numbers of the samples that `member` sees.
  public func draw(member: Int, pair: Int, from samples: Samples) -> [Int32] {
    guard size < samples.count else { return (0..<Int32(samples.count)).map { $0 } }
    let viewer =
      switch sharing {
      case .generation: 0
      case .pair: pair
      case .none: member
      }
    var random = Random(
      seed: seed, domain: .minibatch, index: UInt32(truncatingIfNeeded: index),
      substream: UInt32(truncatingIfNeeded: viewer))
    return (0..<size).map { _ in Int32(random.index(below: samples.count)) }
  }
}
