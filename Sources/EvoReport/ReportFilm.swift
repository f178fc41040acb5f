import EvoCore
import EvoEnvs
import EvoFiles
import EvoFilm
import EvoPlay
import EvoRun
import EvoTrain
import Synchronization

/// A film of an episode, small enough to be part of a page.
struct ReportFilm {
  let bytes: [UInt8]
  let width = 480
  let height = 320
  let caption: String

  /// More frames show nothing new and are too large to mail.
  private static let frameLimit = 160
  /// Below this many frames a second a movement falls apart, and the film runs faster than the world.
  private static let slowestRate = 12.0

  /// The first episode of the evaluation, as `evo-rl render` shows it.
  ///
  /// - Parameter limit: bytes that it may have.
  /// - Returns: nil where it would have more.
  init?(
    of policy: PolicyFile, in environment: EnvironmentCatalog.Entry, path: String, limit: Int,
    workers: any Workers, tally: Tally? = nil
  ) throws {
    let seed = policy.evaluation?.seed ?? 0
    let take = RolloutTake(
      policy.policy, player: .center(seed: seed, episode: 0, episodes: 1), label: path)
    let steps = try RolloutScene(
      [take], in: environment, tempo: RolloutTempo(of: environment.spec)
    ).frameCount
    var every = max(1, (steps + Self.frameLimit - 1) / Self.frameLimit)
    while true {
      var speed = 1.0
      let rate = Double(environment.spec.framesPerSecond) / Double(every)
      while rate * speed < Self.slowestRate, speed < 16 { speed *= 2 }
      let scene = try RolloutScene(
        [take], in: environment,
        tempo: RolloutTempo(of: environment.spec, speed: speed, every: every))
      let settings = FilmSettings(width: width, height: height, rate: scene.tempo.rate)
      tally?.begin("film", total: scene.frameCount, unit: "frames")
      let film = try MemoryFile.holding { fileSystem in
        try scene.writeFilm(
          to: "film.webp", settings, workers: workers, progress: { tally?.set($0) },
          in: fileSystem)
      }
      if film.count <= limit {
        bytes = film
        let pace = speed == 1 ? "in real time" : "\(Int(speed)) times as fast as it was"
        let total = Page.number(scene.returns[0])
        caption =
          "The first episode of the evaluation (seed \(seed)), \(pace): return \(total)."
        return
      }
      guard scene.frameCount > 8 else { return nil }
      every *= max(2, (film.count + limit - 1) / limit)
    }
  }

  var html: HTML {
    let data = HTML(stringLiteral: "data:image/webp;base64," + Base64.text(bytes))
    return """
      <figure class="film"><img width="\(width)" height="\(height)" alt="An episode of the policy" src="\(data)">
      <figcaption>\(caption)</figcaption></figure>
      """
  }
}

/// A single file that is written into memory.
private enum MemoryFile {
  private final class Contents: Sendable {
    let bytes = Mutex<[UInt8]>([])
  }

  static func holding(_ write: (FileSystem) throws -> Void) throws -> [UInt8] {
    let contents = Contents()
    var fileSystem = FileSystem.posix
    fileSystem.open = { _, _ in 0 }
    fileSystem.sync = { _ in }
    fileSystem.close = { _ in }
    fileSystem.rename = { _, _ in }
    fileSystem.remove = { _ in }
    fileSystem.write = { _, buffer in
      contents.bytes.withLock { $0 += buffer }
      return buffer.count
    }
    fileSystem.writeAt = { _, offset, buffer in
      contents.bytes.withLock { $0.replaceSubrange(offset..<offset + buffer.count, with: buffer) }
      return buffer.count
    }
    try write(fileSystem)
    return contents.bytes.withLock { $0 }
  }
}
