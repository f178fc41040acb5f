import EvoCore
import EvoDraw
import EvoFiles
import EvoFilm
import Foundation
import Synchronization
import Testing

@Suite("Films")
struct FilmTests {
  private let folder: FilmFolder
  private let settings = FilmSettings(
    width: 180, height: 60, rate: 50, texts: [("env", "square"), ("seed", "7")])

  init() throws { folder = try FilmFolder() }

  private func film(
    _ scene: MovingSquare, _ ending: String, rate: Double = 50, workers: Int = 3
  ) throws -> ReadFilm {
    var settings = settings
    settings.rate = rate
    let path = folder("film.\(ending)")
    try scene.writeFilm(to: path, settings, workers: threads(workers))
    #expect(try folder.names == ["film.\(ending)"])
    return switch ending {
    case "webp": try ReadFilm(webp: folder.bytes("film.webp"))
    case "gif": try ReadFilm(gif: path)
    default: try ReadFilm(png: folder.bytes("film.\(ending)"))
    }
  }

  @Test("every frame is there, in its order and for its time", arguments: ["webp", "gif", "png"])
  func frames(_ ending: String) throws {
    let scene = MovingSquare()
    let film = try film(scene, ending)
    #expect(film.width == 180)
    #expect(film.height == 60)
    #expect(film.pictures.count == 40)
    #expect(film.delays == [Int](repeating: 20, count: 40))
    for (frame, picture) in film.pictures.enumerated() {
      let drawn = scene.bitmap(frame, width: 180, height: 60)
      if ending == "webp" {
        // It is 2.4 without the square; what that leaves behind does not add up.
        #expect(distance(picture, drawn) < 3, "frame \(frame)")
      } else {
        // APNG is exact, and so is GIF where the colors are few.
        #expect(picture == drawn, "frame \(frame)")
      }
    }
  }

  /// The mean distance of the components, in steps of 255.
  private func distance(_ first: Bitmap, _ second: Bitmap) -> Double {
    var sum = 0
    for (one, other) in zip(first.pixels, second.pixels) {
      for shift in [0, 8, 16] {
        sum += abs(Int(one >> shift & 255) - Int(other >> shift & 255))
      }
    }
    return Double(sum) / Double(3 * first.pixels.count)
  }

  @Test(
    "a frame in which nothing changes makes the one before it last longer",
    arguments: ["webp", "gif", "png"])
  func rests(_ ending: String) throws {
    let film = try film(
      MovingSquare(frameCount: 8, rests: [1, 4, 5, 7], times: [2: 3, 7: 2]), ending)
    #expect(film.pictures.count == 4)
    #expect(film.delays == [40, 60, 60, 60])
  }

  @Test("times that a file cannot count add up to the right length", arguments: ["webp", "gif"])
  func rounding(_ ending: String) throws {
    let film = try film(MovingSquare(frameCount: 31), ending, rate: 30)
    #expect(Set(film.delays) == (ending == "gif" ? [30, 40] : [33, 34]))
    #expect(film.delays.reduce(0, +) == (ending == "gif" ? 1030 : 1033))
  }

  @Test(
    "the bytes do not depend on the number of workers",
    arguments: ["webp", "gif", "png"], [1, 2, 7])
  func workers(_ ending: String, _ count: Int) throws {
    let scene = MovingSquare(frameCount: 53, rests: [10, 11])
    try scene.writeFilm(to: folder("a.\(ending)"), settings, workers: SerialWorkers())
    try scene.writeFilm(to: folder("b.\(ending)"), settings, workers: threads(count))
    #expect(try folder.bytes("a.\(ending)") == folder.bytes("b.\(ending)"))
  }

  @Test("what identifies a film is in its file", arguments: ["webp", "gif", "png"])
  func texts(_ ending: String) throws {
    _ = try film(MovingSquare(frameCount: 2), ending)
    let file = String(decoding: try folder.bytes("film.\(ending)"), as: Unicode.ASCII.self)
    #expect(file.contains("square"))
    #expect(file.contains("seed"))
  }

