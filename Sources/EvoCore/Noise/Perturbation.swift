/// How members differ from the center.
///
/// Promise, which is a test: `fill` is a pure function of its arguments and of the value: not of
/// lanes, blocks, workers or earlier calls.
public protocol Perturbation: Sendable {
  /// Rank of the matrix factors; nil when every matrix gets a dense difference. With factors, the
  /// two members of an antithetic pair have the same B, and the sign is in A.
  var rank: Int? { get }

  /// Writes the perturbation of `member` into column `lane`.
  func fill(
    _ noise: NoiseBlock, lane: Int, member: Int, of generation: Generation, center: [Float])

  /// Writes the perturbations of 16 members into 16 lanes, the first a multiple of 16: what `fill`
  /// does lane by lane, several times faster.
  func fillSixteen(
    _ noise: NoiseBlock, firstLane: Int, members: UnsafePointer<Int32>, of generation: Generation,
    center: [Float])
}

extension Perturbation {
  public func fillSixteen(
    _ noise: NoiseBlock, firstLane: Int, members: UnsafePointer<Int32>, of generation: Generation,
    center: [Float]
  ) {
    for i in 0..<16 {
      fill(noise, lane: firstLane + i, member: Int(members[i]), of: generation, center: center)
    }
  }
}

/// Noise whose weighted sum is a gradient. One type owns both directions, so that the noise of the
/// forward pass and the noise of the update cannot drift apart.
///
/// Promise, which is a test: `accumulate` adds exactly what the explicitly materialized noise would
/// give.
public protocol NoisePerturbation: Perturbation {
  /// Adds `sum over pairs of weight * noise / sigma` to the gradient, for as many pairs from
  /// `firstPair` on as `weights` holds (at most `noise.stride`). `noise` is used as scratch memory.
  func accumulate(
    _ weights: [Float], firstPair: Int, of generation: Generation, using noise: NoiseBlock,
    into gradient: UnsafeMutablePointer<Float>)
}
