import Glibc

private typealias T = BBOBTransform

/// Functions 1 to 14, but for the Rastrigin ones: separable, or with one way down.
extension BBOBTerrain {
  var sphere: BBOBLandscape {
    let best = point
    return (best, { BBOBSum.squares(difference($0, best)) })
  }

  var ellipsoid: BBOBLandscape {
    let best = point
    return (best, { BBOBSum.ellipsoid(T.oscillated(difference($0, best)), 1e6) })
  }

  var linearSlope: BBOBLandscape {
    let best = point.map { $0 > 0 ? 5.0 : -5.0 }
    let slopes = best.indices.map { i in
      (best[i] > 0 ? 1 : -1) * pow(10, position(i, of: best.count))
    }
    return (
      best,
      { x in
        x.indices.reduce(0) { sum, i in
          // Past the corner it goes on flat.
          let inside = x[i] * best[i] < 25 ? x[i] : best[i]
          return sum + 5 * abs(slopes[i]) - slopes[i] * inside
        }
      }
    )
  }

  var attractiveSector: BBOBLandscape {
    let (best, inner, outer) = (point, inner, outer)
    return (
      best,
      { x in
        var z = outer(T.stretched(inner(difference(x, best)), 10))
        for i in z.indices where z[i] * best[i] > 0 { z[i] *= 100 }
        return pow(T.oscillated(BBOBSum.squares(z)), 0.9)
      }
    )
  }

  var stepEllipsoid: BBOBLandscape {
    let (best, inner, outer) = (point, inner, outer)
    return (
      best,
      { x in
        let smooth = T.stretched(inner(difference(x, best)), 10)
        let stepped = smooth.map { value in
          abs(value) > 0.5
            ? (value + 0.5).rounded(.down) : (10 * value + 0.5).rounded(.down) / 10
        }
        let plateau = BBOBSum.ellipsoid(outer(stepped), 100)
        return 0.1 * max(1e-4 * abs(smooth[0]), plateau) + T.penalty(x)
      }
    )
  }

  /// How much the valley of Rosenbrock is shrunk in high dimensions.
  private var valleyScale: Double { max(1, Double(dimension).squareRoot() / 8) }

  var rosenbrock: BBOBLandscape {
    let (best, scale) = (point.map { 0.75 * $0 }, valleyScale)
    return (best, { BBOBSum.rosenbrock(difference($0, best).map { scale * $0 + 1 }) })
  }

  /// The turned valley and where it ends; shared with `griewankRosenbrock`.
  var valley: (best: [Double], turned: @Sendable ([Double]) -> [Double]) {
    let (inner, scale) = (inner, valleyScale)
    let end = [Double](repeating: 0.5 / scale, count: dimension)
    return (inner.inverse(end), { x in inner(x).map { scale * $0 + 0.5 } })
  }

  var rotatedRosenbrock: BBOBLandscape {
    let (best, turned) = valley
    return (best, { BBOBSum.rosenbrock(turned($0)) })
  }

  var rotatedEllipsoid: BBOBLandscape {
    let (best, outer) = (point, outer)
    return (best, { BBOBSum.ellipsoid(T.oscillated(outer(difference($0, best))), 1e6) })
  }

  var discus: BBOBLandscape {
    let (best, outer) = (point, outer)
    return (
      best,
      { x in
        let z = T.oscillated(outer(difference(x, best)))
        return BBOBSum.squares(z) + (1e6 - 1) * z[0] * z[0]
      }
    )
  }

  var bentCigar: BBOBLandscape {
    let (best, outer) = (BBOBRandom.point(dimension, seed: seed + 1_000_000), outer)
    return (
      best,
      { x in
        let z = outer(T.skewed(outer(difference(x, best)), 0.5))
        return 1e6 * BBOBSum.squares(z) + (1 - 1e6) * z[0] * z[0]
      }
    )
  }

  var sharpRidge: BBOBLandscape {
    let (best, inner, outer) = (point, inner, outer)
    return (
      best,
      { x in
        let z = outer(T.stretched(inner(difference(x, best)), 10))
        return z[0] * z[0] + 100 * BBOBSum.squares(Array(z.dropFirst())).squareRoot()
      }
    )
  }

  var differentPowers: BBOBLandscape {
    let (best, outer) = (point, outer)
    return (
      best,
      { x in
        let z = outer(difference(x, best))
        return z.indices.reduce(0) {
          $0 + pow(abs(z[$1]), 2 + 4 * position($1, of: z.count))
        }.squareRoot()
      }
    )
  }
}
