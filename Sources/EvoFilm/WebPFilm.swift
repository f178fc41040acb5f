import CWebP
import EvoFiles

/// The container of an animated WebP file ("WebP Container Specification", Google), which libwebp's own
/// muxer would build in memory, and frame after frame on one thread.
final class WebPFilm: FilmEncoder {
  let compress: FilmCompressor
  private let draft: FileDraft
  private let clock: FrameClock
  private let words: String

  init(_ settings: FilmSettings, in draft: FileDraft, path: String) throws {
    self.draft = draft
    clock = FrameClock(rate: settings.rate, ticksPerSecond: 1000)
    words = settings.words
    compress = { try WebPFrame.compress($0, since: $1, path: path) }
    var head = Array("RIFF".utf8)
    head.append(little: 0, bytes: 4)  // the length, when it is known
    head += Array("WEBP".utf8)
    var features: [UInt8] = []
    features.append(
      little: Self.animated | Self.transparent | (words.isEmpty ? 0 : Self.described), bytes: 4)
    features.append(little: settings.width - 1, bytes: 3)
    features.append(little: settings.height - 1, bytes: 3)
    head += Self.chunk("VP8X", features)
    var animation: [UInt8] = [255, 255, 255, 255]  // white behind everything
    animation.append(little: 0, bytes: 2)  // runs forever
    head += Self.chunk("ANIM", animation)
    try draft.append(head)
  }

  func append(_ piece: FilmPiece, frames: Range<Int>) throws {
    var frame: [UInt8] = []
    frame.append(little: piece.box.left / 2, bytes: 3)
    frame.append(little: piece.box.top / 2, bytes: 3)
    frame.append(little: piece.box.width - 1, bytes: 3)
    frame.append(little: piece.box.height - 1, bytes: 3)
    frame.append(little: min(clock.ticks(of: frames), 0xff_ffff), bytes: 3)
    frame.append(0)  // drawn over what is there, and left
    try draft.append(Self.chunk("ANMF", frame + piece.bytes))
  }

  func finish() throws {
    if !words.isEmpty { try draft.append(Self.chunk("XMP ", XMP.packet(words))) }
    var length: [UInt8] = []
    length.append(little: draft.length - 8, bytes: 4)
    try draft.patch(length, at: 4)
  }

  private static let animated = 0x02
  private static let described = 0x04
  private static let transparent = 0x10

  private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    var chunk = Array(name.utf8)
    chunk.append(little: data.count, bytes: 4)
    chunk += data
    if !data.count.isMultiple(of: 2) { chunk.append(0) }
    return chunk
  }
}
