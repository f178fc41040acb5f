import CKernels
import EvoCore
import EvoTestSupport
import Foundation
import Testing

/// The kernels of minibatches against readable scalar forms, for every instruction set of this
/// machine.
@Suite("Minibatch kernels", .serialized)
struct MinibatchKernelTests {
  private let lanes = 48
  private let stride = 64

  private func forEachVariant(_ body: (String) -> Void) {
    KernelVariant.forEach { body($0.description) }
  }

  private func buffer(_ count: Int, _ value: () -> Float) -> AlignedBuffer<Float> {
    let buffer = AlignedBuffer<Float>(count: count, filledWith: .nan)
    for i in 0..<count { buffer.base[i] = value() }
    return buffer
  }

  @Test(
    "a member's layer equals the scalar form bit for bit, whatever its rank and activation",
    arguments: [0, 1, 2, 5], [CK_IDENTITY, CK_TANH, CK_RELU, CK_SIGMOID, CK_SILU])
  func memberLayer(rank: Int, activation: Int) {
    var random = Random(seed: 1, domain: .probe)
    let outputs = 7
    let base = buffer(outputs * stride) { random.uniform(-2, 2) }
    let bias = buffer(outputs) { random.uniform(-1, 1) }
    let a = buffer(max(outputs * rank, 1)) { random.uniform(-1, 1) }
    let c = buffer(max(rank * stride, 1)) { random.uniform(-1, 1) }
    let expected = buffer(outputs * stride) { 0 }
    for o in 0..<outputs {
      for j in 0..<lanes {
        var z = base.base[o * stride + j] + bias.base[o]
        for q in 0..<rank {
          z = z.addingProduct(a.base[o * rank + q], c.base[q * stride + j])
        }
        expected.base[o * stride + j] = z
      }
    }
    ck_activate(expected.base, outputs * stride, Int32(activation))
    forEachVariant { variant in
      let y = buffer(outputs * stride) { .nan }
      ck_member_layer(
        base.base, bias.base, a.base, c.base, y.base, outputs, rank, Int32(activation), lanes,
        stride)
      for o in 0..<outputs {
        for j in 0..<lanes {
          let at = o * stride + j
          #expect(
            y.base[at].bitPattern == expected.base[at].bitPattern, "\(variant), row \(o), lane \(j)"
          )
        }
        #expect(y.base[o * stride + lanes].isNaN, "lanes past the last are left alone")
      }
    }
  }

  @Test("the exponential is right to 1e-7, 0 far below, and passes NaN through")
  func exponential() {
    let count = 1 << 16
    forEachVariant { variant in
      let x = buffer(count) { 0 }
      for i in 0..<count { x.base[i] = -87 + Float(i) * (87 + 20) / Float(count) }
      let y = buffer(count) { 0 }
      y.base.update(from: x.base, count: count)
      ck_exp(y.base, count)
      var worst = 0.0
      for i in 0..<count {
        worst = max(worst, abs(Double(y.base[i]) / exp(Double(x.base[i])) - 1))
      }
      #expect(worst < 1e-7, "\(variant): \(worst)")

      let special: [Float] = [.nan, -.infinity, -1e30, -88, 0, -0.0, 1, 88]
      let z = buffer(16) { 0 }
      for (i, value) in special.enumerated() { z.base[i] = value }
      ck_exp(z.base, 16)
      #expect(z.base[0].isNaN)
      #expect((1...3).allSatisfy { z.base[$0] == 0 })
      #expect(z.base[4] == 1 && z.base[5] == 1)
      #expect(abs(z.base[6] - 2.718_281_8) < 3e-7)
      #expect(z.base[7].isFinite)
    }
  }

  @Test("cross-entropy is right to 1e-6 for outputs of any size, with the same bits everywhere")
  func crossEntropy() {
    var random = Random(seed: 2, domain: .probe)
    let outputs = 10
    for scale: Float in [0.01, 1, 30, 1000] {
      let y = buffer(outputs * stride) { random.uniform(-scale, scale) }
      let labels = AlignedBuffer<Int32>(count: stride, filledWith: 0)
      for j in 0..<stride { labels.base[j] = Int32(random.index(below: outputs)) }
      var bits: Set<[UInt32]> = []
      forEachVariant { variant in
        let loss = buffer(stride) { .nan }
        ck_cross_entropy(y.base, labels.base, loss.base, outputs, lanes, stride)
        for j in 0..<lanes {
          let column = (0..<outputs).map { Double(y.base[$0 * stride + j]) }
          let largest = column.max() ?? 0
          let sum = column.reduce(0) { $0 + exp($1 - largest) }
          let expected = largest + log(sum) - column[Int(labels.base[j])]
          #expect(
            abs(Double(loss.base[j]) - expected) < 1e-6 * max(1, expected), "\(variant), lane \(j)")
        }
        bits.insert((0..<lanes).map { loss.base[$0].bitPattern })
      }
      #expect(bits.count == 1)
    }
  }

  @Test("an output that is not finite makes the lane's losses NaN and no other's")
  func notFinite() {
    for bad: Float in [.nan, .infinity, -.infinity] {
      let y = buffer(3 * stride) { 0.5 }
      y.base[stride + 5] = bad
      let labels = AlignedBuffer<Int32>(count: stride, filledWith: 0)
      let targets = buffer(stride) { 1 }
      let loss = buffer(stride) { 0 }
      ck_correct(y.base, labels.base, loss.base, 3, lanes, stride)
      #expect((0..<lanes).filter { loss.base[$0].isNaN } == [5])
      ck_cross_entropy(y.base, labels.base, loss.base, 3, lanes, stride)
      // An output of minus infinity is a probability of 0.
      #expect((0..<lanes).filter { loss.base[$0].isNaN } == (bad == -.infinity ? [] : [5]))
      ck_squared_error(y.base + stride, targets.base, loss.base, lanes)
      #expect((0..<lanes).filter { !loss.base[$0].isFinite } == [5])
    }
  }

  @Test("the largest output is the answer, the first of equal ones")
  func correct() {
    let y = buffer(3 * stride) { 0 }
    let labels = AlignedBuffer<Int32>(count: stride, filledWith: 0)
    y.base[2 * stride + 1] = 1  // lane 1: class 2
    y.base[stride + 2] = -1  // lane 2: classes 0 and 2 are equal
    labels.base[1] = 2
    labels.base[2] = 2
    labels.base[3] = 1
    forEachVariant { variant in
      let found = buffer(stride) { .nan }
      ck_correct(y.base, labels.base, found.base, 3, lanes, stride)
      #expect((0..<5).map { found.base[$0] } == [1, 1, 0, 0, 1], "\(variant)")
    }
  }
}
