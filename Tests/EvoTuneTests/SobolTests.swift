import Testing

import EvoTune

@Suite("Sobol's sequence")
struct SobolTests {
  /// By `scipy.stats.qmc.Sobol(64, scramble=False, bits=32)` of SciPy 1.17.1.
  @Test("is that of SciPy")
  func reference() {
    let sequence = SobolSequence(64)
    #expect(
      sequence.point(5).prefix(12) == [
        3_758_096_384, 3_758_096_384, 536_870_912, 1_610_612_736, 3_758_096_384, 2_684_354_560,
        3_758_096_384, 1_610_612_736, 1_610_612_736, 536_870_912, 1_610_612_736, 3_758_096_384,
      ])
    let far = sequence.point(1000)
    #expect(
      [0, 1, 2, 10, 30, 63].map { far[$0] } == [
        943_718_400, 415_236_096, 2_227_175_424, 364_904_448, 633_339_904, 1_916_796_928,
      ])
  }

  @Test("a power of two of its points has one in each of as many slices, in every dimension")
  func slices() {
    let sequence = SobolSequence(SobolSequence.dimensions)
    let points = (0..<256).map { sequence.point($0) }
    for dimension in 0..<SobolSequence.dimensions {
      #expect(Set(points.map { $0[dimension] >> 24 }).count == 256)
    }
  }
}
