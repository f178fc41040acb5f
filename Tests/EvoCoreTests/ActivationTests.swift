import CKernels
import EvoCore
import EvoTestSupport
import Foundation
import Testing

@Suite("Activations", .serialized)
struct ActivationTests {
  /// The kernel's values; the count must be a multiple of 16.
  private func activate(_ values: [Float], _ activation: Activation) -> [Float] {
    let buffer = AlignedBuffer<Float>(count: values.count, filledWith: 0)
    buffer.base.update(from: values, count: values.count)
    ck_activate(buffer.base, values.count, kernelActivation(activation))
    return (0..<values.count).map { buffer.base[$0] }
  }

  @Test("every variant equals the scalar twin bit for bit", arguments: Activation.allCases)
  func twins(activation: Activation) {
    var random = Random(test: 3)
    var values: [Float] = [
      0, -0.0, 1, -1, .infinity, -.infinity, .nan, 9.1, -9.1, 9.2, 0x1p-133, -0x1p-133, 3e38, -3e38,
      1e-20, 0.5,
    ]
    values += (0..<4_096).map { _ in random.bell() * 5 }
    let expected = bits(values.map(activation.scalar))
    KernelVariant.forEach { variant in
      #expect(bits(activate(values, activation)) == expected, "\(variant)")
    }
  }

  @Test("tanh is within 4e-7 of the true one, relative, and never leaves [-1, 1]")
  func tanhIsAccurate() {
    let grid = (-32_768..<32_768).map { Float($0) / 2_731 + 1e-5 }
    for (x, y) in zip(grid, activate(grid, .tanh)) {
      let exact = Foundation.tanh(Double(x))
      guard abs(Double(y) - exact) <= 4e-7 * abs(exact), abs(y) <= 1 else {
        Issue.record("tanh(\(x)) = \(y), not \(exact)")
        return
      }
    }
  }

  @Test("tanh never falls by more than a rounding, and is odd")
  func tanhIsMonotone() {
    let grid = (0..<65_536).map { Float($0) / 6_554 }
    let values = activate(grid, .tanh)
    let steps = zip(values, values.dropFirst())
    // The quotient of two rounded polynomials may waver in the last places.
    #expect(steps.allSatisfy { $1 >= $0 - 4e-7 })
    #expect(bits(activate(grid.map { -$0 }, .tanh)) == bits(values.map { -$0 }))
    // On a grid whose steps exceed the rounding it does rise.
    let coarse = stride(from: 0, to: 32_768, by: 256).map { values[$0] }
    #expect(zip(coarse, coarse.dropFirst()).allSatisfy { $1 > $0 })
  }

  @Test("sigmoid and silu are what their names say")
  func sigmoidAndSilu() {
    let grid = (-2_048..<2_048).map { Float($0) / 128 }
    let sigmoid = activate(grid, .sigmoid)
    let silu = activate(grid, .silu)
    for (i, x) in grid.enumerated() {
      let exact = 1 / (1 + exp(-Double(x)))
      #expect(abs(Double(sigmoid[i]) - exact) < 3e-7)
      #expect(abs(Double(silu[i]) - Double(x) * exact) < 3e-7 * max(1, abs(Double(x))))
    }
  }
}
