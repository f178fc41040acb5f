import Testing

import EvoDraw

@Suite struct ContactSheetTests {
  static func bitmap(_ color: Color, width: Int = 60, height: Int = 40) throws -> Bitmap {
    let canvas = try Canvas(width: width, height: height)
    canvas.fill(color)
    return canvas.bitmap()
  }

  @Test("the sheet is as large as its cells, captions and gaps, and each picture is in its cell")
  func geometry() throws {
    let colors: [Color] = [.blue, .orange, .green, .purple, .yellow]
    let sheet = ContactSheet(
      try colors.map { (try Self.bitmap($0), "caption") }, columns: 3, cellWidth: 90)
    let layout = try sheet.layout()
    #expect((layout.columns, layout.rows) == (3, 2))
    #expect((layout.cellWidth, layout.cellHeight) == (90, 60))
    let canvas = try sheet.canvas()
    #expect(canvas.width == 3 * 90 + 4 * layout.gap)
    #expect(canvas.height == 2 * (60 + layout.captionHeight) + 3 * layout.gap)
    let bitmap = canvas.bitmap()
    for (index, color) in colors.enumerated() {
      let expected = try Self.bitmap(color)[0, 0]
      let cell = layout.cell(index)
      #expect(bitmap[Int(cell.center.x), Int(cell.center.y)] == expected)
      #expect(bitmap[Int(cell.low.x) + 3, Int(cell.low.y) + 3] == expected)
      #expect(bitmap[Int(cell.high.x) - 4, Int(cell.high.y) - 4] == expected)
    }
    // The sixth place is empty.
    let rest = layout.cell(5)
    #expect(bitmap[Int(rest.center.x), Int(rest.center.y)] == 0xffff_ffff)
  }

  @Test("captions are written under the pictures, a title above them")
  func lettering() throws {
    let white = try Self.bitmap(.white)
    let plain = try ContactSheet([(white, "")], cellWidth: 200).canvas().inkedPixels().count
    let captioned = try ContactSheet([(white, "step 4")], cellWidth: 200).canvas()
      .inkedPixels().count
    let titled = try ContactSheet([(white, "step 4")], cellWidth: 200, title: "cartpole").canvas()
      .inkedPixels().count
    #expect(plain < captioned && captioned < titled)
  }

  @Test("columns are chosen for a sheet of about 3:2", arguments: [1, 2, 5, 12, 40])
  func columns(count: Int) throws {
    let picture = (bitmap: try Self.bitmap(.blue), caption: "")
    let layout = try ContactSheet(Array(repeating: picture, count: count)).layout()
    #expect(layout.columns * layout.rows >= count)
    #expect((layout.rows - 1) * layout.columns < count)
    #expect(layout.columns >= layout.rows)
    #expect(layout.columns <= 2 * layout.rows + 1)
  }

  @Test("no pictures, or more than a canvas holds, are refused")
  func refusals() throws {
    #expect(throws: DrawError.emptyContactSheet) { _ = try ContactSheet([]).canvas() }
    let picture = (bitmap: try Self.bitmap(.blue), caption: "")
    #expect(throws: DrawError.self) {
      _ = try ContactSheet([picture, picture], columns: 2, cellWidth: 10_000).canvas()
    }
  }

  @Test("a legend marks the upper left corner only, whatever the return is")
  func legend() throws {
    for value in [143, -1e300, .nan, .infinity] {
      let canvas = try Canvas(width: 600, height: 400)
      Legend(environment: "cartpole", step: 12, episodeReturn: value).draw(on: canvas)
      let inked = canvas.inkedPixels()
      #expect(inked.count > 200)
      #expect(inked.allSatisfy { $0.x < 200 && $0.y < 120 })
    }
  }
}
