import Testing

import EvoDraw

@Suite struct ValueMapTests {
  private func map(
    trails: [ValueMap.Trail] = [], value: @escaping @Sendable (Point) -> Double
  ) -> ValueMap {
    ValueMap(
      title: "Title", area: Rectangle(low: Point(-2, -2), high: Point(2, 2)), trails: trails,
      value: value)
  }

  private func draw(_ map: ValueMap, width: Int = 800, height: Int = 700) throws -> Bitmap {
    let canvas = try Canvas(width: width, height: height)
    map.draw(on: canvas)
    return canvas.bitmap()
  }

  private func lightness(_ pixel: UInt32) -> UInt32 {
    (pixel >> 16 & 0xff) + (pixel >> 8 & 0xff) + (pixel & 0xff)
  }

  @Test("low values are dark and high values light, y up")
  func colors() throws {
    let bitmap = try draw(map { point in 1 + 10 * (point.y + 2) })
    // Between the contour lines; the frame is from 74 to 638.
    let column = (95..<655)
    func brightest(_ y: Int) -> UInt32 { column.map { lightness(bitmap[$0, y]) }.max() ?? 0 }
    #expect(brightest(90) > brightest(350))
    #expect(brightest(350) > brightest(620))
  }

  @Test(
    "the bar of colors has several numbers, however few powers of ten", arguments: [2.0, 8, 40])
  func barNumbers(factor: Double) throws {
    let bitmap = try draw(map { point in 3 * (1 + (factor - 1) * (point.y + 2) / 4) })
    // Marks beside the bar, which ends at 716.
    let rows = (60..<650).filter { lightness(bitmap[719, $0]) < 600 }
    let marks = rows.enumerated().count { $0.offset == 0 || rows[$0.offset - 1] + 1 != $0.element }
    #expect(marks >= 2)
  }

  @Test("a way is drawn where it went, with a gap at a point that is not finite")
  func trail() throws {
    let whole = [Point(-1, 0), Point(0, 0), Point(1, 0)]
    let broken = [Point(-1, 0), Point(-0.9, 0), Point(.nan, .nan), Point(0.9, 0), Point(1, 0)]
    func isOrange(_ pixel: UInt32) -> Bool { pixel == 0xffd5_5e00 }
    for (points, isJoined) in [(whole, true), (broken, false)] {
      let bitmap = try draw(
        map(trails: [ValueMap.Trail("way", points, isJoined: true)]) { 1 + $0.x * $0.x })
      #expect(isOrange(bitmap[379, 356]) == isJoined)
      #expect((520..<540).contains { isOrange(bitmap[$0, 356]) })
    }
  }

  @Test(
    "any function is survived, at any size",
    arguments: [(800, 700), (60, 40), (1, 1), (40, 900)])
  func hostile(width: Int, height: Int) throws {
    let functions: [@Sendable (Point) -> Double] = [
      { _ in .nan }, { _ in .infinity }, { _ in 0 }, { _ in -1e300 }, { $0.x > 0 ? 1e308 : -1e308 },
      { $0.x < 0 ? .nan : $0.y },
    ]
    for function in functions {
      let trail = ValueMap.Trail(
        "wild", [Point(.nan, 0), Point(.infinity, 1), Point(1e200, -1e200)], isJoined: false)
      _ = try draw(map(trails: [trail], value: function), width: width, height: height)
    }
  }

  @Test("the same map gives the same pixels")
  func same() throws {
    let map = map { $0.x * $0.x + $0.y }
    #expect(try draw(map) == draw(map))
  }
}