  @Test("the texts of a WebP are XMP, whatever they hold, and a film without texts has none")
  func metadata() throws {
    var settings = settings
    settings.texts = [("policy", "runs/a<b>&c\u{1}"), ("seed", "7")]
    try MovingSquare(frameCount: 2).writeFilm(
      to: folder("film.webp"), settings, workers: SerialWorkers())
    let file = try folder.bytes("film.webp")
    // Bit 2 of the features: there is XMP.
    #expect(file[20] == 0x16)
    let text = String(decoding: file, as: UTF8.self)
    #expect(text.contains(">policy: runs/a&lt;b&gt;&amp;c\u{FFFD}\nseed: 7</rdf:li>"))
    #expect(try ReadFilm(webp: file).pictures.count == 2)
    settings.texts = []
    try MovingSquare(frameCount: 2).writeFilm(
      to: folder("none.webp"), settings, workers: SerialWorkers())
    #expect(try folder.bytes("none.webp")[20] == 0x12)
  }

  @Test("a GIF has one palette, and colors beyond it are near")
  func manyColors() throws {
    struct Rainbow: FilmScene {
      let frameCount = 9
      func artist() -> any FilmArtist { Artist() }
      static func color(_ frame: Int, _ x: Int, _ y: Int) -> UInt32 {
        0xff00_0000 | UInt32(4 * x) << 16 | UInt32(4 * y) << 8 | UInt32(25 * frame)
      }
      final class Artist: FilmArtist {
        let texts: [PNG.Text] = []
        func draw(_ frame: Int, on canvas: Canvas) {
          let pixels = (0..<64 * 64).map { Rainbow.color(frame, $0 % 64, $0 / 64) }
          canvas.draw(Bitmap(width: 64, height: 64, pixels: pixels), in: canvas.bounds)
        }
      }
    }
    try Rainbow().writeFilm(
      to: folder("r.gif"), FilmSettings(width: 64, height: 64, rate: 10),
      workers: SerialWorkers())
    let film = try ReadFilm(gif: folder("r.gif"))
    #expect(film.pictures.count == 9)
    #expect(Set(film.pictures.flatMap(\.pixels)).count > 200)
    for frame in [0, 8] {
      let drawn = Bitmap(
        width: 64, height: 64,
        pixels: (0..<64 * 64).map { Rainbow.color(frame, $0 % 64, $0 / 64) })
      // 255 colors for a cube of them: cells about 40 wide, so 10 from the middle on average.
      #expect(distance(film.pictures[frame], drawn) < 12)
    }
  }

  @Test("an ending that names no film is refused with the nearest one")
  func endings() throws {
    #expect(try FilmFormat(path: "a/b.WebP") == .webp)
    #expect(try FilmFormat(path: "b.apng") == .png)
    for (path, ending, nearest) in [
      ("walk.wepb", "wepb", "webp"), ("walk.mpg4", "mpg4", "mp4"), ("a.gif/walk", "", nil),
      ("walk.txt", "txt", nil),
    ] {
      #expect(throws: FilmError.unknownEnding(path: path, ending: ending, nearest: nearest)) {
        try FilmFormat(path: path)
      }
    }
  }

  @Test("a frame that cannot be drawn ends the film, and no file is left", arguments: [0, 1, 39])
  func brokenFrame(_ frame: Int) throws {
    for ending in ["webp", "gif", "png"] {
      #expect(throws: MovingSquare.Broken(frame: frame)) {
        try MovingSquare(failsAt: frame).writeFilm(
          to: folder("film.\(ending)"), settings, workers: threads(2))
      }
    }
    #expect(try folder.names == [])
  }

  @Test("a signal ends the film, and no file is left")
  func interrupted() throws {
    let interrupt = Interrupt()
    #expect(throws: Interrupted.self) {
      try MovingSquare().writeFilm(
        to: folder("film.webp"), settings, workers: threads(2), interrupt: interrupt,
        progress: { if $0 == 5 { interrupt.request(signal: 2) } })
    }
    #expect(try folder.names == [])
  }

  @Test("progress counts every frame once")
  func progress() throws {
    var told: [Int] = []
    try MovingSquare(rests: [3]).writeFilm(
      to: folder("film.webp"), settings, workers: threads(2),
      progress: { told.append($0) })
    #expect(told == Array(1...40))
  }

  @Test("a film that its kind cannot hold is refused")
  func tooLarge() throws {
    #expect(
      throws: FilmError.tooLarge(path: "w.webp", width: 16_384, height: 1, limit: 16_383)
    ) {
      try MovingSquare().writeFilm(
        to: "w.webp", FilmSettings(width: 16_384, height: 1, rate: 1), workers: SerialWorkers())
    }
  }
}
