import EvoDraw
import EvoFilm
import EvoTrain
import Foundation

/// A square that moves over a striped ground, a step for each frame but those in `rests`.
struct MovingSquare: FilmScene {
  var frameCount = 40
  /// Frames that are the same as the one before.
  var rests: Set<Int> = []
  /// Frames that are shown for longer than one frame's time.
  var times: [Int: Int] = [:]
  /// A frame that cannot be drawn.
  var failsAt: Int?

  struct Broken: Error, Equatable { var frame: Int }

  func time(of frame: Int) -> Int { times[frame] ?? 1 }
  func artist() -> any FilmArtist { Artist(scene: self) }

  /// Where the square is.
  func place(_ frame: Int) -> Int {
    4 * (1...max(frame, 1)).count { $0 <= frame && !rests.contains($0) }
  }

  static let colors: [UInt32] = [0xffff_ffff, 0xff20_40c0, 0xffd0_3010, 0xff10_a040]

  /// What a frame shows.
  func bitmap(_ frame: Int, width: Int, height: Int) -> Bitmap {
    let place = place(frame)
    return Bitmap(
      width: width, height: height,
      pixels: (0..<width * height).map { index in
        let (x, y) = (index % width, index / width)
        let isSquare = (place..<(place + 16)).contains(x) && (20..<36).contains(y)
        return Self.colors[isSquare ? 2 : y < 10 ? 0 : y < height / 2 ? 1 : 3]
      })
  }

  private final class Artist: FilmArtist {
    let scene: MovingSquare
    var texts: [PNG.Text] = []
    private var latest = -1

    init(scene: MovingSquare) { self.scene = scene }

    func draw(_ frame: Int, on canvas: Canvas) throws {
      precondition(frame > latest, "frames are asked for in ascending order")
      latest = frame
      if frame == scene.failsAt { throw Broken(frame: frame) }
      canvas.draw(
        scene.bitmap(frame, width: canvas.width, height: canvas.height), in: canvas.bounds)
      texts = [("frame", "\(frame)")]
    }
  }
}

/// So many threads, however few cores there are.
func threads(_ count: Int) -> ThreadWorkers {
  ThreadWorkers(count: count, cores: count, starting: .posix) { _ in }
}

/// A fresh folder, removed with this value.
final class FilmFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "evo-film-\(UUID().uuidString)")
      .path(percentEncoded: false)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }

  func bytes(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(filePath: self(name))))
  }
}
