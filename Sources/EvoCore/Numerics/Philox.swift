/// Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random
/// numbers: as easy as 1, 2, 3" (SC 2011): a bijection of a 128-bit counter under a 64-bit key.
///
/// This readable form serves the few draws outside the kernels; the kernels hold the same function
/// over 16 lanes, and tests hold both to the paper's known answers.
public enum Philox {
  @inlinable
  public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (c0, c1, c2, c3) = (counter.x, counter.y, counter.z, counter.w)
    var (k0, k1) = (key.x, key.y)
    for _ in 0..<10 {
      let first = c0.multipliedFullWidth(by: 0xD251_1F53)
      let second = c2.multipliedFullWidth(by: 0xCD9E_8D57)
      (c0, c1, c2, c3) = (
        second.high ^ c1 ^ k0, second.low, first.high ^ c3 ^ k1, first.low
      )
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return SIMD4(c0, c1, c2, c3)
  }
}
