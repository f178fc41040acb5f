import EvoCore
import EvoFilm

/// How fast a film of an environment runs, and which steps it shows.
public struct RolloutTempo: Sendable, Equatable {
  /// One frame every so many steps.
  public let every: Int
  /// Frames a second.
  public let rate: Double

  /// Every step a frame, in real time.
  public init(of spec: EnvironmentSpec) {
    self.init(of: spec, speed: 1, every: 1)
  }

  /// - Parameters:
  ///   - speed: 1 for real time, 2 for twice as fast.
  ///   - every: one frame every so many steps.
  public init(of spec: EnvironmentSpec, speed: Double, every: Int) {
    self.every = every
    rate = Double(spec.framesPerSecond) * speed / Double(every)
  }

  /// As many frames as a film of that kind shows at their time: every step, unless it runs fast.
  public init(of spec: EnvironmentSpec, speed: Double = 1, for format: FilmFormat) {
    let steps = Double(spec.framesPerSecond) * speed
    self.init(
      of: spec, speed: speed, every: max(1, Int((steps / format.fastestRate).rounded(.up))))
  }
}
