import CPNGShim
import Glibc

/// PNG files: 8-bit RGB with texts, the same bytes for the same picture.
public enum PNG {
  /// A keyed text inside a file. Keys are printable ASCII, values any text without NUL.
  public typealias Text = (key: String, value: String)

  /// Encodes what has been drawn on `canvas`, with `texts` in their order.
  ///
  /// `level` trades time for size, from 0 (no compression) to 9.
  public static func encode(
    _ canvas: Canvas, texts: [Text] = [], level: Int = 2
  ) throws(DrawError) -> [UInt8] {
    let bytes = try canvas.withPixels { (rows, stride) throws(DrawError) in
      try encode(
        rows, width: canvas.width, height: canvas.height, stride: stride, texts: texts,
        level: level)
    }
    guard let bytes else { throw .encodingFailed("the canvas has no pixels") }
    return bytes
  }

  /// Encodes the part of a bitmap that begins at the column `left` and the row `top` and lies within it.
  public static func encode(
    _ bitmap: Bitmap, left: Int, top: Int, width: Int, height: Int, texts: [Text] = [],
    level: Int = 2
  ) throws(DrawError) -> [UInt8] {
    precondition(
      left >= 0 && top >= 0 && left + width <= bitmap.width && top + height <= bitmap.height,
      "a part lies within its bitmap")
    return try bitmap.pixels.withUnsafeBufferPointer { pixels throws(DrawError) in
      guard let base = pixels.baseAddress else {
        throw .encodingFailed("the bitmap has no pixels")
      }
      return try encode(
        base + top * bitmap.width + left, width: width, height: height, stride: bitmap.width,
        texts: texts, level: level)
    }
  }

  private static func encode(
    _ rows: UnsafePointer<UInt32>, width: Int, height: Int, stride: Int, texts: [Text], level: Int
  ) throws(DrawError) -> [UInt8] {
    let packed = try pack(texts)
    var buffer = cpng_buffer()
    var message = [CChar](repeating: 0, count: Int(CPNG_MESSAGE_SIZE))
    let status = cpng_encode(
      rows, UInt32(width), UInt32(height), stride, Int32(min(max(level, 0), 9)), packed,
      texts.count, &buffer, &message)
    guard status == 0 else { throw .encodingFailed(sentence(message)) }
    defer { free(buffer.bytes) }
    return Array(UnsafeBufferPointer(start: buffer.bytes, count: buffer.count))
  }

  private static func pack(_ texts: [Text]) throws(DrawError) -> [CChar] {
    var packed: [CChar] = []
    for (key, value) in texts {
      guard isValid(key: key) else { throw .impossibleTextKey(key) }
      guard !value.utf8.contains(0) else { throw .impossibleTextValue(key: key) }
      packed += key.utf8CString + value.utf8CString
    }
    return packed
  }

  /// PNG specification, section 11.3.4.2, narrowed from Latin-1 to ASCII.
  private static func isValid(key: String) -> Bool {
    let bytes = Array(key.utf8)
    let isSpaced = zip(bytes, bytes.dropFirst()).contains { $0 == 32 && $1 == 32 }
    return (1...79).contains(bytes.count) && bytes.allSatisfy { (32...126).contains($0) }
      && bytes.first != 32 && bytes.last != 32 && !isSpaced
  }

  /// Reads any PNG as opaque RGB, with its texts in their order.
  ///
  /// Pictures with a side over `Canvas.largestSide`, or more than `pixelLimit` pixels, are refused.
  public static func decode(
    _ bytes: [UInt8], pixelLimit: Int = 1 << 26
  ) throws(DrawError) -> (bitmap: Bitmap, texts: [Text]) {
    var message = [CChar](repeating: 0, count: Int(CPNG_MESSAGE_SIZE))
    let decoded = cpng_decode(
      bytes, bytes.count, UInt32(Canvas.largestSide), UInt64(max(pixelLimit, 0)), &message)
    guard let image = decoded else { throw .decodingFailed(sentence(message)) }
    defer { cpng_image_free(image) }
    let width = Int(cpng_image_width(image))
    let height = Int(cpng_image_height(image))
    let pixels = UnsafeBufferPointer(start: cpng_image_pixels(image), count: width * height)
    let texts: [Text] = (0..<cpng_image_text_count(image)).map { index in
      (
        latin1(cpng_image_key(image, index)),
        cpng_image_value_is_utf8(image, index) != 0
          ? String(cString: cpng_image_value(image, index))
          : latin1(cpng_image_value(image, index))
      )
    }
    return (Bitmap(width: width, height: height, pixels: Array(pixels)), texts)
  }

  private static func latin1(_ text: UnsafePointer<CChar>) -> String {
    var string = ""
    var next = text
    while next.pointee != 0 {
      string.unicodeScalars.append(Unicode.Scalar(UInt8(bitPattern: next.pointee)))
      next += 1
    }
    return string
  }

  private static func sentence(_ message: [CChar]) -> String {
    String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
