import Testing

import EvoDraw

@Suite struct LinePlotTests {
  static func plot(_ samples: [LinePlot.Sample]) -> LinePlot {
    LinePlot(
      title: "Title", x: .init("steps"), y: .init("return"),
      series: [.init("series", samples, color: Color(0xff0000))],
      thresholds: [.init("solved", at: 475)])
  }

  static func draw(_ plot: LinePlot, width: Int = 800, height: Int = 500) throws -> Bitmap {
    let canvas = try Canvas(width: width, height: height)
    plot.draw(on: canvas)
    return canvas.bitmap()
  }

  /// Columns of the data's frame that hold pure red, as shares of the width; the legend is above.
  static func redColumns(_ bitmap: Bitmap) -> Set<Int> {
    var columns: Set<Int> = []
    for y in bitmap.height / 7..<bitmap.height {
      for x in 0..<bitmap.width where bitmap[x, y] == 0xffff_0000 { columns.insert(x) }
    }
    return columns
  }

  @Test("a rising series runs from the lower left to the upper right of the frame")
  func line() throws {
    let bitmap = try Self.draw(
      Self.plot((0...10).map { .init(x: Double($0), y: Double($0) * 50) }))
    let columns = Self.redColumns(bitmap)
    #expect((60...110).contains(try #require(columns.min())))
    #expect((750...799).contains(try #require(columns.max())))
    func height(atColumn x: Int) -> Int? {
      (100..<500).first { bitmap[x, $0] == 0xffff_0000 }
    }
    let left = try #require(height(atColumn: 200))
    let right = try #require(height(atColumn: 600))
    #expect(left > right + 100)
  }

