/// How members differ from the center. One type owns both directions, so that the noise of the
/// forward pass and the noise of the update cannot drift apart.
///
/// Promises, each of which is a test:
/// 1. `fill` is a pure function of its arguments: not of lanes, blocks, workers or earlier calls.
/// 2. `accumulate` adds exactly what the explicitly materialized noise would give.
public protocol Perturbation: Sendable {
  /// Rank of the matrix factors; nil when every matrix gets a dense difference.
  var rank: Int? { get }

  /// Writes the perturbation of `member` into column `lane`.
  func fill(
    _ noise: NoiseBlock, lane: Int, member: Int, of generation: Generation, center: [Float])

  /// Writes the perturbations of 16 members into 16 lanes, the first a multiple of 16: what `fill`
  /// does lane by lane, several times faster.
  func fillSixteen(
    _ noise: NoiseBlock, firstLane: Int, members: UnsafePointer<Int32>, of generation: Generation,
    center: [Float])

  /// Adds `sum over pairs of weight * noise / sigma` to the gradient, for as many pairs from
  /// `firstPair` on as `weights` holds (at most `noise.stride`). `noise` is used as scratch memory.
  func accumulate(
    _ weights: [Float], firstPair: Int, of generation: Generation, using noise: NoiseBlock,
    into gradient: UnsafeMutablePointer<Float>)
}
