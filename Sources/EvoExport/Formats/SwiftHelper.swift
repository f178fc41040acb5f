import EvoCore

/// A function that a Swift file brings with it where it needs it. The formulas are those of the kernels
/// (`CKernels/vectormath.inc`), operation by operation.
enum SwiftHelper: CaseIterable {
  case clamp, tanh, relu, sigmoid, silu, dense, layerNorm, convolve, maxPool, floats

  /// nil where there is nothing to do.
  init?(_ activation: Activation) {
    switch activation {
    case .tanh: self = .tanh
    case .relu: self = .relu
    case .sigmoid: self = .sigmoid
    case .silu: self = .silu
    case .identity: return nil
    }
  }

  private var needs: Set<SwiftHelper> {
    switch self {
    case .tanh: [.clamp]
    case .sigmoid: [.tanh, .clamp]
    case .silu: [.sigmoid, .tanh, .clamp]
    case .clamp, .relu, .dense, .layerNorm, .convolve, .maxPool, .floats: []
    }
  }

  /// The functions and what they call.
  static func text(of wanted: Set<SwiftHelper>) -> String {
    let all = wanted.reduce(wanted) { $0.union($1.needs) }
    return allCases.filter(all.contains).map(\.text).joined(separator: "\n\n")
  }

  private var text: String {
    switch self {
    case .clamp:
      """
        private static func clamp(_ x: Float, _ limit: Float) -> Float {
          let low = x > limit ? limit : x
          return low < -limit ? -limit : low
        }
      """
    case .tanh:
      """
        /// x P(x^2) / Q(x^2), relative error 6.6e-8.
        private static func tanh(_ x: Float) -> Float {
          let t = clamp(x, 0x1.233334p+3)
          let u = t * t
          var p: Float = 0x1.391792p-36
          p = Float(-0x1.b0e3bcp-27).addingProduct(p, u)
          p = Float(0x1.34e8aap-17).addingProduct(p, u)
          p = Float(0x1.7df25p-9).addingProduct(p, u)
          p = Float(0x1.08750cp-3).addingProduct(p, u)
          p = Float(0x1.fffffep-1).addingProduct(p, u)
          var q: Float = 0x1.dc690cp-13
          q = Float(0x1.84e218p-6).addingProduct(q, u)
          q = Float(0x1.d98fb6p-2).addingProduct(q, u)
          q = Float(1).addingProduct(q, u)
          return clamp(t * p / q, 1)
        }
      """
    case .relu: "  private static func relu(_ x: Float) -> Float { x < 0 ? 0 : x }"
    case .sigmoid:
      """
        private static func sigmoid(_ x: Float) -> Float {
          Float(0.5).addingProduct(tanh(x * 0.5), 0.5)
        }
      """
    case .silu: "  private static func silu(_ x: Float) -> Float { x * sigmoid(x) }"
    case .dense:
      """
        /// W x + bias, the sums in ascending order.
        private static func dense(_ weight: [Float], _ bias: [Float], _ x: [Float]) -> [Float] {
          var y = bias
          for row in y.indices {
            var sum = y[row]
            for k in x.indices { sum.addProduct(weight[row * x.count + k], x[k]) }
            y[row] = sum
          }
          return y
        }
      """
    case .layerNorm:
      """
        private static func layerNorm(_ x: inout [Float], epsilon: Float) {
          var sum: Float = 0
          for value in x { sum += value }
          let mean = sum / Float(x.count)
          var squares: Float = 0
          for value in x { squares.addProduct(value - mean, value - mean) }
          let inverse = 1 / (squares / Float(x.count) + epsilon).squareRoot()
          for i in x.indices { x[i] = (x[i] - mean) * inverse }
        }
      """
    case .convolve:
      """
        /// W x + bias at every place of the pictures x, with zeros around them.
        private static func convolve(
          _ weight: [Float], _ bias: [Float], _ x: [Float], _ channels: Int, _ height: Int,
          _ width: Int, kernel: Int, padding: Int
        ) -> [Float] {
          var y: [Float] = []
          for (output, start) in bias.enumerated() {
            for row in -padding...height + padding - kernel {
              for column in -padding...width + padding - kernel {
                var sum = start
                var k = output * channels * kernel * kernel
                for channel in 0..<channels {
                  for i in row..<row + kernel {
                    for j in column..<column + kernel {
                      let isInside = i >= 0 && i < height && j >= 0 && j < width
                      sum.addProduct(
                        weight[k], isInside ? x[(channel * height + i) * width + j] : 0)
                      k += 1
                    }
                  }
                }
                y.append(sum)
              }
            }
          }
          return y
        }
      """
    case .maxPool:
      """
        /// The largest number of each square of pictures; a NaN stays one.
        private static func maxPool(
          _ x: [Float], _ channels: Int, _ height: Int, _ width: Int, size: Int
        ) -> [Float] {
          var y: [Float] = []
          for channel in 0..<channels {
            for row in 0..<height / size {
              for column in 0..<width / size {
                let first = (channel * height + row * size) * width + column * size
                var largest = x[first]
                for i in 0..<size {
                  for j in 0..<size {
                    let value = x[first + i * width + j]
                    if value > largest || value.isNaN { largest = value }
                  }
                }
                y.append(largest)
              }
            }
          }
          return y
        }
      """
    case .floats:
      """
        /// Eight hexadecimal digits a number: long lists of numbers take the compiler minutes.
        private static func floats(_ text: StaticString) -> [Float] {
          var values: [Float] = []
          var bits: UInt32 = 0
          var digits = 0
          text.withUTF8Buffer { letters in
            for letter in letters where letter > 32 {
              bits = bits << 4 | UInt32(letter < 58 ? letter - 48 : letter - 87)
              digits += 1
              if digits.isMultiple(of: 8) { values.append(Float(bitPattern: bits)) }
            }
          }
          return values
        }
      """
    }
  }
}
