import EvoCore
import EvoDraw
import EvoEnvs

/// A contact sheet of one episode, small and quick to draw: what a training shows of itself on the way.
public struct RolloutSheet: Sendable {
  public let environment: EnvironmentCatalog.Entry
  /// How many moments of the episode, evenly spaced from its first to its last.
  public var frames = 4
  /// Of a frame, in pixels: two beside each other fill the card of a picture in TensorBoard, and drawing
  /// them takes a twentieth of the shortest training.
  public var width = 180
  public var height = 120

  public init(_ environment: EnvironmentCatalog.Entry) { self.environment = environment }

  /// Plays the episode that `evo-rl render --seed` shows first, twice: to know how long it is, and to draw
  /// it.
  public func draw(_ policy: Policy, seed: UInt64) throws -> Canvas {
    let player = Playback.Player.center(seed: seed, episode: 0, episodes: 1)
    let rehearsal = try Playback(policy, in: environment, player: player)
    while rehearsal.end == nil { rehearsal.advance() }
    try rehearsal.requireEnvironment()
    let playback = try Playback(policy, in: environment, player: player)
    let last = rehearsal.step
    let count = max(min(frames, last + 1), 2)
    let canvas = try Canvas(width: width, height: height)
    let pictures = (0..<count).map { index in
      while playback.step < index * last / (count - 1) { playback.advance() }
      playback.draw(on: canvas, legend: false)
      return (
        canvas.bitmap(),
        "step \(playback.step), return \(NumberLabel.text(playback.episodeReturn, decimals: 1))"
      )
    }
    try playback.requireEnvironment()
    return try ContactSheet(pictures, cellWidth: width).canvas()
  }
}
