import EvoCore
import Glibc

/// The standard normal distribution.
package enum NormalDistribution {
  static func draw(_ random: inout Random) -> Double { quantile(max(random.unit(), 0x1p-53)) }

  package static func cumulative(_ x: Double) -> Double { 0.5 * erfc(-x * 0.5.squareRoot()) }

  static func density(_ x: Double) -> Double { exp(-0.5 * x * x) / (2 * Double.pi).squareRoot() }

  /// The x below which a share of the draws lies: Acklam's approximation, made exact by one step of
  /// Halley's method.
  ///
  /// - Parameter share: above 0 and below 1.
  package static func quantile(_ share: Double) -> Double {
    let edge = 0.02425
    let x: Double
    if share < edge {
      x = tail((-2 * log(share)).squareRoot())
    } else if share > 1 - edge {
      x = -tail((-2 * log(1 - share)).squareRoot())
    } else {
      let q = share - 0.5
      let r = q * q
      x =
        q * polynomial(center.above, r) / (polynomial(center.below, r) * r + 1)
    }
    // Where the error cannot be told from rounding, a step would make it worse.
    guard share > 1e-300, share < 1 - 1e-15 else { return x }
    let error = (cumulative(x) - share) / density(x)
    return x - error / (1 + x * error / 2)
  }

  private static let center = (
    above: [
      -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02,
      1.383577518672690e+02, -3.066479806614716e+01, 2.506628277459239e+00,
    ],
    below: [
      -5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
      6.680131188771972e+01, -1.328068155288572e+01,
    ]
  )

  private static func tail(_ q: Double) -> Double {
    let above = [
      -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
      -2.549732539343734e+00, 4.374664141464968e+00, 2.938163982698783e+00,
    ]
    let below = [
      7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
      3.754408661907416e+00,
    ]
    return polynomial(above, q) / (polynomial(below, q) * q + 1)
  }

  private static func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
    coefficients.reduce(0) { $0 * x + $1 }
  }
}
