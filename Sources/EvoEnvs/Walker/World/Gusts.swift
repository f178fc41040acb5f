import EvoCore
import Glibc

/// The wind of one episode. Its gusts follow those of Gymnasium's LunarLander-v3, which never repeat.
struct Gusts {
  private let wind: Terrain.Wind
  private let steady: Double
  private var forceClock: Int
  private var torqueClock: Int
  /// The force along x of the step to come, in newtons.
  private(set) var force: Double

  init(_ wind: Terrain.Wind, random: inout Random) {
    self.wind = wind
    steady = random.uniform(in: wind.steady)
    forceClock = random.index(below: 19_998) - 9999
    torqueClock = random.index(below: 19_998) - 9999
    force = steady
  }

  /// Goes on to the step to come: a force along x in newtons, a torque in newton meters.
  mutating func blow() -> (force: Double, torque: Double) {
    force = steady + Self.gust(forceClock) * wind.power
    let torque = Self.gust(torqueClock) * wind.turbulence
    forceClock += 1
    torqueClock += 1
    return (force, torque)
  }

  private static func gust(_ clock: Int) -> Double {
    tanh(sin(0.02 * Double(clock)) + sin(0.01 * .pi * Double(clock)))
  }
}