  @Test("a sample that is not finite leaves a gap", arguments: [Double.nan, .infinity, -.infinity])
  func gap(value: Double) throws {
    func samples(middle: Double) -> [LinePlot.Sample] {
      (0...10).map { .init(x: Double($0), y: $0 == 5 ? middle : 300) }
    }
    let whole = Self.redColumns(try Self.draw(Self.plot(samples(middle: 300))))
    let broken = Self.redColumns(try Self.draw(Self.plot(samples(middle: value))))
    let (low, high) = (try #require(whole.min()), try #require(whole.max()))
    #expect(whole.contains((low + high) / 2))
    #expect(!broken.contains((low + high) / 2))
    #expect(broken.contains(low + 10) && broken.contains(high - 10))
  }

  @Test("a lone sample is seen as a dot")
  func dot() throws {
    #expect(!Self.redColumns(try Self.draw(Self.plot([.init(x: 3, y: 100)]))).isEmpty)
  }

  @Test("a band is shaded between its ends")
  func band() throws {
    var plot = Self.plot((0...10).map { .init(x: Double($0), y: 250, low: 100, high: 400) })
    plot.thresholds = []
    let bitmap = try Self.draw(plot)
    let shaded = (75..<440).filter { bitmap[430, $0] >> 8 & 0xff < 0xe0 }
    #expect(shaded.count > 250)
  }

  @Test("no series, no samples and hostile numbers are survived, at any size")
  func hostile() throws {
    let numbers = [
      Double.nan, .infinity, -.infinity, 0, .leastNonzeroMagnitude, 1e300,
      -.greatestFiniteMagnitude, 1, 1e149,
    ]
    for scale in [LinePlot.Axis.Scale.linear, .logarithmic] {
      for (width, height) in [(1, 1), (40, 30), (800, 500), (30, 900)] {
        for count in 0...numbers.count {
          var plot = Self.plot(
            numbers.prefix(count).map { .init(x: $0, y: -$0, low: $0, high: $0) })
          plot.x.scale = scale
          plot.y.scale = scale
          plot.thresholds += numbers.map { .init("threshold", at: $0) }
          _ = try Self.draw(plot, width: width, height: height)
        }
      }
    }
    let empty = LinePlot(title: "", x: .init(""), y: .init(""), series: [])
    _ = try Self.draw(empty)
  }

  @Test("the name of a threshold stands where no curve is", arguments: [true, false])
  func thresholdName(isCurveLeft: Bool) throws {
    // A curve just above the threshold and one just below, over one half of the plot.
    let samples = stride(from: 0, through: 10, by: 0.25).flatMap { x -> [LinePlot.Sample] in
      guard (x < 5) == isCurveLeft else { return [.init(x: x, y: .nan)] }
      return [478, 472, 478].map { .init(x: x, y: $0) }
    }
    var plot = Self.plot(samples)
    plot.x.range = 0...10
    plot.y.range = 400...500
    let bitmap = try Self.draw(plot)
    // Dark pixels beside the line, which is at three quarters of the frame's height.
    let line = 74 + (442 - 74) / 4
    func darkPixels(_ columns: Range<Int>) -> Int {
      (line - 24..<line + 24).filter { abs($0 - line) > 3 }.reduce(0) { count, y in
        count + columns.count { bitmap[$0, y] & 0xff < 0x70 && bitmap[$0, y] >> 16 & 0xff < 0x70 }
      }
    }
    let (left, right) = (darkPixels(90..<300), darkPixels(560..<765))
    #expect(isCurveLeft ? right > 20 && left == 0 : left > 20 && right == 0, "\(left), \(right)")
  }

  @Test("values outside a given range stay outside the frame")
  func clipping() throws {
    var plot = Self.plot((0...10).map { .init(x: Double($0), y: $0 == 5 ? 1e6 : -1e6) })
    plot.y.range = 0...100
    plot.thresholds = []
    let bitmap = try Self.draw(plot)
    let below = (450..<500).contains { y in (0..<800).contains { bitmap[$0, y] == 0xffff_0000 } }
    #expect(!below)
    #expect(!Self.redColumns(bitmap).isEmpty)
  }

  @Test("the same plot gives the same pixels")
  func deterministic() throws {
    let plot = Self.plot((0...99).map { .init(x: Double($0), y: Double($0 * $0 % 97)) })
    #expect(try Self.draw(plot) == Self.draw(plot))
  }
}

@Suite struct TicksTests {
  @Test("linear ticks are round, inside the range, and share one suffix")
  func linear() {
    #expect(Ticks(linear: 0...500, count: 5).labels == ["0", "100", "200", "300", "400", "500"])
    #expect(Ticks(linear: 0...2_500_000, count: 5).labels.last == "2.5 M")
    #expect(
      Ticks(linear: 0...40_000, count: 4).labels == ["0", "10 k", "20 k", "30 k", "40 k"])
    #expect(Ticks(linear: -1.2...0.3, count: 3).labels == ["−1.0", "−0.5", "0"])
    #expect(Ticks(linear: -1700 ... -90, count: 4).labels == ["−1500", "−1000", "−500"])
    #expect(Ticks(linear: 0...0.00025, count: 3).labels == ["0", "1e−4", "2e−4"])
  }

  @Test("logarithmic ticks are powers of ten, each with its own suffix")
  func logarithmic() {
    #expect(Ticks(logarithmic: 0.5...2000, count: 8).labels == ["1", "10", "100", "1000"])
    #expect(Ticks(logarithmic: 1e4...1e7, count: 8).labels == ["10 k", "100 k", "1 M", "10 M"])
    #expect(Ticks(logarithmic: 2...8, count: 3).labels == ["2", "4", "6", "8"])
    #expect(Ticks(logarithmic: 1e-12...1e12, count: 6).labels.count <= 7)
  }

  @Test("a range that its own numbers cannot resolve still has a tick")
  func narrow() {
    #expect(Ticks(linear: 1e17...(1e17).nextUp, count: 5).values.count >= 1)
    #expect(Ticks(linear: 3...3, count: 5).values == [3])
  }

  @Test("a number on its own is rounded, with a real minus sign")
  func number() {
    #expect(NumberLabel.text(-143.27, decimals: 1) == "−143.3")
    #expect(NumberLabel.text(-0.01, decimals: 1) == "0.0")
    #expect(NumberLabel.text(9.96, decimals: 1) == "10.0")
    #expect(NumberLabel.text(.nan, decimals: 1) == "NaN")
    #expect(NumberLabel.text(-.infinity, decimals: 1) == "−∞")
    #expect(NumberLabel.text(1.25e300, decimals: 1) == "1.3e300")
    let least = Double.leastNonzeroMagnitude
    #expect(NumberLabel.text(least, step: 1, largest: least) == "0")
  }
}
