import EvoCore
import EvoDraw
import EvoEnvs
import EvoFilm
import EvoTrain
import EvoWords

/// An episode to be shown.
public struct RolloutTake: Sendable {
  public var policy: Policy
  public var player: Playback.Player
  /// What files call the policy.
  public var label: String
  /// Lines that the legend begins with, such as "generation 40".
  public var heading: [String]

  public init(
    _ policy: Policy, player: Playback.Player, label: String, heading: [String] = []
  ) {
    self.policy = policy
    self.player = player
    self.label = label
    self.heading = heading
  }
}

/// Episodes in one environment as frames, one after the other: for films, frames in a folder and
/// contact sheets.
public struct RolloutScene: FilmScene {
  public let environment: EnvironmentCatalog.Entry
  public let takes: [RolloutTake]
  public let tempo: RolloutTempo
  /// Whether each frame says environment, step and return.
  public let legend: Bool
  /// The return of each episode.
  public let returns: [Double]
  /// What each frame shows.
  let moments: [Moment]

  struct Moment: Sendable {
    var take: Int
    var step: Int
    /// nil where the episode has to be played again to be drawn.
    var still: Playback.Still?
  }

  /// Stills take some kilobytes each; more moments than that are played again instead.
  private static let stillLimit = 4096

  /// Plays the episodes once, without drawing, to know how long they are.
  ///
  /// - Parameters:
  ///   - tempo: which steps are frames; the last one of an episode always is.
  ///   - frameLimit: shows so many frames at most, the first ones.
  ///   - interrupt: a signal ends this with `Interrupted`.
  ///   - progress: is told how many episodes have been played.
  public init(
    _ takes: [RolloutTake], in environment: EnvironmentCatalog.Entry, tempo: RolloutTempo,
    legend: Bool = true, frameLimit: Int = .max, interrupt: Interrupt? = nil,
    progress: (_ episodes: Int) -> Void = { _ in }
  ) throws {
    self.environment = environment
    self.takes = takes
    self.tempo = tempo
    self.legend = legend
    var moments: [Moment] = []
    returns = try takes.enumerated().map { index, take in
      if interrupt?.signal != nil { throw Interrupted() }
      let playback = try Playback(take.policy, in: environment, player: take.player)
      while true {
        if playback.step.isMultiple(of: tempo.every) || playback.end != nil {
          let still =
            moments.count < min(Self.stillLimit, frameLimit)
            ? playback.still(heading: take.heading) : nil
          moments.append(Moment(take: index, step: playback.step, still: still))
        }
        if playback.end != nil { break }
        playback.advance()
      }
      try playback.requireEnvironment()
      progress(index + 1)
      return playback.episodeReturn
    }
    self.moments = Array(moments.prefix(frameLimit))
  }

  public var frameCount: Int { moments.count }

  /// How long a film of it is.
  public var seconds: Double {
    Double((0..<frameCount).reduce(0) { $0 + time(of: $1) }) / tempo.rate
  }

  /// Half a second passes between the end of an episode and the next one.
  public func time(of frame: Int) -> Int {
    let isBreak =
      frame + 1 < moments.count && moments[frame + 1].take != moments[frame].take
    return isBreak ? 1 + Int(tempo.rate / 2) : 1
  }

  public func artist() -> any FilmArtist { RolloutArtist(of: self) }
}

/// Draws the stills of a scene, or plays its episodes again, as far as they are asked for, and draws them.
private final class RolloutArtist: FilmArtist {
  private let scene: RolloutScene
  private var playing: (take: Int, playback: Playback)?
  private var shown: (take: Int, step: Int, episodeReturn: Double)?

  init(of scene: RolloutScene) { self.scene = scene }

  func draw(_ frame: Int, on canvas: Canvas) throws {
    let moment = scene.moments[frame]
    let take = scene.takes[moment.take]
    if let still = moment.still {
      still.picture.draw(on: canvas)
      if scene.legend { still.legend.draw(on: canvas) }
      shown = (moment.take, moment.step, still.legend.episodeReturn)
      return
    }
    let playback =
      if let playing, playing.take == moment.take {
        playing.playback
      } else {
        try Playback(take.policy, in: scene.environment, player: take.player)
      }
    playing = (moment.take, playback)
    while playback.step < moment.step, playback.end == nil { playback.advance() }
    playback.draw(on: canvas, legend: scene.legend, heading: take.heading)
    try playback.requireEnvironment()
    shown = (moment.take, playback.step, playback.episodeReturn)
  }

  var texts: [PNG.Text] {
    guard let (take, step, episodeReturn) = shown else { return [] }
    return scene.texts(of: scene.takes[take]) + [
      ("step", "\(step)"), ("return", "\(episodeReturn)"),
    ]
  }
}

extension RolloutScene {
  func texts(of take: RolloutTake) -> [PNG.Text] {
    [
      ("Software", "evo-rl \(Version.text)"), ("env", environment.spec.name),
      ("policy", take.label),
    ] + take.player.texts
  }
}

extension Playback.Player {
  /// What identifies the episode.
  fileprivate var texts: [PNG.Text] {
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
