/// A short stream of random numbers at an address, for everything but perturbation noise: episode
/// starts, initial weights, the random policy of a reference batch.
///
/// The stream is a pure function of (seed, domain, index, substream): nothing has to be saved to go
/// on with it, and any worker can produce it.
public struct Random: Sendable {
  /// What the numbers are for; streams of different domains never meet.
  public enum Domain: UInt32, Sendable {
    // Perturbation noise uses leaf numbers below 0x8000_0000 in the same word.
    case trainingEpisode = 0x8000_0001
    case evaluationEpisode = 0x8000_0002
    case stoppingEpisode = 0x8000_0003
    case initialization = 0x8000_0004
    case referenceBatch = 0x8000_0005
    case randomAction = 0x8000_0006
    /// Draws that no training depends on: checks, benches, experiments, tests.
    case probe = 0x8000_0007
    case minibatch = 0x8000_0010
    case dataSet = 0x8000_0011
    case observationNoise = 0x8000_0012
    case actionNoise = 0x8000_0013
    case restart = 0x8000_0014
    case adversary = 0x8000_0015
    case uniformNoise = 0x8000_0016
    case confirmingEpisode = 0x8000_0017
  }

  @usableFromInline let key: SIMD2<UInt32>
  @usableFromInline var counter: SIMD4<UInt32>
  @usableFromInline var buffer = SIMD4<UInt32>(repeating: 0)
  @usableFromInline var used = 4

  @inlinable
  public init(seed: UInt64, domain: Domain, index: UInt32 = 0, substream: UInt32 = 0) {
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    counter = SIMD4(0, domain.rawValue, substream, index)
  }

  /// 32 uniform bits.
  @inlinable
  public mutating func next() -> UInt32 {
    if used == 4 {
      buffer = Philox.block(counter: counter, key: key)
      counter.x &+= 1
      used = 0
    }
    defer { used += 1 }
    return buffer[used]
  }

  /// A uniform number in [0, 1), a multiple of 2^-24.
  @inlinable
  public mutating func uniform() -> Float { Float(next() >> 8) * 0x1p-24 }

  /// A uniform number in [low, high).
  @inlinable
  public mutating func uniform(_ low: Float, _ high: Float) -> Float {
    low + (high - low) * uniform()
  }

  /// A uniform whole number in 0..<bound; the bias is below bound / 2^32.
  @inlinable
  public mutating func index(below bound: Int) -> Int {
    Int((UInt64(next()) &* UInt64(bound)) >> 32)
  }
}
