import CWebP
import EvoDraw
import Glibc

/// One frame of an animated WebP file, encoded by libwebp.
enum WebPFrame {
  /// On walkers: 38 dB, 7 kB and 7 ms for a frame of 600 x 400. Method 4 takes twice the time for 3 %
  /// fewer bytes, method 0 half of it for 40 % more.
  private static let quality: Float = 75
  private static let method: Int32 = 2
  /// Lossy WebP works on squares of this side. One of them in which nothing has changed is transparent, all
  /// others are encoded anew as a whole, so that nothing stays that came of a neighbor's colors. The
  /// transparent ones keep their own colors: black ones instead cost 10 % more bytes and 1 dB.
  private static let squareSide = 16

  static func compress(
    _ frame: Bitmap, since previous: Bitmap?, path: String
  ) throws -> FilmPiece? {
    guard let box = ChangedBox(of: frame, since: previous)?.widened(to: squareSide, in: frame)
    else { return nil }
    var pixels = previous.map { changes(in: box, of: frame, since: $0) } ?? frame.pixels
    let still = try pixels.withUnsafeMutableBufferPointer { pixels throws(FilmError) in
      try encode(pixels.baseAddress, box, path: path)
    }
    return FilmPiece(box: box, bytes: pictureChunks(of: still))
  }

  /// The pixels of the box, of which the squares are transparent in which nothing has changed.
  private static func changes(
    in box: ChangedBox, of frame: Bitmap, since previous: Bitmap
  ) -> [UInt32] {
    [UInt32](unsafeUninitializedCapacity: box.width * box.height) { pixels, count in
      frame.pixels.withUnsafeBufferPointer { new in
        previous.pixels.withUnsafeBufferPointer { old in
          guard let new = new.baseAddress, let old = old.baseAddress,
            let pixels = pixels.baseAddress
          else { return }
          for top in stride(from: 0, to: box.height, by: squareSide) {
            for left in stride(from: 0, to: box.width, by: squareSide) {
              let height = min(squareSide, box.height - top)
              let width = min(squareSide, box.width - left)
              let corner = (box.top + top) * frame.width + box.left + left
              let (newSquare, oldSquare) = (new + corner, old + corner)
              let square = pixels + top * box.width + left
              let isSame = (0..<height).allSatisfy { y in
                memcmp(newSquare + y * frame.width, oldSquare + y * frame.width, 4 * width) == 0
              }
              for y in 0..<height {
                let row = square + y * box.width
                row.initialize(from: newSquare + y * frame.width, count: width)
                guard isSame else { continue }
                for x in 0..<width { row[x] &= 0x00ff_ffff }
              }
            }
          }
        }
      }
      count = box.width * box.height
    }
  }

  /// A still picture as a file.
  private static func encode(
    _ pixels: UnsafeMutablePointer<UInt32>?, _ box: ChangedBox, path: String
  ) throws(FilmError) -> [UInt8] {
    var config = WebPConfig()
    var picture = WebPPicture()
    guard WebPConfigInit(&config) != 0, WebPPictureInit(&picture) != 0 else {
      throw .encodingFailed(path: path, reason: "libwebp is of another version than its header")
    }
    config.quality = quality
    config.method = method
    picture.width = Int32(box.width)
    picture.height = Int32(box.height)
    picture.use_argb = 1
    picture.argb = pixels
    picture.argb_stride = Int32(box.width)
    var memory = WebPMemoryWriter()
    WebPMemoryWriterInit(&memory)
    defer { WebPMemoryWriterClear(&memory) }
    picture.writer = WebPMemoryWrite
    let succeeded = withUnsafeMutablePointer(to: &memory) { memory in
      picture.custom_ptr = UnsafeMutableRawPointer(memory)
      return WebPEncode(&config, &picture) != 0
    }
    WebPPictureFree(&picture)
    guard succeeded else {
      if picture.error_code == VP8_ENC_ERROR_OUT_OF_MEMORY { throw .outOfMemory(path: path) }
      throw .encodingFailed(path: path, reason: "libwebp error \(picture.error_code.rawValue)")
    }
    return Array(UnsafeBufferPointer(start: memory.mem, count: memory.size))
  }

  /// The chunks of a still picture that hold the picture: all of them but the header of the file.
  private static func pictureChunks(of file: [UInt8]) -> [UInt8] {
    var kept: [UInt8] = []
    var start = 12
    while start + 8 <= file.count {
      let length = file[(start + 4)..<(start + 8)].reversed().reduce(0) { $0 << 8 | Int($1) }
      let end = min(start + 8 + length + length % 2, file.count)
      if !file[start..<(start + 4)].elementsEqual("VP8X".utf8) { kept += file[start..<end] }
      start = end
    }
    return kept
  }
}
