import Testing

import EvoDraw

@Suite struct PNGTests {
  static func picture() throws -> Canvas {
    let canvas = try Canvas(width: 61, height: 43)
    canvas.fill(.circle(Point(30, 20), radius: 15), .vermilion)
    canvas.text("evo", at: Point(10, 40), size: 12, .ink)
    return canvas
  }

  static let texts: [PNG.Text] = [
    ("environment", "cartpole"), ("step", "12"), ("step", "13"), ("note", "Größe ≥ 1\nzweite"),
    ("empty", ""),
  ]

  @Test("pixels and texts come back as they were, the texts in order")
  func roundTrip() throws {
    let canvas = try Self.picture()
    let decoded = try PNG.decode(PNG.encode(canvas, texts: Self.texts))
    #expect(decoded.bitmap == canvas.bitmap())
    #expect(decoded.texts.map(\.key) == Self.texts.map(\.key))
    #expect(decoded.texts.map(\.value) == Self.texts.map(\.value))
  }

  @Test("every compression level keeps the pixels", arguments: [-1, 0, 1, 3, 9, 100])
  func levels(level: Int) throws {
    let canvas = try Self.picture()
    #expect(try PNG.decode(PNG.encode(canvas, level: level)).bitmap == canvas.bitmap())
  }

  @Test("the same picture gives the same bytes, and holds no time")
  func deterministic() throws {
    let first = try PNG.encode(Self.picture(), texts: Self.texts)
    #expect(first == (try PNG.encode(Self.picture(), texts: Self.texts)))
    #expect(!String(decoding: first, as: UTF8.self).contains("tIME"))
  }

  @Test("the file is 8-bit RGB with ASCII in tEXt and the rest in iTXt")
  func format() throws {
    let bytes = try PNG.encode(Self.picture(), texts: Self.texts)
    #expect(Array(bytes.prefix(8)) == [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    // Depth 8, color type 2, no interlacing, at the end of the header chunk.
    #expect(Array(bytes[24...28]) == [8, 2, 0, 0, 0])
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("tEXtenvironment\0cartpole"))
    #expect(text.contains("iTXtnote\0"))
  }

  @Test(
    "keys that the format does not allow are refused",
    arguments: ["", " a", "a ", "a  b", "größe", "a\nb", String(repeating: "k", count: 80)])
  func impossibleKey(key: String) throws {
    let canvas = try Self.picture()
    #expect(throws: DrawError.impossibleTextKey(key)) {
      _ = try PNG.encode(canvas, texts: [(key, "value")])
    }
  }

  @Test("a value with a NUL is refused with its key")
  func impossibleValue() throws {
    let canvas = try Self.picture()
    #expect(throws: DrawError.impossibleTextValue(key: "note")) {
      _ = try PNG.encode(canvas, texts: [("note", "a\0b")])
    }
  }

  @Test("a file cut off anywhere is refused, never trapped on")
  func truncated() throws {
    let bytes = try PNG.encode(Self.picture(), texts: Self.texts)
    for count in 0..<bytes.count {
      #expect(throws: DrawError.self) { _ = try PNG.decode(Array(bytes.prefix(count))) }
    }
  }

  @Test("a file with any one byte changed is refused or decoded, never trapped on")
  func damaged() throws {
    let bytes = try PNG.encode(Self.picture(), texts: Self.texts)
    var refused = 0
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] ^= 0x55
      do throws(DrawError) {
        _ = try PNG.decode(damaged, pixelLimit: 10_000)
      } catch {
        refused += 1
      }
    }
    // Checksums of optional chunks are only warned about; all the others refuse.
    #expect(refused > bytes.count / 2)
  }

  @Test("a picture with more pixels than the limit is refused before it is read")
  func limit() throws {
    let bytes = try PNG.encode(Self.picture())
    #expect(throws: DrawError.decodingFailed("the picture has too many pixels")) {
      _ = try PNG.decode(bytes, pixelLimit: 61 * 43 - 1)
    }
    #expect(try PNG.decode(bytes, pixelLimit: 61 * 43).bitmap.width == 61)
  }

  @Test("a chunk that claims more than it may hold is refused before memory is taken for it")
  func greedyChunk() throws {
    var bytes = try PNG.encode(Self.picture(), texts: Self.texts)
    // The length of the first chunk after the signature (8 bytes) and the header (25 bytes).
    bytes[33] = 0x55
    #expect(throws: DrawError.decodingFailed("tEXt: chunk data is too large")) {
      _ = try PNG.decode(bytes)
    }
  }

  @Test("errors are one sentence that says what to do")
  func wording() {
    #expect(
      DrawError.impossibleSize(width: 0, height: 7).description
        == "A picture of 0x7 pixels cannot be drawn: both sides must be 1 to 16384.")
    #expect(
      DrawError.decodingFailed("the data end too early").description
        == "The data are not a readable PNG picture: the data end too early.")
  }
}
