import CGIF
import CWebPDemux
import EvoDraw
import Foundation

/// A film as a viewer sees it: whole pictures and how long each is shown, in milliseconds.
struct ReadFilm {
  var width = 0
  var height = 0
  var pictures: [Bitmap] = []
  var delays: [Int] = []

  struct Unreadable: Error { var why: String }

  /// By libwebp's own decoder.
  init(webp file: [UInt8]) throws {
    var options = WebPAnimDecoderOptions()
    guard WebPAnimDecoderOptionsInit(&options) != 0 else { throw Unreadable(why: "version") }
    options.color_mode = MODE_BGRA
    try file.withUnsafeBufferPointer { bytes in
      var data = WebPData(bytes: bytes.baseAddress, size: bytes.count)
      guard let decoder = WebPAnimDecoderNew(&data, &options) else {
        throw Unreadable(why: "no animation")
      }
      defer { WebPAnimDecoderDelete(decoder) }
      var information = WebPAnimInfo()
      guard WebPAnimDecoderGetInfo(decoder, &information) != 0 else {
        throw Unreadable(why: "no information")
      }
      (width, height) = (Int(information.canvas_width), Int(information.canvas_height))
      guard information.loop_count == 0 else { throw Unreadable(why: "it ends") }
      var before = 0
      while WebPAnimDecoderHasMoreFrames(decoder) != 0 {
        var pixels: UnsafeMutablePointer<UInt8>?
        var time: Int32 = 0
        guard WebPAnimDecoderGetNext(decoder, &pixels, &time) != 0, let pixels else {
          throw Unreadable(why: "a frame is broken")
        }
        let words = UnsafeRawBufferPointer(start: pixels, count: 4 * width * height)
        pictures.append(
          Bitmap(width: width, height: height, pixels: Array(words.bindMemory(to: UInt32.self))))
        delays.append(Int(time) - before)
        before = Int(time)
      }
      guard pictures.count == Int(information.frame_count) else {
        throw Unreadable(why: "frames are missing")
      }
    }
  }

  /// By giflib.
  init(gif path: String) throws {
    var code: Int32 = 0
    guard let file = DGifOpenFileName(path, &code) else { throw Unreadable(why: "no GIF") }
    defer { DGifCloseFile(file, nil) }
    guard DGifSlurp(file) == GIF_OK, let map = file.pointee.SColorMap else {
      throw Unreadable(why: "GIF error \(file.pointee.Error)")
    }
    (width, height) = (Int(file.pointee.SWidth), Int(file.pointee.SHeight))
    var canvas = [UInt32](repeating: 0, count: width * height)
    for index in 0..<Int(file.pointee.ImageCount) {
      var control = GraphicsControlBlock()
      guard DGifSavedExtensionToGCB(file, Int32(index), &control) == GIF_OK,
        control.DisposalMode == DISPOSE_DO_NOT
      else { throw Unreadable(why: "frame \(index) has no control") }
      let image = file.pointee.SavedImages[index]
      let place = image.ImageDesc
      for y in 0..<Int(place.Height) {
        for x in 0..<Int(place.Width) {
          let number = Int32(image.RasterBits[y * Int(place.Width) + x])
          guard number != control.TransparentColor else { continue }
          let color = map.pointee.Colors[Int(number)]
          canvas[(Int(place.Top) + y) * width + Int(place.Left) + x] =
            0xff00_0000 | UInt32(color.Red) << 16 | UInt32(color.Green) << 8 | UInt32(color.Blue)
        }
      }
      pictures.append(Bitmap(width: width, height: height, pixels: canvas))
      delays.append(10 * Int(control.DelayTime))
    }
  }

  /// An APNG, whose frames are made into files of their own for libpng.
  init(png file: [UInt8]) throws {
    func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
    var canvas: [UInt32] = []
    var box = (left: 0, top: 0, width: 0, height: 0)
    var header: [UInt8] = []
    var data: [UInt8] = []
    var sequence = 0
    var count = 0
    func expectSequence(_ bytes: ArraySlice<UInt8>) throws {
      guard number(bytes) == sequence else { throw Unreadable(why: "out of sequence") }
      sequence += 1
    }
    func endFrame() throws {
      guard !data.isEmpty else { return }
      var still: [UInt8] = Array(file[..<8])
      var own = header
      own.replaceSubrange(0..<4, with: Self.big(box.width))
      own.replaceSubrange(4..<8, with: Self.big(box.height))
      for (name, part) in [("IHDR", own), ("IDAT", data), ("IEND", [])] {
        let body = Array(name.utf8) + part
        still += Self.big(part.count) + body + Self.big(Int(Self.sum(body)))
      }
      let bitmap = try PNG.decode(still).bitmap
      for y in 0..<box.height {
        for x in 0..<box.width {
          canvas[(box.top + y) * width + box.left + x] = bitmap[x, y]
        }
      }
      pictures.append(Bitmap(width: width, height: height, pixels: canvas))
      data = []
    }
    var start = 8
    while start + 12 <= file.count {
      let length = number(file[start..<(start + 4)])
      let name = String(decoding: file[(start + 4)..<(start + 8)], as: UTF8.self)
      let body = file[(start + 8)..<(start + 8 + length)]
      let found = number(file[(start + 8 + length)..<(start + 12 + length)])
      guard UInt32(found) == Self.sum(Array(file[(start + 4)..<(start + 8 + length)])) else {
        throw Unreadable(why: "the checksum of \(name)")
      }
      func field(_ from: Int, _ count: Int) -> Int {
        number(body[(body.startIndex + from)..<(body.startIndex + from + count)])
      }
      switch name {
      case "IHDR":
        header = Array(body)
        (width, height) = (field(0, 4), field(4, 4))
        canvas = [UInt32](repeating: 0, count: width * height)
      case "acTL": count = field(0, 4)
      case "fcTL":
        try endFrame()
        try expectSequence(body.prefix(4))
        box = (field(12, 4), field(16, 4), field(4, 4), field(8, 4))
        guard field(22, 2) == 1000 else { throw Unreadable(why: "unit of time") }
        delays.append(field(20, 2))
      case "IDAT": data += body
      case "fdAT":
        try expectSequence(body.prefix(4))
        data += body.dropFirst(4)
      default: break
      }
      start += 12 + length
    }
    try endFrame()
    guard count == pictures.count, count == delays.count else {
      throw Unreadable(why: "frames are missing")
    }
  }

  private static func big(_ number: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  /// CRC-32 as PNG has it, bit by bit.
  private static func sum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in
        value & 1 == 1 ? 0xedb8_8320 ^ value >> 1 : value >> 1
      }
    }
  }
}
