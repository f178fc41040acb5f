import CKernels
import EvoCore
import EvoTestSupport
import Foundation
import Testing

@Suite("Normal noise", .serialized)
struct NormalsTests {
  static let stream = ck_stream(seed: 0x1234_5678_9abc_def0, leaf: 3, generation: 11)

  @Test("normals are Box and Muller's transform of Philox's words")
  func boxMuller() {
    let expected = (0..<256).flatMap { block in
      let words = philox(
        counter: SIMD4(UInt32(block), 3, 42, 11), key: SIMD2(0x9abc_def0, 0x1234_5678))
      return pair(words.x, words.y) + pair(words.z, words.w)
    }
    KernelVariant.forEach { variant in
      let found = normals(1_024, Self.stream, pair: 42)
      for (i, z) in expected.enumerated() where abs(Double(found[i]) - z) > 1e-6 * max(1, abs(z)) {
        Issue.record("\(variant): normal \(i) is \(found[i]), not \(z)")
      }
    }
  }

  /// Two normals from two words. The radius word is rounded to single precision first: near 1 its
  /// logarithm depends on that.
  private func pair(_ radius: UInt32, _ angle: UInt32) -> [Double] {
    let u = Float(0x1p-32).addingProduct(Float(radius >> 1), 0x1p-31)
    let r = (-2 * log(Double(u))).squareRoot()
    let turn = Double(angle) * 0x1p-32 * 2 * Double.pi
    return [r * cos(turn), r * sin(turn)]
  }

  @Test("sequence, lane and block forms agree bit for bit, in every variant")
  func formsAgree() {
    for count in [1, 3, 4, 5, 63, 64, 65, 130] {
      let pairs = AlignedBuffer<UInt32>(count: 32, filledWith: 0)
      for lane in 0..<32 { pairs.base[lane] = UInt32(lane * lane) }
      let ones = AlignedBuffer<Float>(count: 32, filledWith: 1)
      let expected = (0..<32).map { bits(normals(count, Self.stream, pair: UInt32($0 * $0))) }
      KernelVariant.forEach { variant in
        let lanes = LaneMatrix(rows: count, stride: 32)
        let block = LaneMatrix(rows: count, stride: 32)
        ck_normal_block(block.base, count, Self.stream, pairs.base, ones.base, nil, 32, 32)
        for lane in 0..<32 {
          ck_normal_lane(
            lanes.base + lane, count, Self.stream, pairs.base[lane], 1, nil, 32)
          let sequence = normals(count, Self.stream, pair: pairs.base[lane])
          #expect(bits(sequence) == expected[lane], "\(variant)")
          #expect(bits(lanes.column(lane)) == expected[lane], "\(variant), lane form")
          #expect(bits(block.column(lane)) == expected[lane], "\(variant), block form")
        }
      }
    }
  }

  @Test("scale and center are one fused multiply-add")
  func scaleAndCenter() {
    let count = 70
    let center = (0..<count).map { Float($0) * 0.37 - 4 }
    let z = normals(count, Self.stream, pair: 5)
    let expected = bits(zip(center, z).map { $0.addingProduct(-0.3, $1) })
    KernelVariant.forEach { variant in
      let found = LaneMatrix(rows: count, stride: 16)
      ck_normal_lane(found.base + 9, count, Self.stream, 5, -0.3, center, 16)
      #expect(bits(found.column(9)) == expected, "\(variant)")
    }
  }

  @Test("mean, variance, skew and kurtosis are those of the normal distribution")
  func moments() {
    let n = 400_000.0
    let z = normals(400_000, Self.stream, pair: 0).map(Double.init)
    func moment(_ power: Int) -> Double {
      z.reduce(0) { $0 + pow($1, Double(power)) } / n
    }
    // Four standard errors each.
    #expect(abs(moment(1)) < 4 * (1 / n).squareRoot())
    #expect(abs(moment(2) - 1) < 4 * (2 / n).squareRoot())
    #expect(abs(moment(3)) < 4 * (15 / n).squareRoot())
    #expect(abs(moment(4) - 3) < 4 * (96 / n).squareRoot())
  }

  @Test("the distance of Kolmogorov and Smirnov from the normal distribution is that of chance")
  func kolmogorovSmirnov() {
    let n = 200_000
    let z = normals(n, Self.stream, pair: 1).sorted()
    var distance = 0.0
    for (i, value) in z.enumerated() {
      let expected = 0.5 * erfc(-Double(value) / 2.0.squareRoot())
      distance = max(
        distance, abs(Double(i) / Double(n) - expected), abs(Double(i + 1) / Double(n) - expected))
    }
    // Exceeded once in a thousand by true normals.
    #expect(distance * Double(n).squareRoot() < 1.95)
  }

  @Test("neighbors, pairs, leaves, generations and seeds are independent")
  func independence() {
    let n = 100_000
    let z = normals(n, Self.stream, pair: 7)
    var others = [Array(normals(n, Self.stream, pair: 8))]
    others.append(normals(n, ck_stream(seed: Self.stream.seed, leaf: 4, generation: 11), pair: 7))
    others.append(normals(n, ck_stream(seed: Self.stream.seed, leaf: 3, generation: 12), pair: 7))
    others.append(
      normals(n, ck_stream(seed: Self.stream.seed + 1, leaf: 3, generation: 11), pair: 7))
    for lag in 1...8 { others.append(Array(z.dropFirst(lag)) + z.prefix(lag)) }
    // A correlation of n independent numbers has the standard deviation 1 / sqrt(n).
    let limit = 4.5 / Double(n).squareRoot()
    for (index, other) in others.enumerated() {
      #expect(abs(correlation(z, other)) < limit, "\(index)")
      #expect(abs(correlation(z.map { $0 * $0 }, other.map { $0 * $0 })) < limit, "\(index)")
    }
    // Sine and cosine of one angle, and with one radius, are independent all the same.
    let first = stride(from: 0, to: n, by: 2).map { z[$0] }
    let second = stride(from: 1, to: n, by: 2).map { z[$0] }
    #expect(abs(correlation(first.map { $0 * $0 }, second.map { $0 * $0 })) < 1.5 * limit)
  }

  private func correlation(_ x: [Float], _ y: [Float]) -> Double {
    let n = Double(x.count)
    var (sumX, sumY, sumXX, sumYY, sumXY) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for i in x.indices {
      let (a, b) = (Double(x[i]), Double(y[i]))
      sumX += a
      sumY += b
      sumXX += a * a
      sumYY += b * b
      sumXY += a * b
    }
    return (sumXY - sumX * sumY / n)
      / ((sumXX - sumX * sumX / n) * (sumYY - sumY * sumY / n)).squareRoot()
  }

  private func normals(_ count: Int, _ stream: ck_stream, pair: UInt32) -> [Float] {
    let buffer = AlignedBuffer<Float>(count: (count + 63) & ~63, filledWith: .nan)
    ck_normals(buffer.base, count, stream, pair)
    return (0..<count).map { buffer.base[$0] }
  }
}
