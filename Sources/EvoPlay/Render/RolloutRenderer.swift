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
  ///   - sheetFrames: how many frames to keep for a contact sheet.
  ///   - write: gets the number of the frame and the file's bytes.
  /// - Returns: the return of each episode and the kept frames, evenly spaced.
  public func render(
    _ policy: Policy, in environment: EnvironmentCatalog.Entry, players: [Playback.Player],
    label: String, sheetFrames: Int, write: (_ frame: Int, _ png: [UInt8]) throws -> Void
  ) throws -> (returns: [Double], sheet: [(bitmap: Bitmap, caption: String)]) {
    let canvas = try Canvas(width: width, height: height)
    var returns: [Double] = []
    var picked = EvenlySpaced<(bitmap: Bitmap, caption: String)>(count: sheetFrames)
    var frame = 0
    for (index, player) in players.enumerated() {
      let playback = try Playback(policy, in: environment, player: player)
      while true {
        if playback.step.isMultiple(of: every) || playback.end != nil {
          playback.draw(on: canvas, legend: legend)
          try write(
            frame,
            PNG.encode(
              canvas,
              texts: [
                ("Software", "evo-rl \(Version.text)"), ("env", environment.spec.name),
                ("policy", label),
              ] + player.texts + [
                ("step", "\(playback.step)"), ("return", "\(playback.episodeReturn)"),
              ]))
          picked.offer {
            (canvas.bitmap(), "episode \(index + 1), step \(playback.step)")
          }
          frame += 1
        }
        if playback.end != nil { break }
        playback.advance()
      }
      returns.append(playback.episodeReturn)
    }
    return (returns, picked.elements)
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

/// Keeps at most `count` evenly spaced elements of a sequence whose length is not known, by keeping
/// every element, then every second, every fourth, and so on.
struct EvenlySpaced<Element> {
  private let count: Int
  private var kept: [Element] = []
  private var spacing = 1
  private var offered = 0

  init(count: Int) { self.count = count }

  mutating func offer(_ make: () -> Element) {
    defer { offered += 1 }
    guard count > 0, offered.isMultiple(of: spacing) else { return }
    if kept.count == 2 * count {
      kept = kept.indices.filter { $0.isMultiple(of: 2) }.map { kept[$0] }
      spacing *= 2
      guard offered.isMultiple(of: spacing) else { return }
    }
    kept.append(make())
  }

  /// The first and the last kept element and others evenly between them.
  var elements: [Element] {
    guard kept.count > count, count > 1 else { return Array(kept.prefix(count)) }
    return (0..<count).map { kept[$0 * (kept.count - 1) / (count - 1)] }
  }
}
