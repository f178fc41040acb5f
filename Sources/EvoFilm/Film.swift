import EvoCore
import EvoDraw
import EvoFiles

/// How a film is shown.
public struct FilmSettings: Sendable {
  /// Pixels, 1 to `Canvas.largestSide`. An MP4 has the next even number of them.
  public var width: Int
  public var height: Int
  /// Frames a second.
  public var rate: Double
  /// What identifies the film; it is kept in the file where its kind has a place for that.
  public var texts: [PNG.Text]

  public init(width: Int = 600, height: Int = 400, rate: Double, texts: [PNG.Text] = []) {
    self.width = width
    self.height = height
    self.rate = rate
    self.texts = texts
  }

  /// The texts as one, a line each; empty where there are none.
  var words: String { texts.map { "\($0.key): \($0.value)" }.joined(separator: "\n") }
}

extension FilmScene {
  /// Draws the whole scene as a film; the ending of the path says of what kind.
  ///
  /// The frames are drawn and compressed by all workers and give the same bytes whatever their number.
  /// The file is there once it is whole.
  ///
  /// - Parameters:
  ///   - interrupt: a signal ends the work with `Interrupted`, and without a file.
  ///   - progress: is told how many frames are in the file; called by one thread at a time.
  /// - Throws: `FilmError`, `DrawError`, `FileError`, `Interrupted`, or what the scene throws.
  public func writeFilm(
    to path: String, _ settings: FilmSettings, workers: any Workers, interrupt: Interrupt? = nil,
    progress: (_ frames: Int) -> Void = { _ in }, in fileSystem: FileSystem = .posix
  ) throws {
    let format = try FilmFormat(path: path)
    var settings = settings
    (settings.width, settings.height) = format.size(
      width: settings.width, height: settings.height)
    guard max(settings.width, settings.height) <= format.largestSide else {
      throw FilmError.tooLarge(
        path: path, width: settings.width, height: settings.height, limit: format.largestSide)
    }
    func line(_ frames: [Int]? = nil) -> FrameLine {
      FrameLine(
        self, frames: frames, width: settings.width, height: settings.height, workers: workers,
        interrupt: interrupt)
    }
    try AtomicFile.compose(path, in: fileSystem) { draft in
      let encoder: any FilmEncoder =
        switch format {
        case .webp: try WebPFilm(settings, in: draft, path: path)
        case .png: PNGFilm(settings, in: draft, path: path)
        case .mp4: try FFmpegFilm(settings, in: draft, path: path)
        case .gif:
          try GIFFilm(settings, palette: palette(line), in: draft, path: path)
        }
      try write(line(), by: encoder, progress: progress)
    }
  }

  /// Colors for the whole film, counted on some of its frames.
  private func palette(_ line: (_ frames: [Int]?) -> FrameLine) throws -> Palette {
    var count = ColorCount()
    let sample = Array(stride(from: 0, to: frameCount, by: max(8, frameCount / 128)))
    try line(sample).run {
      $0.bitmap
    } take: { _, bitmap in
      count.add(bitmap)
    }
    return count.palette(limit: Int(GIFFrame.transparent))
  }

  private func write(
    _ line: FrameLine, by encoder: any FilmEncoder, progress: (Int) -> Void
  ) throws {
    // A piece is written once it is known how long it stays; times are counted in frames.
    var now = 0
    var shown: (piece: FilmPiece, since: Int)?
    func endPiece() throws {
      guard let shown else { return }
      try encoder.append(shown.piece, frames: shown.since..<now)
    }
    let compress = encoder.compress
    try line.run(comparing: encoder.compares) { frame in
      try compress(frame.bitmap, frame.previous)
    } take: { index, piece in
      if let piece {
        try endPiece()
        shown = (piece, now)
      }
      now += time(of: index)
      progress(index + 1)
    }
    try endPiece()
    try encoder.finish()
  }
}
