import CZlib
import EvoDraw
import EvoFiles

/// An animated PNG ("Portable Network Graphics, Third Edition", W3C). libpng encodes every frame as a
/// file of its own; what stands in these is put together here, as libpng itself knows no animation.
final class PNGFilm: FilmEncoder {
  let compress: FilmCompressor
  private let draft: FileDraft
  private let clock: FrameClock
  private let texts: [PNG.Text]
  private var frames = 0
  /// Frame controls and pieces of later frames are counted together.
  private var sequence = 0
  /// Where the number of frames stands.
  private var countPlace = 0

  init(_ settings: FilmSettings, in draft: FileDraft, path: String) {
    self.draft = draft
    clock = FrameClock(rate: settings.rate, ticksPerSecond: 1000)
    texts = settings.texts
    let texts = settings.texts
    compress = { frame, previous in
      guard let box = ChangedBox(of: frame, since: previous) else { return nil }
      let file = try PNG.encode(
        frame, left: box.left, top: box.top, width: box.width, height: box.height,
        texts: previous == nil ? texts : [], level: 6)
      return FilmPiece(box: box, bytes: file)
    }
  }

  func append(_ piece: FilmPiece, frames shown: Range<Int>) throws {
    var hasControl = false
    for (name, data) in Self.chunks(of: piece.bytes) {
      switch name {
      case "IHDR" where frames == 0:
        try draft.append(Self.signature + Self.chunk(name, data))
        countPlace = draft.length
        try draft.append(animationControl())
      case "IDAT":
        if !hasControl { try draft.append(frameControl(piece.box, clock.ticks(of: shown))) }
        hasControl = true
        try draft.append(frames == 0 ? Self.chunk(name, data) : laterPiece(data))
      case "IHDR", "IEND": break
      default: try draft.append(Self.chunk(name, data))
      }
    }
    frames += 1
  }

  func finish() throws {
    try draft.append(Self.chunk("IEND", []))
    try draft.patch(animationControl(), at: countPlace)
  }

  private func animationControl() -> [UInt8] {
    var data: [UInt8] = []
    data.append(big: frames, bytes: 4)
    data.append(big: 0, bytes: 4)  // runs forever
    return Self.chunk("acTL", data)
  }

  private func frameControl(_ box: ChangedBox, _ ticks: Int) -> [UInt8] {
    var data = nextNumber()
    for number in [box.width, box.height, box.left, box.top] { data.append(big: number, bytes: 4) }
    data.append(big: min(ticks, 0xffff), bytes: 2)
    data.append(big: 1000, bytes: 2)
    data += [0, 0]  // left as it is, and put in the place of what is there
    return Self.chunk("fcTL", data)
  }

  private func laterPiece(_ data: ArraySlice<UInt8>) -> [UInt8] {
    Self.chunk("fdAT", nextNumber() + data)
  }

  private func nextNumber() -> [UInt8] {
    defer { sequence += 1 }
    var data: [UInt8] = []
    data.append(big: sequence, bytes: 4)
    return data
  }

  private static let signature: [UInt8] = [137, 80, 78, 71, 13, 10, 26, 10]

  private static func chunk(_ name: String, _ data: some Collection<UInt8>) -> [UInt8] {
    var chunk: [UInt8] = []
    chunk.append(big: data.count, bytes: 4)
    chunk += Array(name.utf8)
    chunk += data
    let sum = chunk[4...].withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) }
    chunk.append(big: Int(sum), bytes: 4)
    return chunk
  }

  /// The chunks of a whole file that libpng has written.
  private static func chunks(of file: [UInt8]) -> [(name: String, data: ArraySlice<UInt8>)] {
    var chunks: [(name: String, data: ArraySlice<UInt8>)] = []
    var start = signature.count
    while start + 12 <= file.count {
      let length = file[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
      let name = String(decoding: file[(start + 4)..<(start + 8)], as: UTF8.self)
      chunks.append((name, file[(start + 8)..<(start + 8 + length)]))
      start += 12 + length
    }
    return chunks
  }
}
