import CGIF
import EvoDraw
import EvoFiles

/// An animated GIF with one palette over the film. giflib writes the parts; a worker compresses a frame
/// in a file of its own in memory, of which the frame is taken.
final class GIFFilm: FilmEncoder {
  let compress: FilmCompressor
  private let draft: FileDraft
  private let clock: FrameClock
  private let path: String
  private let delays: GIFBytes

  /// - Parameter palette: at most 255 colors; one number is kept for what has not changed.
  init(_ settings: FilmSettings, palette: Palette, in draft: FileDraft, path: String) throws {
    self.draft = draft
    clock = FrameClock(rate: settings.rate, ticksPerSecond: 100)
    self.path = path
    compress = { try GIFFrame.compress($0, since: $1, palette: palette, path: path) }
    delays = try GIFBytes(path: path)
    let head = try GIFBytes(path: path)
    try head.writeHead(settings, palette)
    try draft.append(head.take())
  }

  func append(_ piece: FilmPiece, frames: Range<Int>) throws {
    try delays.writeControl(
      ticks: min(clock.ticks(of: frames), 0xffff), transparent: GIFFrame.transparent)
    try draft.append(delays.take() + piece.bytes)
  }

  func finish() throws { try draft.append([0x3b]) }
}

/// The pixels of one frame.
enum GIFFrame {
  /// The number of the color that leaves what is there.
  static let transparent: UInt8 = 255

  static func compress(
    _ frame: Bitmap, since previous: Bitmap?, palette: Palette, path: String
  ) throws -> FilmPiece? {
    guard let box = ChangedBox(of: frame, since: previous) else { return nil }
    let file = try GIFBytes(path: path)
    try file.writeFrame(box) { y in
      let start = (box.top + y) * frame.width + box.left
      return (start..<(start + box.width)).map { place in
        let color = palette.index(of: frame.pixels[place])
        guard let previous else { return color }
        let old = previous.pixels[place]
        return old == frame.pixels[place] || palette.index(of: old) == color ? transparent : color
      }
    }
    return FilmPiece(box: box, bytes: file.take())
  }
}
