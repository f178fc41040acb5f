import Glibc

private typealias T = BBOBTransform

/// Functions 3, 4 and 15 to 24: many minima, and from 20 on with no hint of where the best is.
extension BBOBTerrain {
  var rastrigin: BBOBLandscape {
    let best = point
    return (
      best,
      { BBOBSum.rastrigin(T.stretched(T.skewed(T.oscillated(difference($0, best)), 0.2), 10)) }
    )
  }

  var buecheRastrigin: BBOBLandscape {
    var best = point
    for i in stride(from: 0, to: dimension, by: 2) { best[i] = abs(best[i]) }
    return (
      best,
      { [best] x in
        var z = T.oscillated(difference(x, best))
        for i in stride(from: 0, to: z.count, by: 2) where z[i] > 0 { z[i] *= 10 }
        return BBOBSum.rastrigin(T.stretched(z, 10)) + 100 * T.penalty(x)
      }
    )
  }

  var rotatedRastrigin: BBOBLandscape {
    let (best, inner, outer) = (point, inner, outer)
    return (
      best,
      { x in
        let bent = T.skewed(T.oscillated(outer(difference(x, best))), 0.2)
        return BBOBSum.rastrigin(outer(T.stretched(inner(bent), 10)))
      }
    )
  }

  var weierstrass: BBOBLandscape {
    let (best, inner, outer) = (point, inner, outer)
    @Sendable func waves(_ x: Double) -> Double {
      (0..<12).reduce(0) {
        $0 + pow(0.5, Double($1)) * cos(2 * .pi * pow(3, Double($1)) * (x + 0.5))
      }
    }
    let lowest = waves(0)
    return (
      best,
      { x in
        let bent = T.oscillated(outer(difference(x, best)))
        let z = outer(T.stretched(inner(bent), 0.01))
        let height = z.reduce(0) { $0 + waves($1) } / Double(z.count) - lowest
        return 10 * height * height * height + 10 / Double(z.count) * T.penalty(x)
      }
    )
  }

  func schaffer(condition: Double) -> BBOBLandscape {
    let (best, inner, outer) = (point, inner, outer)
    return (
      best,
      { x in
        let z = T.stretched(inner(T.skewed(outer(difference(x, best)), 0.5)), condition)
        let sum = zip(z, z.dropFirst()).reduce(0.0) { sum, pair in
          let square = pair.0 * pair.0 + pair.1 * pair.1
          let wave = sin(50 * pow(square, 0.1))
          return sum + pow(square, 0.25) * (wave * wave + 1)
        }
        let mean = sum / Double(z.count - 1)
        return mean * mean + 10 * T.penalty(x)
      }
    )
  }

  var griewankRosenbrock: BBOBLandscape {
    let (best, turned) = valley
    return (
      best,
      { x in
        let terms = BBOBSum.rosenbrockTerms(turned(x))
        return 10 + 10 * terms.reduce(0) { $0 + $1 / 4000 - cos($1) } / Double(terms.count)
      }
    )
  }

  var schwefel: BBOBLandscape {
    let signs = BBOBRandom.uniform(dimension, seed: seed).map { $0 > 0.5 ? 1.0 : -1.0 }
    // Where x sin(sqrt|x|) is greatest, over 100.
    let peak = 4.209_687_463_7
    return (
      signs.map { $0 * peak / 2 },
      { x in
        let upright = x.indices.map { 2 * signs[$0] * x[$0] }
        let sheared = x.indices.map { i in
          upright[i] + (i > 0 ? 0.25 * (upright[i - 1] - peak) : 0)
        }
        let z = T.stretched(sheared.map { $0 - peak }, 10).map { 100 * ($0 + peak) }
        let mean = z.reduce(0) { $0 + $1 * sin(abs($1).squareRoot()) } / Double(z.count)
        return 0.01 * (418.982_887_272_433_9 - mean) + 0.01 * T.penalty(z, bound: 500)
      }
    )
  }

  /// Gaussian peaks at random places, the best of height 10.
  ///
  /// - Parameters:
  ///   - condition: of the best peak; those of the others are spread from 1 to 1000.
  ///   - spread: the others lie in a box of +-this.
  func gallagher(peaks: Int, condition: Double, spread: Double) -> BBOBLandscape {
    let (n, turn) = (dimension, inner)
    let order = BBOBRandom.permutation(peaks - 1, seed: seed)
    let conditions = [condition] + order.map { pow(1000, position($0, of: peaks - 1)) }
    let widths = (0..<peaks).map { k in
      BBOBRandom.permutation(n, seed: seed + 1000 * k).map {
        pow(conditions[k], position($0, of: n) - 0.5)
      }
    }
    let heights = [10] + (0..<peaks - 1).map { 1.1 + 8 * position($0, of: peaks - 1) }
    let drawn = BBOBRandom.uniform(n * peaks, seed: seed)
    let places = (0..<peaks).map { k in
      // The best keeps away from the border.
      let scale = spread * (k == 0 ? 0.8 : 1)
      return turn((0..<n).map { scale * (2 * drawn[k * n + $0] - 1) })
    }
    return (
      turn.inverse(places[0]),
      { x in
        let z = turn(x)
        var highest = 0.0
        for k in 0..<peaks {
          var distance = 0.0
          for i in 0..<n {
            let offset = z[i] - places[k][i]
            distance += widths[k][i] * offset * offset
          }
          highest = max(highest, heights[k] * exp(-0.5 / Double(n) * distance))
        }
        let depth = T.oscillated(10 - highest)
        return depth * depth + T.penalty(x)
      }
    )
  }

  var katsuura: BBOBLandscape {
    let (best, inner, outer) = (point, inner, outer)
    let n = Double(dimension)
    return (
      best,
      { x in
        let z = outer(T.stretched(inner(difference(x, best)), 100))
        var product = 1.0
        for (i, value) in z.enumerated() {
          let rough = (1...32).reduce(0.0) { sum, j in
            let scale = Double(1 << j)
            return sum + abs(scale * value - (scale * value).rounded()) / scale
          }
          product *= 1 + Double(i + 1) * rough
        }
        return 10 / (n * n) * (pow(product, 10 / pow(n, 1.2)) - 1) + T.penalty(x)
      }
    )
  }

  var lunacek: BBOBLandscape {
    let (inner, outer) = (inner, outer)
    let (n, near) = (Double(dimension), 2.5)
    let signs = BBOBRandom.normal(dimension, seed: seed).map { $0 > 0 ? 1.0 : -1.0 }
    let slope = 1 - 0.5 / ((n + 20).squareRoot() - 4.1)
    let far = -((near * near - 1) / slope).squareRoot()
    return (
      signs.map { $0 * near / 2 },
      { x in
        let upright = x.indices.map { 2 * signs[$0] * x[$0] }
        let offset = upright.map { $0 - near }
        let funnels = min(
          BBOBSum.squares(offset), n + slope * BBOBSum.squares(upright.map { $0 - far }))
        let waves = outer(T.stretched(inner(offset), 100)).reduce(0) {
          $0 + 1 - cos(2 * .pi * $1)
        }
        return funnels + 10 * waves + 1e4 * T.penalty(x)
      }
    )
  }
}
