import Glibc

/// One of the 24 noiseless functions of BBOB in one of its instances (Hansen, Finck, Ros and Auger
/// 2009, "Real-parameter black-box optimization benchmarking 2009: noiseless functions
/// definitions", INRIA RR-6829). The domain is [-5, 5]^n, outside of which they are defined as well.
public struct BBOBFunction: Sendable {
  /// f_opt, the value at the minimum.
  public let optimum: Double
  /// x_opt, where it is; on the linear slope, one of the points.
  public let minimizer: [Double]
  /// f(x) - f_opt, at least 0.
  public let excess: @Sendable ([Double]) -> Double

  public static let numbers = 1...24

  /// - Parameters:
  ///   - number: 1 to 24.
  ///   - dimension: at least 2.
  ///   - instance: from 0 on; the benchmark uses those from 1 on.
  public init(number: Int, dimension: Int, instance: Int) {
    let terrain = BBOBTerrain(number: number, dimension: dimension, instance: instance)
    optimum = BBOBRandom.value(seed: terrain.seed)
    (minimizer, excess) = terrain.landscape(number)
  }

  /// f(x).
  public func callAsFunction(_ x: [Double]) -> Double { optimum + excess(x) }
}

typealias BBOBLandscape = (minimizer: [Double], excess: @Sendable ([Double]) -> Double)

/// What an instance is made of: its minimum and its rotations.
struct BBOBTerrain: Sendable {
  let dimension: Int
  let seed: Int

  init(number: Int, dimension: Int, instance: Int) {
    self.dimension = dimension
    // Two functions share the seed of their simpler sister.
    let family = [4: 3, 18: 17][number] ?? number
    seed = family + 10_000 * instance
  }

  var point: [Double] { BBOBRandom.point(dimension, seed: seed) }
  /// The rotation that the definitions call R.
  var outer: BBOBRotation { BBOBRotation(dimension, seed: seed + 1_000_000) }
  /// The rotation that the definitions call Q.
  var inner: BBOBRotation { BBOBRotation(dimension, seed: seed) }

  func landscape(_ number: Int) -> BBOBLandscape {
    switch number {
    case 1: sphere
    case 2: ellipsoid
    case 3: rastrigin
    case 4: buecheRastrigin
    case 5: linearSlope
    case 6: attractiveSector
    case 7: stepEllipsoid
    case 8: rosenbrock
    case 9: rotatedRosenbrock
    case 10: rotatedEllipsoid
    case 11: discus
    case 12: bentCigar
    case 13: sharpRidge
    case 14: differentPowers
    case 15: rotatedRastrigin
    case 16: weierstrass
    case 17: schaffer(condition: 10)
    case 18: schaffer(condition: 1000)
    case 19: griewankRosenbrock
    case 20: schwefel
    case 21: gallagher(peaks: 101, condition: 1000.0.squareRoot(), spread: 5)
    case 22: gallagher(peaks: 21, condition: 1000, spread: 4.9)
    case 23: katsuura
    default: lunacek
    }
  }
}

/// x - y.
func difference(_ x: [Double], _ y: [Double]) -> [Double] { zip(x, y).map { $0 - $1 } }
