/// Sine and cosine as fixed sequences of correctly rounded additions and multiplications: the same
/// bits on every processor, in the scalar and in the vector form, which libm does not promise.
///
/// The angle is reduced to [-pi/4, pi/4] in three steps (Cody and Waite 1980), exact enough for
/// |x| < 8,000 rad; polynomials are minimax fits of relative error 4.2e-9 (sine) and 1.3e-10
/// (cosine), so the result is within 2 units in the last place. Beyond 4 million rad it is NaN.
enum SineCosine {
  // Adding and subtracting 1.5 * 2^23 rounds to the nearest integer, and leaves the integer in the
  // low bits.
  private static let roundingBias: Float = 12_582_912
  private static let twoOverPi: Float = 0.636_619_8
  // pi/2 in three parts, the first two with trailing zeros, so that k * part is exact.
  private static let halfPi1: Float = 1.570_312_5
  private static let halfPi2: Float = 4.837_513e-4
  private static let halfPi3: Float = 7.549_79e-8

  private static let sine: (Float, Float, Float) = (-0.166_666_54, 0.008_332_11, -0.000_195_09)
  private static let cosine: (Float, Float, Float) = (
    0.041_666_644_4, -0.001_388_725_15, 2.442_568_16e-5
  )

  static func of(_ x: Float) -> (sin: Float, cos: Float) {
    let biased = x * twoOverPi + roundingBias
    let k = biased - roundingBias
    let quadrant = biased.bitPattern
    let r = ((x - k * halfPi1) - k * halfPi2) - k * halfPi3
    let u = r * r
    let s = r + r * u * (sine.0 + u * (sine.1 + u * sine.2))
    let c = (1 - 0.5 * u) + u * u * (cosine.0 + u * (cosine.1 + u * cosine.2))
    let isOdd = quadrant & 1 != 0
    let sinBits = (isOdd ? c : s).bitPattern ^ ((quadrant & 2) << 30)
    let cosBits = (isOdd ? s : c).bitPattern ^ (((quadrant &+ 1) & 2) << 30)
    return (Float(bitPattern: sinBits), Float(bitPattern: cosBits))
  }

  @inline(__always)
  static func of(_ x: SIMD16<Float>) -> (sin: SIMD16<Float>, cos: SIMD16<Float>) {
    let biased = x * twoOverPi + roundingBias
    let k = biased - roundingBias
    let quadrant = unsafeBitCast(biased, to: SIMD16<UInt32>.self)
    let r = ((x - k * halfPi1) - k * halfPi2) - k * halfPi3
    let u = r * r
    let s = r + r * u * (sine.0 + u * (sine.1 + u * sine.2))
    let c = (1 - 0.5 * u) + u * u * (cosine.0 + u * (cosine.1 + u * cosine.2))
    let sBits = unsafeBitCast(s, to: SIMD16<UInt32>.self)
    let cBits = unsafeBitCast(c, to: SIMD16<UInt32>.self)
    // All ones where the quadrant is odd.
    let odd = SIMD16<UInt32>(repeating: 0) &- (quadrant & 1)
    let one = SIMD16<UInt32>(repeating: 1)
    let sinSign = (quadrant & 2) &<< 30
    let cosSign = ((quadrant &+ one) & 2) &<< 30
    let sinBits = ((odd & cBits) | (~odd & sBits)) ^ sinSign
    let cosBits = ((odd & sBits) | (~odd & cBits)) ^ cosSign
    return (
      unsafeBitCast(sinBits, to: SIMD16<Float>.self), unsafeBitCast(cosBits, to: SIMD16<Float>.self)
    )
  }
}
