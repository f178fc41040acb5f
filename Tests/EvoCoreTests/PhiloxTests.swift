import CKernels
import EvoCore
import Testing

/// Known answers of Philox4x32-10 from the file kat_vectors of Random123, the library of Salmon et
/// al. 2011.
@Suite("Philox4x32-10")
struct PhiloxTests {
  struct KnownAnswer: Sendable {
    let counter: SIMD4<UInt32>
    let key: SIMD2<UInt32>
    let answer: SIMD4<UInt32>
  }

  static let knownAnswers = [
    KnownAnswer(
      counter: SIMD4(repeating: 0), key: SIMD2(repeating: 0),
      answer: SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
    KnownAnswer(
      counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max),
      answer: SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)),
    KnownAnswer(
      counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
      key: SIMD2(0xa409_3822, 0x299f_31d0),
      answer: SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)),
  ]

  @Test("the Swift form gives the published answers", arguments: knownAnswers)
  func swift(known: KnownAnswer) {
    #expect(Philox.block(counter: known.counter, key: known.key) == known.answer)
  }

  @Test("the C form gives the published answers", arguments: knownAnswers)
  func c(known: KnownAnswer) {
    #expect(philox(counter: known.counter, key: known.key) == known.answer)
  }

  @Test("a stream is the blocks of its address, one counter after the other")
  func stream() {
    var random = Random(
      seed: 0x299f_31d0_a409_3822, domain: .randomAction, index: 7, substream: 9)
    for block in 0..<5 as Range<UInt32> {
      let words = Philox.block(
        counter: SIMD4(block, Random.Domain.randomAction.rawValue, 9, 7),
        key: SIMD2(0xa409_3822, 0x299f_31d0))
      for i in 0..<4 { #expect(random.next() == words[i]) }
    }
  }

  @Test("uniform numbers stay in their range and fill it")
  func uniform() {
    var random = Random(seed: 5, domain: .probe)
    let values = (0..<100_000).map { _ in random.uniform(-3, 5) }
    #expect(values.allSatisfy { (-3..<5).contains($0) })
    let mean = values.reduce(0.0) { $0 + Double($1) } / 100_000
    // The standard error of the mean is 8 / sqrt(12 * 100,000).
    #expect(abs(mean - 1) < 4 * 0.0073)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[random.index(below: 7)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 400 })
  }
}

func philox(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
  let counters = [counter.x, counter.y, counter.z, counter.w]
  let keys = [key.x, key.y]
  var words = [UInt32](repeating: 0, count: 4)
  ck_philox(counters, keys, &words)
  return SIMD4(words[0], words[1], words[2], words[3])
}
