import Testing

import EvoDraw

@Suite struct CanvasTests {
  @Test(
    "sizes outside 1 to 16384 are refused with the size",
    arguments: [(0, 10), (10, 0), (-3, 10), (16_385, 10), (10, .max), (.min, .min)])
  func impossibleSize(width: Int, height: Int) {
    #expect(throws: DrawError.impossibleSize(width: width, height: height)) {
      _ = try Canvas(width: width, height: height)
    }
  }

  @Test("the smallest and the longest canvas can be made and are white")
  func extremeSizes() throws {
    #expect(try Canvas(width: 1, height: 1).bitmap().pixels == [0xffff_ffff])
    let long = try Canvas(width: 16_384, height: 2).bitmap()
    #expect(long.pixels.allSatisfy { $0 == 0xffff_ffff })
    #expect(long.width == 16_384)
  }

  @Test("a filled shape covers its inside and nothing else")
  func fill() throws {
    let canvas = try Canvas(width: 20, height: 20)
    canvas.fill(.polygon([Point(5, 5), Point(15, 5), Point(15, 10), Point(5, 10)]), .blue)
    let bitmap = canvas.bitmap()
    #expect(bitmap[5, 5] == 0xff00_72b2)
    #expect(bitmap[14, 9] == 0xff00_72b2)
    #expect(bitmap[4, 5] == 0xffff_ffff)
    #expect(bitmap[14, 10] == 0xffff_ffff)
  }

  @Test("edges that cross a pixel are anti-aliased")
  func antialiasing() throws {
    let canvas = try Canvas(width: 3, height: 1)
    canvas.fill(
      .rectangle(Rectangle(low: Point(0, 0), high: Point(1.5, 1))), Color(0x000000))
    let grey = canvas.bitmap()[1, 0] & 0xff
    #expect((120...136).contains(grey))
  }

  @Test("a framed world is centered, uniform in scale and y up")
  func framing() throws {
    let canvas = try Canvas(width: 600, height: 200)
    let world = Rectangle(low: Point(-1, -1), high: Point(1, 1))
    canvas.with(Transform(framing: world, in: canvas.bounds)) {
      #expect(canvas.transform(Point(0, 0)) == Point(300, 100))
      #expect(canvas.transform(Point(1, 1)) == Point(400, 0))
      #expect(canvas.transform.scale == 100)
      #expect(canvas.visible == Rectangle(low: Point(-3, -1), high: Point(3, 1)))
    }
    #expect(canvas.transform == .identity)
  }

  @Test("a nested frame is turned and moved inside the outer one")
  func nesting() throws {
    let canvas = try Canvas(width: 100, height: 100)
    canvas.with(Transform(at: Point(10, 20))) {
      canvas.with(Transform(at: Point(5, 0), angle: .pi / 2)) {
        let point = canvas.transform(Point(3, 0))
        #expect(abs(point.x - 15) < 1e-12)
        #expect(abs(point.y - 23) < 1e-12)
        let back = canvas.transform.inverse(point)
        #expect(abs(back.x - 3) < 1e-12)
        #expect(abs(back.y) < 1e-12)
      }
    }
  }

  @Test("a circle has the area of a circle")
  func circle() throws {
    let canvas = try Canvas(width: 100, height: 100)
    canvas.fill(.circle(Point(50, 50), radius: 40), Color(0x000000))
    let covered = canvas.bitmap().pixels.reduce(0.0) { $0 + 1 - Double($1 & 0xff) / 255 }
    #expect(abs(covered - .pi * 1600) < 15)
  }

  @Test("an arc is drawn on its own side only")
  func arc() throws {
    let canvas = try Canvas(width: 100, height: 100)
    // Angles run towards +y, which is down in pixels.
    canvas.stroke(
      .arc(Point(50, 50), radius: 40, start: 0, sweep: .pi), .blue, width: 4, cap: .butt)
    let bitmap = canvas.bitmap()
    #expect(bitmap[50, 90] == 0xff00_72b2)
    #expect(bitmap[50, 10] == 0xffff_ffff)
  }

  @Test("a rounded rectangle leaves its corners free")
  func roundedRectangle() throws {
    let canvas = try Canvas(width: 40, height: 40)
    let frame = Rectangle(low: Point(5, 5), high: Point(35, 35))
    canvas.fill(.rectangle(frame, cornerRadius: 10), .blue)
    let bitmap = canvas.bitmap()
    #expect(bitmap[20, 5] == 0xff00_72b2)
    for (x, y) in [(5, 5), (34, 5), (34, 34), (5, 34)] { #expect(bitmap[x, y] == 0xffff_ffff) }
  }

  @Test("dashes leave holes in a line, caps lengthen it")
  func lineStyle() throws {
    let canvas = try Canvas(width: 40, height: 20)
    canvas.stroke(
      .line(Point(10, 5), Point(30, 5)), .blue, width: 4, cap: .butt, dash: [5, 5])
    canvas.stroke(.line(Point(10, 15), Point(30, 15)), .blue, width: 4, cap: .round)
    let bitmap = canvas.bitmap()
    #expect(bitmap[12, 5] == 0xff00_72b2)
    #expect(bitmap[17, 5] == 0xffff_ffff)
    #expect(bitmap[9, 5] == 0xffff_ffff)
    #expect(bitmap[9, 15] != 0xffff_ffff)
  }

  @Test("a gradient runs from its first color to its second")
  func gradient() throws {
    let canvas = try Canvas(width: 4, height: 256)
    canvas.fill(
      .rectangle(canvas.bounds), from: (Point(0, 0), Color(0x000000)),
      to: (Point(0, 256), Color(0xffffff)))
    let bitmap = canvas.bitmap()
    #expect(bitmap[0, 0] & 0xff <= 2)
    #expect((126...130).contains(bitmap[0, 128] & 0xff))
    #expect(bitmap[0, 255] & 0xff >= 253)
  }

  @Test("text is drawn where its anchor says, and upright in a world with y up")
  func text() throws {
    let canvas = try Canvas(width: 200, height: 60)
    canvas.with(
      Transform(
        framing: Rectangle(center: Point(0, 0), width: 2, height: 0.6),
        in: canvas.bounds)
    ) {
      canvas.text("L", at: Point(0, 0), size: 40, .ink, anchor: .center)
    }
    let inked = canvas.inkedPixels()
    let width = canvas.width(of: "L", size: 40)
    #expect(inked.allSatisfy { abs(Double($0.x) - 100) <= width / 2 + 1 })
    // The bar of an upright L is at the bottom.
    let upper = inked.count { $0.y < 30 }
    #expect(upper > 20)
    #expect(inked.count > 2 * upper)
  }

  @Test("numbers that are not finite, or far too large, draw nothing wrong")
  func hostileNumbers() throws {
    let canvas = try Canvas(width: 30, height: 30)
    let hostile = [Double.nan, .infinity, -.infinity, 1e9, -1e300, .greatestFiniteMagnitude]
    for number in hostile {
      let point = Point(number, 10)
      canvas.stroke(.line(Point(0, 10), point), .blue, width: 1, dash: [0.5, 0.5])
      canvas.stroke(.line(Point(0, 10), Point(20, 20)), .blue, width: -abs(number))
      canvas.stroke(.arc(Point(5, 5), radius: 3, start: number, sweep: number), .blue, width: 1)
      canvas.stroke(.line(Point(0, 3), Point(9, 3)), .blue, width: 1, dash: [number, -1])
      canvas.fill(.circle(point, radius: 5), .blue)
      canvas.fill(.circle(Point(5, 5), radius: number), Color.blue.opacity(0))
      canvas.fill(.rectangle(Rectangle(center: point, width: 2, height: 2)), .blue)
      canvas.text("text", at: point, size: 10, .ink)
      canvas.text("text", at: Point(5, 5), size: number, .ink)
      canvas.with(Transform(at: point, angle: number)) {
        canvas.fill(.circle(Point(0, 0), radius: 5), .blue)
        _ = canvas.visible
      }
    }
    canvas.fill(.white)
    canvas.fill(.circle(Point(15, 15), radius: 5), .blue)
    #expect(canvas.bitmap()[15, 15] == 0xff00_72b2)
  }

  @Test("a polyline has a gap where a point is not finite")
  func gap() throws {
    let canvas = try Canvas(width: 50, height: 10)
    let points = [Point(0, 5), Point(20, 5), Point(.nan, 5), Point(30, 5), Point(50, 5)]
    canvas.stroke(.polyline(points), .blue, width: 4, cap: .butt)
    let bitmap = canvas.bitmap()
    #expect(bitmap[10, 5] == 0xff00_72b2)
    #expect(bitmap[25, 5] == 0xffff_ffff)
    #expect(bitmap[40, 5] == 0xff00_72b2)
  }

  @Test("the same drawing can be written as SVG")
  func svg() throws {
    func draw(_ canvas: Canvas) {
      canvas.fill(.circle(Point(20, 20), radius: 10), .blue)
      canvas.text("42", at: Point(20, 40), size: 12, .ink)
    }
    let file = try Canvas.svg(width: 60, height: 50, draw)
    let text = String(decoding: file, as: UTF8.self)
    #expect(text.hasPrefix("<?xml"))
    #expect(text.contains("<svg") && text.contains("</svg>"))
    #expect(text.contains("width=\"60pt\""))
    #expect(file == (try Canvas.svg(width: 60, height: 50, draw)))
    #expect(throws: DrawError.impossibleSize(width: 0, height: 5)) {
      _ = try Canvas.svg(width: 0, height: 5, draw)
    }
  }
}

extension Canvas {
  /// The places that are no longer white.
  func inkedPixels() -> [(x: Int, y: Int)] {
    let bitmap = bitmap()
    return bitmap.pixels.indices.filter { bitmap.pixels[$0] != 0xffff_ffff }
      .map { ($0 % width, $0 / width) }
  }
}
