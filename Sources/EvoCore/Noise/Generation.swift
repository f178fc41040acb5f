/// The recipe of one generation: everything a worker needs, besides the center, to rebuild any
/// member's perturbation.
public struct Generation: Sendable, Equatable {
  public var seed: UInt64
  public var index: Int
  public var memberCount: Int
  /// Standard deviation of the perturbation.
  public var sigma: Float
  /// Members 2p and 2p + 1 share the noise of pair p with opposite signs.
  public var antithetic: Bool

  public init(seed: UInt64, index: Int, memberCount: Int, sigma: Float, antithetic: Bool) {
    self.seed = seed
    self.index = index
    self.memberCount = memberCount
    self.sigma = sigma
    self.antithetic = antithetic
  }

  /// How many independent perturbations there are.
  @inlinable
  public var pairCount: Int { antithetic ? memberCount / 2 : memberCount }

  /// The number of the noise that `member` uses.
  @inlinable
  public func pair(of member: Int) -> Int { antithetic ? member / 2 : member }

  /// The sign with which `member` uses it.
  @inlinable
  public func sign(of member: Int) -> Float { antithetic && member % 2 == 1 ? -1 : 1 }
}
