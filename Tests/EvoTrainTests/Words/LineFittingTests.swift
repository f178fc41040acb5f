import EvoWords
import Testing

@Suite("Lines that fit a terminal")
struct LineFittingTests {
  private let parts = ["generation 12", "fitness 16.5", "return 42.9 (best 43.0)", "1.23 M steps"]

  @Test("a line drops parts from the right until it fits, and cuts the first at last")
  func dropping() {
    #expect(
      LineFitting.line(parts, width: 80)
        == "generation 12, fitness 16.5, return 42.9 (best 43.0), 1.23 M steps")
    #expect(
      LineFitting.line(parts, width: 64) == "generation 12, fitness 16.5, return 42.9 (best 43.0)")
    #expect(LineFitting.line(parts, width: 27) == "generation 12, fitness 16.5")
    #expect(LineFitting.line(parts, width: 26) == "generation 12")
    #expect(LineFitting.line(parts, width: 5) == "gener")
    #expect(LineFitting.line(parts, width: -1) == "")
    #expect(LineFitting.line([], width: 5) == "")
  }

  @Test("no width makes a line longer than it", arguments: 0...90)
  func widths(width: Int) {
    #expect(LineFitting.line(parts, width: width).count <= width)
  }

  @Test("a text is broken between words; a word that is too long stays whole")
  func wrapped() {
    #expect(
      LineFitting.wrapped("a bb ccc internationalization d", width: 8, indentation: "  ")
        == ["  a bb", "  ccc", "  internationalization", "  d"])
    #expect(LineFitting.wrapped("", width: 8) == [""])
  }

  @Test("a number has as many digits as asked for, and no zeros behind")
  func digits() {
    #expect(NumberText.significant(0.012345678, 4) == "0.01235")
    #expect(NumberText.significant(1.5, 4) == "1.5")
    #expect(NumberText.significant(123456, 4) == "1.235e+05")
    #expect(NumberText.significant(-.greatestFiniteMagnitude, 17) == "-1.7976931348623157e+308")
    #expect(NumberText.fixed(2.25, 1) == "2.2")
    #expect(NumberText.fixed(-.greatestFiniteMagnitude, 3).count == 314)
  }
}
