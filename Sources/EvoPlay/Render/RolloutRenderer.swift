import EvoCore
import EvoDraw
import EvoEnvs
import EvoTrain
import EvoWords

/// Turns rollouts of a policy into pictures.
public struct RolloutRenderer {
  public var width = 600
  public var height = 400
  /// Whether each frame says environment, step and return.
  public var legend = true
  /// One frame every so many steps.
  public var every = 1

  public init() {}

  /// Plays one episode after another and hands every frame to `write` as a PNG.
  ///
  /// - Parameters:
  ///   - players: who plays each episode.
  ///   - label: what the files call the policy.
  ///   - sheetFrames: how many frames to keep for a contact sheet. They are evenly spaced from the
  ///     first frame to the last; for that, the episodes are played once before without drawing.
  ///   - write: gets the number of the frame and the file's bytes; without it, only the frames of
  ///     the contact sheet are drawn.
  /// - Returns: the return of each episode and the frames that were kept.
  public func render(
    _ policy: Policy, in environment: EnvironmentCatalog.Entry, players: [Playback.Player],
    label: String, sheetFrames: Int, write: ((_ frame: Int, _ png: [UInt8]) throws -> Void)?
  ) throws -> (returns: [Double], sheet: [(bitmap: Bitmap, caption: String)]) {
    let canvas = try Canvas(width: width, height: height)
    var wanted: Set<Int> = []
    if sheetFrames > 0 {
      var count = 0
      _ = try play(policy, in: environment, players) { _, _, _ in count += 1 }
      wanted = Set(Self.evenlySpaced(sheetFrames, of: count))
    }
    var sheet: [(bitmap: Bitmap, caption: String)] = []
    var frame = 0
    let returns = try play(policy, in: environment, players) { playback, index, player in
      defer { frame += 1 }
      guard write != nil || wanted.contains(frame) else { return }
      playback.draw(on: canvas, legend: legend)
      try write?(
        frame,
        PNG.encode(
          canvas,
          texts: [
            ("Software", "evo-rl \(Version.text)"), ("env", environment.spec.name),
            ("policy", label),
          ] + player.texts + [
            ("step", "\(playback.step)"), ("return", "\(playback.episodeReturn)"),
          ]))
      if wanted.contains(frame) {
        sheet.append((canvas.bitmap(), "episode \(index + 1), step \(playback.step)"))
      }
    }
    return (returns, sheet)
  }

  /// Plays the episodes and shows every step that is a frame, the last one of each always.
  ///
  /// - Returns: the return of each episode.
  private func play(
    _ policy: Policy, in environment: EnvironmentCatalog.Entry, _ players: [Playback.Player],
    show: (Playback, _ episode: Int, Playback.Player) throws -> Void
  ) throws -> [Double] {
    try players.enumerated().map { index, player in
      let playback = try Playback(policy, in: environment, player: player)
      while true {
        if playback.step.isMultiple(of: every) || playback.end != nil {
          try show(playback, index, player)
        }
        if playback.end != nil { return playback.episodeReturn }
        playback.advance()
      }
    }
  }

  /// Numbers of `count` frames, evenly spaced from the first of `total` to the last; of one, the
  /// last.
  static func evenlySpaced(_ count: Int, of total: Int) -> [Int] {
    guard count > 1, total > count else { return count == 1 ? [total - 1] : Array(0..<total) }
    return (0..<count).map { ($0 * (total - 1) + (count - 1) / 2) / (count - 1) }
  }
}

extension Playback.Player {
  /// What identifies the episode, for the texts of a PNG.
  var texts: [PNG.Text] {
    switch self {
    case .center(let seed, let episode, _): [("seed", "\(seed)"), ("episode", "\(episode)")]
    case .member(let member):
      [
        ("seed", "\(member.plan.address.seed)"), ("generation", "\(member.generation.index + 1)"),
        ("member", "\(member.member)"), ("episode", "\(member.episode)"),
      ]
    }
  }
}
